"""The plan: what is wanted of an integration, with reasons; and what differs by decision."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from buildtools.review.reviewed import Plain

NAME = "sentry-plan.yml"


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that is wanted."""

    check: Annotated[str, Meta(description="name of a check or of a figure")]
    want: Annotated[Plain, Meta(description="a value, or a comparison: '<= 45 kB', '= pipeline'")]
    because: Annotated[str, Meta(description="why it is wanted so")] = ""
    since: Annotated[str, Meta(description="when that was decided: 2026-05")] = ""
    revisit: Annotated[str, Meta(description="when to think of it again: 2027-01")] = ""


class Deviation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A decision that something may differ; it holds while the value is this one."""

    check: Annotated[str, Meta(description="name of a check or of a figure")]
    now: Annotated[Plain, Meta(description="the value that is accepted")]
    accepted: Annotated[str, Meta(description="why that is right")]
    by: Annotated[str, Meta(description="the team that decided it")]
    on: Annotated[str, Meta(description="the day of the decision: 2026-11-20")]


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    version: Annotated[Literal[1], Meta(description="form of this file: 1")]
    plan: Annotated[tuple[Item, ...], Meta(description="what is wanted")] = ()
    deviations: Annotated[tuple[Deviation, ...], Meta(description="what differs by decision")] = ()

    def item(self, check: str) -> Item | None:
        """Return what is wanted of a check or a figure."""
        return next((each for each in self.plan if each.check == check), None)

    def deviation(self, check: str) -> Deviation | None:
        """Return the decision that a check or a figure may differ."""
        return next((each for each in self.deviations if each.check == check), None)


NO_PLAN = Plan(1)

"""A card: one enhancement, as the front matter of its file says it. The prose stays a person's.

Dates are days: `2027-01-11`. Conditions name a figure or a check and a comparison:
`weight-first-page-gz > 60 kB`, `replay = off`, `alerts absent`.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Kind = Literal["privacy", "reliability", "optimization", "experience", "insight", "debt"]
Status = Literal["candidate", "now", "next", "later", "doing", "done", "declined"]
"""A candidate's band is told by its figures; now, next and later are a person's word."""
Evidence = Literal["measured", "documented", "guess"]

OPEN: frozenset[Status] = frozenset({"candidate", "now", "next", "later"})
"""What waits for being done."""


class Reach(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom it reaches."""

    share: Annotated[
        float | tuple[float, ...],
        Meta(description="from 0 to 1; [low, high] where it is known as a range"),
    ]
    of: Annotated[str, Meta(description="of what: page loads, events, sessions, releases")]
    evidence: Annotated[
        Evidence, Meta(description="how it is known; a guess counts half, a document 0.8")
    ] = "guess"


class Price(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody asks for it; a price without day and source is none."""

    what: Annotated[str, Meta(description="what is paid for")]
    price: Annotated[str, Meta(description="with its currency and unit")]
    on: Annotated[str, Meta(description="the day on which it was read: 2026-09-20")]
    source: Annotated[str, Meta(description="where it was read")]
    second_hand: Annotated[
        bool, Meta(description="whether the source is another than who asks for it")
    ] = False


class Business(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What it is good for beyond the code."""

    what: Annotated[str, Meta(description="who is better off, and how")]
    measure: Annotated[str, Meta(description="what would show it")]
    evidence: Annotated[str, Meta(description="what is known of it so far")]


class Done(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When it was done; the first review behind it judges what was expected."""

    on: Annotated[str, Meta(description="the day: 2026-11-27")]
    release: Annotated[str, Meta(description="the first release that has it")] = ""


class Declined(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A decision against it."""

    because: Annotated[str, Meta(description="the reason")]
    by: Annotated[str, Meta(description="the team that decided it")]
    on: Annotated[str, Meta(description="the day of the decision: 2026-11-27")]


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The front matter of a card's file."""

    title: Annotated[str, Meta(description="what will be done, in one line")]
    kind: Annotated[Kind, Meta(description="what sort of enhancement")]
    reach: Annotated[Reach, Meta(description="whom it reaches")]
    impact: Annotated[float, Meta(description="on each of them: 0.25, 0.5, 1, 2 or 3")]
    effort_days: Annotated[tuple[float, ...], Meta(description="days of work: [least, most]")]
    requirement: Annotated[str, Meta(description="what has to be there before")]
    cost: Annotated[str, Meta(description="what it costs: bytes, quota, care")]
    status: Annotated[Status, Meta(description="where it stands")] = "candidate"
    needs: Annotated[
        tuple[str, ...], Meta(description="versions it needs: sdk >= 10, node >= 20")
    ] = ()
    needed_by: Annotated[str | None, Meta(description="the day by which it must be done")] = None
    start: Annotated[str | None, Meta(description="the day on which work begins")] = None
    after: Annotated[str | None, Meta(description="the card behind which work begins")] = None
    expect: Annotated[
        dict[str, str],
        Meta(description="figures it changes: a difference, -38 kB, or a bound, '>= 95 %'"),
    ] = {}
    raise_when: Annotated[
        tuple[str, ...], Meta(description="conditions; one that holds raises it")
    ] = ()
    drop_when: Annotated[
        tuple[str, ...], Meta(description="conditions; one that holds drops it")
    ] = ()
    prices: Annotated[tuple[Price, ...], Meta(description="what others ask for it")] = ()
    business: Annotated[Business | None, Meta(description="what it is good for")] = None
    done: Annotated[Done | None, Meta(description="when; a card that is done has it")] = None
    declined: Annotated[
        Declined | None, Meta(description="why not; a card that is declined has it")
    ] = None
    sources: Annotated[tuple[str, ...], Meta(description="where its facts come from")] = ()


class Kept(msgspec.Struct, frozen=True):
    """A card in its file."""

    name: str
    """Of the file, without its ending: other cards name it by this."""
    card: Card
    prose: str = ""

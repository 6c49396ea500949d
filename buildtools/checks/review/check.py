"""One check of a review: what it asks, where that can be seen, and how it is told from evidence."""

from collections.abc import Callable
from typing import Literal

import msgspec

from buildtools.findings import Finding
from buildtools.review.evidence import Evidence
from buildtools.review.reviewed import Plain
from buildtools.review.unseen import Unseen

Topic = Literal["sdk", "options", "privacy", "security", "weight", "site", "release", "server"]
Source = Literal["page", "build", "sources", "server", "ledger"]
State = Literal["seen", "absent", "unknown", "not-asked"]


class Look(msgspec.Struct, frozen=True):
    """What a check has seen; made by `seen`, `absent`, `unknown`, `missing`."""

    state: State
    value: Plain = None
    """What a plan's comparison is held against."""
    text: str = ""
    """The same in words, with its place; of what is unknown, why."""
    source: Source | None = None
    ruled: bool = False
    """Whether the check has a rule of its own, which holds where no plan says otherwise."""
    faults: tuple[Finding, ...] = ()
    """What breaks that rule; errors and warnings make it differ."""


class Check(msgspec.Struct, frozen=True):
    """One row of the table."""

    name: str
    """As plans name it: traces-sample-rate."""
    title: str
    """What is asked, in one line."""
    topic: Topic
    sources: tuple[Source, ...]
    """Where it can be seen, best first."""
    decide: Callable[[Evidence], Look]
    pipeline: str = ""
    """The field of `Kept` that `= pipeline` means: release, dist, environment."""


def seen(
    value: Plain,
    text: str,
    source: Source,
    faults: tuple[Finding, ...] = (),
    *,
    ruled: bool = False,
) -> Look:
    """Return what is so; with `ruled` or with faults the check's own rule was asked."""
    return Look("seen", value, text, source, ruled or bool(faults), faults)


def absent(text: str, source: Source, faults: tuple[Finding, ...] = ()) -> Look:
    """Return that there is none, as far as `source` shows; a plan that wants it off is met."""
    return Look("absent", None, text, source, bool(faults), faults)


def unknown(why: str) -> Look:
    """Return that it was asked for and cannot be told."""
    return Look("unknown", text=why)


def missing(*unseen: object) -> Look:
    """Return why none of these was seen: unknown where one was tried, else not asked.

    Each is an `Unseen`; other values are passed over.
    """
    all_unseen = [each for each in unseen if isinstance(each, Unseen)]
    whys = "; ".join(dict.fromkeys(each.why for each in all_unseen))
    tried = any(each.asked for each in all_unseen)
    return Look("unknown" if tried else "not-asked", text=whys)

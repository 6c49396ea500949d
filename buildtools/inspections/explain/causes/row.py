"""One row of the table of causes, and what its question can be answered with."""

from collections.abc import Callable
from typing import Literal

import msgspec

from buildtools.inspections.explain.causes.evidence import Evidence

Source = Literal["frame", "event", "server", "site", "files"]
"""Where the deciding evidence comes from: the frame as it is written, the event that it is of, the
server, a look at the live site, or script and map on disk."""

About = Literal["minified", "resolved", "event"]
"""What it is asked of: a frame that stays minified, one that has its original, or a whole event."""


class Holds(msgspec.Struct, frozen=True):
    """It is so; `evidence` are lines of fact, the deciding one first."""

    evidence: tuple[str, ...]
    remedy: str = ""
    """One thing to do that knows better than the row's own."""


class RuledOut(msgspec.Struct, frozen=True):
    """It is not so, for this reason."""

    why: str


class Unasked(msgspec.Struct, frozen=True):
    """Whether it is so is not known; `lacks` says what would have to be asked."""

    lacks: str


Answer = Holds | RuledOut | Unasked


class Cause(msgspec.Struct, frozen=True):
    """Why a frame stays minified, or is less than it could be. A code is a promise to scripts."""

    code: str
    title: str
    """What is so, in one line."""
    told_by: str
    """The evidence that decides it."""
    why: str
    """What comes of it."""
    remedy: str
    """One thing to do; empty where nothing has to be done."""
    page: str
    """Where docs say more: a page and its heading."""
    source: Source
    decide: Callable[[Evidence], Answer]
    about: tuple[About, ...] = ("minified",)

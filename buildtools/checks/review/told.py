"""A part of what a server told; where there is none, the look that says why."""

from collections.abc import Callable
from typing import TypeVar

from buildtools.checks.review.check import Look, missing
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.server import NotShown, ServerSeen, Told
from buildtools.review.unseen import Unseen

T = TypeVar("T")


def told(evidence: Evidence, read: Callable[[ServerSeen], Told[T]]) -> T | Look:
    """Return the part; unknown where the server did not tell it, or nobody asked the server."""
    if isinstance(evidence.server, Unseen):
        return missing(evidence.server)
    part = read(evidence.server)
    return missing(Unseen(part.why, part.asked)) if isinstance(part, NotShown) else part

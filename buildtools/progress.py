"""Progress: the one hook for whoever shows a run while it goes on.

A run says when a step begins and ends, and a long step how far it is; sentences for people come
through the logger of this package, and whoever takes them hands them on as messages. So a reader
in a terminal, a bar or the groups of a CI's log are one class each. What works deep below a step
says `counted`, which goes the way of the sentences.
"""

import logging
from collections.abc import Iterable, Iterator
from typing import Final, Protocol, TypeVar

Thing = TypeVar("Thing")

COUNTED: Final = "buildtools.counted"
"""The logger of counts."""

BYTES: Final = "bytes"
"""What is counted as a size."""

_log = logging.getLogger(COUNTED)


def counted(what: str, done: int, of: int | None = None) -> None:
    """Say how many of one thing are done, such as `pair`; `of` is None while nobody knows."""
    _log.debug("%s: %d of %s", what, done, of)


def counting(
    things: Iterable[Thing], what: str, of: int, each: int = 1, before: int = 0
) -> Iterator[Thing]:
    """Return the things one by one, and say of each when the next is asked for.

    Each counts for so many, where others are done elsewhere at the same time; `before` them so many
    were done.
    """
    for done, thing in enumerate(things, before + 1):
        yield thing
        counted(what, done * each, of)


class Progress(Protocol):
    """What is told, in its order, and from any thread where `advanced` is concerned."""

    def begun(self, step: str) -> None:
        """Take that a step begins; `--undo` stands behind one that is undone."""

    def ended(self, step: str, said: str | None, seconds: float) -> None:
        """Take its end, with what it left in words; None when it failed."""

    def advanced(self, what: str, done: int, of: int | None) -> None:
        """Take that so many things are done, such as `pair`; `of` is None while nobody knows."""

    def message(self, text: str) -> None:
        """Take a sentence for people, or a line of a program that runs."""


class Quiet:
    """A progress that nobody looks at."""

    def begun(self, step: str) -> None: ...
    def ended(self, step: str, said: str | None, seconds: float) -> None: ...
    def advanced(self, what: str, done: int, of: int | None) -> None: ...
    def message(self, text: str) -> None: ...

"""Pace: how far a step is, as one short line says it.

Pure: it is told what is done, and by which clock.
"""

from typing import NamedTuple

from buildtools.progress import BYTES
from buildtools.texts.wording import count, size

_SETTLED = 1.0
"""Seconds after which a rate says more than how the first packet went."""


class _Count(NamedTuple):
    done: int
    of: int | None


class Pace:
    """A step at work: since when, what it has counted, what was said last."""

    def __init__(self, step: str, now: float) -> None:
        self.step = step
        self.said = ""
        """The last line of a program that runs."""
        self._began = now
        self._sending: float | None = None
        self._counts: dict[str, _Count] = {}

    def advanced(self, what: str, done: int, of: int | None, now: float) -> None:
        """Take a count; a program's line is not what goes on any more."""
        self.said = ""
        if what == BYTES and self._sending is None:
            self._sending = now
        self._counts[what] = _Count(done, of)

    def seconds(self, now: float) -> float:
        """Return since how many seconds it goes on."""
        return now - self._began

    def words(self, now: float) -> str:
        """Say it: `upload 4 s: 12 of 40 chunks, 3.1 MB, 0.8 MB/s`."""
        counted = [self._counted(what, each, now) for what, each in self._counts.items()]
        behind = self.said or ", ".join(counted)
        return f"{self.step} {self.seconds(now):.0f} s" + (f": {behind}" if behind else "")

    def _counted(self, what: str, each: _Count, now: float) -> str:
        if what != BYTES:
            known = each.of is not None
            return (
                f"{each.done} of {count(each.of or 0, what)}" if known else count(each.done, what)
            )
        seconds = now - (self._sending or now)
        rate = f", {size(int(each.done / seconds))}/s" if seconds >= _SETTLED else ""
        return f"{size(each.done)}{rate}"

"""Screening: all lines of a script at a glance, before some of them are looked at closely.

Of each line it is seen whether a place falls inside a word or behind the line's end, as none does
where the map is right, and where it has its last place. No place is made an object for that, and
nothing is compared with a source.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from buildtools.checks.accuracy.gaps import LEAST
from buildtools.checks.accuracy.places import Places, Spot, Text, Unfit
from buildtools.sourcemaps.maps.mappings import decode

LONG = 400
"""Places of a line from which on a sample of them tells as much as all."""
_LAST = 24
"""Places at the end of such a line that are looked at: what was put into it moved them too."""
_MOST = 60_000
"""Places that are screened in one map, about; of more some lines are passed over."""
_BLOCK = 64
"""Lines that are screened, or passed over, together."""
_AT_ONCE = 4_096
"""Lines whose words are marked at once: to mark them takes five times their bytes."""
_PART = bytes(chr(letter).isalnum() or chr(letter) in "_$" for letter in range(256))


class Tail(NamedTuple):
    """The last place of a line, where code stands behind it; the column is -1 of a long line."""

    number: int
    line: int
    column: int


class Screened:
    """What was seen of one map."""

    def __init__(self) -> None:
        self.odd: list[tuple[Spot, int]] = []
        """Lines that have an odd place: where each begins, and how many places it has."""
        self.ends: list[tuple[Spot, int]] = []
        """The last places of long lines."""
        self.tails: list[Tail] = []
        self.fine: list[int] = []
        """How many places each line has that has no odd one."""
        self.rows = 0
        """How many lines have places."""


class _Columns(dict[bytes, int]):
    """By how many columns a segment is behind the one before it, by its text."""

    def __missing__(self, text: bytes) -> int:
        found = self[text] = decode(text, 0)[0] if text else 0
        return found


class _Lines:
    """A script of which every column is a byte: 1 inside a word, else 0; so many lines at once."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines, self.number = lines, len(lines)
        self.first = self.behind = 0
        self.inside = b""
        self.starts: Sequence[int] = ()
        """Where each line begins; behind the last one where there is no more."""

    def reach(self, line: int) -> None:
        """Have the lines from this one on. All of a number is inside a word but its first digit."""
        lines = self._lines[line : line + _AT_ONCE]
        text = "\n".join(lines).encode("latin-1", "replace")
        parts = int.from_bytes(text.translate(_PART), "little")
        self.inside = (parts & (parts << 8)).to_bytes(len(text) + 1, "little")
        ends = accumulate(map(len, lines), initial=0)
        self.starts = [end + number for number, end in enumerate(ends)]
        self.first, self.behind = line, line + len(lines)


def screen(places: Places, lines: Sequence[str]) -> Screened:
    """Look at all lines of a script, or of a large one at those that have `_MOST` places together.

    Raises Unfit where the lines of the mappings have not the entries that the resolver has.
    """
    found, script, columns = Screened(), _Lines(lines), _Columns()
    step = places.number // _MOST + 1
    for part, text in enumerate(places.texts):
        _screen(part, text, script, columns, step, found)
    return found


def _screen(
    part: int, text: Text, script: _Lines, columns: _Columns, step: int, found: Screened
) -> None:
    """Look at the lines of one part: as few steps for each as there can be, for there are very
    many."""
    column_of, fine = columns.__getitem__, found.fine.append
    starts, is_inside = script.starts, script.inside.__getitem__
    at, number, first = 0, text.number, text.part.column
    for line, row in enumerate(text.rows(), text.part.line):
        if row:
            count = row.count(b",") + 1
            if line >= script.number:
                found.odd.append((Spot(part, at, number), min(count, LONG)))
            elif count > LONG:
                _long(Spot(part, at, number), count, row, line, found)
            elif step == 1 or not line // _BLOCK % step:
                if not script.first <= line < script.behind:
                    script.reach(line)
                    starts, is_inside = script.starts, script.inside.__getitem__
                base, end = starts[line - script.first], starts[line - script.first + 1] - 1
                places = [*accumulate(map(column_of, row.split(b",")), initial=base + first)]
                last = places[-1]
                if last > end or 1 in map(is_inside, places):
                    found.odd.append((Spot(part, at, number), count))
                else:
                    fine(count)
                if end - last > LEAST:
                    found.tails.append(Tail(number + count - 1, line, last - base))
            number += count
            found.rows += 1
        at += len(row) + 1
        first = 0
    if number != text.number + text.counted(text.begin, len(text.text)):
        raise Unfit


def _long(spot: Spot, count: int, row: bytes, line: int, found: Screened) -> None:
    """Note the end of a long line."""
    last = row.rsplit(b",", _LAST)[1:]
    offset = spot.offset + len(row) - sum(map(len, last)) - len(last) + 1
    number = spot.number + count
    found.ends.append((Spot(spot.part, offset, number - _LAST), _LAST))
    found.tails.append(Tail(number - 1, line, -1))

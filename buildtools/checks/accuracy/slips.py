"""Slips: single places that fall inside a token, in a map that is exact everywhere else.

Of code that was not minified no right map of those looked at has a place inside a word, a number or
an operator. So where nearly all of a map's places are right, one that is not tells that something
was put into its line, though a line of a few places is too short to weigh.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from buildtools.checks.accuracy.lexing import Part, is_spaced, parts
from buildtools.checks.accuracy.tokens import NEAR, is_part
from buildtools.sourcemaps.maps.segments import Segment

MOST = 40
"""Places of a line that is looked at."""
_LONGEST = 2000
"""Columns of such a line; longer ones are minified."""
_LINES = 4
"""Lines from which on a script is not one minified line."""
_FEW, _RARE = 3, 0.01
"""Lines with places that slip, and their share, of a map that is exact everywhere else."""
_SEVERAL = 3
"""Places of one line that must slip where places slip in many lines."""
_BEFORE = 30
"""Places that all right maps together are worth before those of this one are counted."""
_SHARE = 0.003
"""Share of places that slip in right maps at most."""
_CHANCE = 0.6
"""Share of columns that are inside a token: how often a wrong place slips."""
_ENOUGH = -3.0
"""Weight of a part that is told."""
_MAY_SLIP = re.compile(r"[\w$]{2}|[?&|=+*.]{2}|[=!<>+\-*/%]=|--|\?\.|=>")
"""Two letters of one word or one operator, at a glance."""

Continues = Callable[[Segment, Segment, str], bool]
"""Whether a place goes on with the word that the one before it is in."""


class Slip(msgspec.Struct, frozen=True):
    """A part of a line, to its end, and how many of its places slip."""

    places: Sequence[Segment]
    number: int
    many: bool
    """Whether places slip in many lines: it may be how a writer writes."""


class _Line(msgspec.Struct):
    """A line that was looked at: its places, and what each says."""

    places: list[Segment] = []
    says: list[int] = []
    """For the map, against it, or nothing: 1, -1, 0."""

    @property
    def slipped(self) -> int:
        """How many places slip."""
        return self.says.count(-1)


class Slips:
    """The short lines of a map, gathered while it is read."""

    def __init__(
        self, lines: Sequence[str], continues: Continues, fine: Sequence[int] = ()
    ) -> None:
        """`fine` says how many places other lines have, of which none slips."""
        self._lines, self._continues = lines, continues
        self._seen: dict[int, _Line] = {}
        self._fine = [number for number in fine if number <= MOST]

    def add(self, run: Sequence[Segment]) -> None:
        """Look at a run of places on one line."""
        number = run[0].line
        text = self._lines[number] if 0 <= number < len(self._lines) else None
        if text is None or len(text) > _LONGEST:
            return
        line = self._seen.setdefault(number, _Line())
        last = line.places[-1] if line.places else run[0]
        for place in run[: MOST + 1 - len(line.places)]:
            line.places.append(place)
            line.says.append(self._said(last, place, text))
            last = place

    def _said(self, last: Segment, place: Segment, text: str) -> int:
        column = place.column
        # What a few columns from the end of a line is off by fewer: a version or the name of a
        # file was put in longer or shorter after the map was made.
        if not 0 <= column < len(text):
            return -1 if column > len(text) + NEAR else 0
        if text[column] == " ":
            return 0
        if column == 0 or not _MAY_SLIP.match(text, column - 1):
            return 1
        if column >= len(text) - NEAR or not _slips(text, column):
            return 0
        return 0 if self._continues(last, place, text) or _goes_on(last, place) else -1

    def told(self) -> Iterator[Slip]:
        """Return the parts of lines whose places slip, where nearly none do elsewhere."""
        short = [line for line in self._seen.values() if len(line.places) <= MOST]
        wrong = [line for line in short if line.slipped]
        if not wrong or not self._is_code(short):
            return
        many = len(wrong) > max(_FEW, (len(short) + len(self._fine)) * _RARE)
        slipped = sum(line.slipped for line in wrong)
        places = sum(map(_speaking, short)) + sum(self._fine)
        for line in wrong:
            bad = slipped - line.slipped + _BEFORE * _SHARE
            share = bad / (places - _speaking(line) + _BEFORE)
            yield from _part(line, min(share, 1 - _SHARE), many=many)

    def _is_code(self, short: Sequence[_Line]) -> bool:
        """Whether this is code to be read: one or two lines are too often a minified script."""
        if len(short) + len(self._fine) >= _LINES:
            return True
        return all(is_spaced(self._lines[line.places[0].line]) for line in short)


def _goes_on(last: Segment, place: Segment) -> bool:
    """Whether every character is mapped here, those of operators too: some bundlers do that."""
    apart = place.source_column - last.source_column
    same = place.source_line == last.source_line and 0 <= apart <= 1
    return last is not place and place.column == last.column + 1 and same


def _speaking(line: _Line) -> int:
    return len(line.says) - line.says.count(0)


def _slips(text: str, column: int) -> bool:
    kind = parts(text)[column]
    # Inside a word of a string or comment nothing begins either; an operator there is none.
    return kind is Part.INSIDE or (kind is Part.TEXT and is_part(text[column]))


def _part(line: _Line, share: float, *, many: bool) -> Iterator[Slip]:
    """Find the part of a line that speaks most against it."""
    bad, good = math.log(share / _CHANCE), math.log((1 - share) / (1 - _CHANCE))
    total = lowest = 0.0
    begin = first = last = 0
    for index, says in enumerate(line.says):
        if says:
            begin = index if total == 0 else begin
            total = min(total + (bad if says < 0 else good), 0.0)
        if total < lowest:
            lowest, first, last = total, begin, index
    number = line.says[first : last + 1].count(-1)
    if lowest <= _ENOUGH and (number >= _SEVERAL or not many):
        yield Slip(line.places[first:], number, many)

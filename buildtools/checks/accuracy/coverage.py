"""Coverage: how much of a script's code its map speaks of, and what it leaves out.

A map that has one place for a whole minified line resolves each frame of it to one line of one
source. A map that lost places in between resolves to the last place before the loss: then words of
the source's lines that nothing leads to stand in the code that has no place.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

import msgspec

from buildtools.checks.accuracy.gaps import DATA, LEAST, LONGEST, Gaps, Loss
from buildtools.checks.accuracy.texts import Sources
from buildtools.sourcemaps.maps.segments import Segment

_LONG = 160
"""Columns under one place from which on they are looked at."""
_CODE = 80
"""Letters of names and keywords in them that make them code, not data."""
_COARSE = 0.85
"""Share of the code that lies under such places in a map that says nothing of columns."""
PER_PLACE = 100
"""Columns a place has on average in such a map."""

_LINES = 8
"""Lines with one place that make a map one of lines."""
_RICH = 4
"""Words of a line of code from which on a frame in it needs a column."""
_NAME = re.compile(r"[A-Za-z_$][\w$]*")


class Coverage(msgspec.Struct):
    """How much of the lines that a map speaks of lies under places that say something of it."""

    places: int = 0
    columns: int = 0
    stretched: int = 0
    """Columns of code that lie far under one place."""
    losses: list[Loss] = []
    lines: int = 0
    """Lines that have places."""
    single: int = 0
    """Those of them that have one, and code behind it."""

    @property
    def is_coarse(self) -> bool:
        """Whether the map says nothing of columns, in a script whose lines are long."""
        few = self.places * PER_PLACE <= self.columns
        return self.places > 0 and few and self.stretched >= _COARSE * self.columns

    @property
    def is_by_lines(self) -> bool:
        """Whether the map has one place for each line of code, and says nothing of columns."""
        return self.places == self.lines and self.single >= _LINES


_END = Segment(-1, 0, -1, 0, 0)


def cover(found: Iterable[Segment], lines: Sequence[str], sources: Sources) -> Coverage:
    """Measure what lies between the places of a map, which come in file order."""
    coverage = Coverage()
    led: set[int] = set()
    gaps = Gaps(lines, sources, lambda: led)
    number = columns = 0
    last = at = -1
    for place, following in pairwise(chain(found, (_END,))):
        line, column, source, _, _ = place
        if source < 0:
            continue
        number += 1
        if line != at:
            coverage.lines += 1
            if following.line != line and number == coverage.lines:
                rest = lines[line][column : column + LONGEST] if line < len(lines) else ""
                coverage.single += len(_NAME.findall(rest)) >= _RICH
            at = line
        if source != last:
            led.add(source)
            last = source
        if following.line == line:
            reach = following.column - column
        else:
            reach = len(lines[line]) - column if line < len(lines) else 0
        if reach > 0:
            columns += reach
            if reach > LEAST and line < len(lines):  # as few are: maps have very many places
                # Of one that is longer than any, the beginning tells: it may be the whole script.
                code = lines[line][column : column + min(reach, LONGEST + 1)]
                gaps.look(place, following, code)
                if reach > _LONG and _is_code(code):
                    coverage.stretched += reach
    coverage.places, coverage.columns = number, columns
    coverage.losses = list(gaps.lost(number))
    return coverage


def _is_code(text: str) -> bool:
    return sum(map(len, _NAME.findall(DATA.sub('"', text)))) > _CODE

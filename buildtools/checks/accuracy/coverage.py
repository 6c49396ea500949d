"""Coverage: how much of a script's code its map speaks of, and what it leaves out.

A map that has one place for a whole minified line resolves each frame of it to one line of one
source. A map that lost places in between resolves to the last place before the loss: then words of
the source's lines that nothing leads to stand in the code that has no place.
"""

import re
from collections.abc import Iterable, Sequence

import msgspec

from buildtools.checks.accuracy.texts import Sources
from buildtools.checks.accuracy.tokens import words
from buildtools.sourcemaps.segments import Segment

_LONG = 160
"""Columns under one place from which on they are looked at."""
_CODE = 80
"""Letters of names and keywords in them that make them code, not data."""
_COARSE = 0.85
"""Share of the code that lies under such places in a map that says nothing of columns."""
_PER_PLACE = 100
"""Columns a place has on average in such a map."""

_GAP = 60
"""Columns between two places that may hold lost ones."""
_LOST_LINES = 2
"""Source lines passed over between two places that may be a loss."""
_LOST_WORDS = 5
"""Different telling words between the two places that the lines passed over must hold."""
_LOST_SHARE = 0.75

_DATA = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|`(?:[^`\\]|\\.)*`|/\*[\s\S]*?(?:\*/|\Z)|//[^\n]*'
    r"|/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/"
)
"""Strings, comments, regular expressions."""
_NAME = re.compile(r"[A-Za-z_$][\w$]*")


class Loss(msgspec.Struct, frozen=True):
    """Code between two places of which the map says nothing, and the source lines it comes from."""

    after: Segment
    before: Segment


class Coverage(msgspec.Struct):
    """How much of the lines that a map speaks of lies under places that say something of it."""

    places: int = 0
    columns: int = 0
    stretched: int = 0
    """Columns of code that lie far under one place."""
    losses: list[Loss] = []

    @property
    def is_coarse(self) -> bool:
        """Whether the map says nothing of columns, in a script whose lines are long."""
        few = self.places * _PER_PLACE <= self.columns
        return self.places > 0 and few and self.stretched >= _COARSE * self.columns


def cover(found: Iterable[Segment], lines: Sequence[str], sources: Sources) -> Coverage:
    """Measure what lies between the places of a map, which come in file order."""
    coverage = Coverage()
    last: Segment | None = None
    for place in found:
        if last is not None and last.source >= 0:
            _measure(coverage, last, place, lines, sources)
        last = place
    if last is not None and last.source >= 0:
        _measure(coverage, last, None, lines, sources)
    return coverage


def _measure(
    coverage: Coverage,
    place: Segment,
    following: Segment | None,
    lines: Sequence[str],
    sources: Sources,
) -> None:
    coverage.places += 1
    if place.line >= len(lines):
        return
    line = lines[place.line]
    same = following is not None and following.line == place.line
    end = following.column if following is not None and same else len(line)
    reach = max(end - place.column, 0)
    coverage.columns += reach
    if reach > _LONG and _is_code(line[place.column : end]):
        coverage.stretched += reach
    if following is not None and same and reach > _GAP and _passes(place, following):
        text = sources.lines(place.source)
        if text and _is_lost(line[place.column : end], text, place, following):
            coverage.losses.append(Loss(place, following))


def _is_code(text: str) -> bool:
    return sum(map(len, _NAME.findall(_DATA.sub('"', text)))) > _CODE


def _passes(place: Segment, following: Segment) -> bool:
    passed = following.source_line - place.source_line > _LOST_LINES
    return passed and following.source == place.source


def _is_lost(code: str, text: Sequence[str], place: Segment, following: Segment) -> bool:
    """Tell whether code without a place comes from the source lines that nothing leads to."""
    if "`" in code:
        return False  # the place may lie within a template, whose text goes on behind it
    own = frozenset(words(text[place.source_line])) if place.source_line < len(text) else ()
    there = {word for word in words(_DATA.sub('"', code)) if word not in own}
    if len(there) < _LOST_WORDS:
        return False
    left_out = "\n".join(text[place.source_line + 1 : following.source_line])
    passed = words(_DATA.sub('"', left_out))
    return len(there.intersection(passed)) >= _LOST_SHARE * len(there)

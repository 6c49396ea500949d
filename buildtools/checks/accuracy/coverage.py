"""Coverage: how much of a script's code its map speaks of, and what it leaves out.

A map that has one place for a whole minified line resolves each frame of it to one line of one
source. A map that lost places in between resolves to the last place before the loss: then words of
the source's lines that nothing leads to stand in the code that has no place.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

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
_LONGEST = 200_000
"""Letters of code between two places that are looked at."""
_SOURCES = 50
"""Sources between two places that are looked at."""
_LOST_LINES = 2
"""Source lines passed over between two places that may be a loss."""
_LOST_DEEDS = 2
_LOST_WORDS = 5
"""Different telling words between the two places that the lines passed over must hold."""
_LOST_SHARE = 0.75

_DATA = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|`(?:[^`\\]|\\.)*`|/\*[\s\S]*?(?:\*/|\Z)|//[^\n]*'
    r"|/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/"
)
"""Strings, comments, regular expressions."""
_DEEDS = re.compile(r"\b(?:return|if|throw|for|new|switch|while|await)\b|=>|[?]")
"""What code does, and lists of names do not."""
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


_END = Segment(-1, 0, -1, 0, 0)


def cover(found: Iterable[Segment], lines: Sequence[str], sources: Sources) -> Coverage:
    """Measure what lies between the places of a map, which come in file order."""
    coverage = Coverage()
    number = columns = 0
    for place, following in pairwise(chain(found, (_END,))):
        line, column, source, _, _ = place
        if source < 0:
            continue
        number += 1
        if following.line == line:
            reach = following.column - column
        else:
            reach = len(lines[line]) - column if line < len(lines) else 0
        if reach > 0:
            columns += reach
            if reach > _GAP:  # as few are: a map has hundreds of thousands of places
                _look(coverage, place, following, reach, lines, sources)
    coverage.places, coverage.columns = number, columns
    return coverage


def _look(
    coverage: Coverage,
    place: Segment,
    following: Segment,
    reach: int,
    lines: Sequence[str],
    sources: Sources,
) -> None:
    """Look at a long way between two places: is it code, and were places lost there."""
    if place.line >= len(lines):
        return
    # Of one that is longer than any the beginning tells: all of it may be the whole script.
    code = lines[place.line][place.column : place.column + min(reach, _LONGEST + 1)]
    if reach > _LONG and _is_code(code):
        coverage.stretched += reach
    # Frames in lines without any place show that they have none: only on a line places are lost.
    on_line = following.line == place.line and following.source >= 0
    if on_line and _is_lost(code, place, following, sources):
        coverage.losses.append(Loss(place, following))


def _is_code(text: str) -> bool:
    return sum(map(len, _NAME.findall(_DATA.sub('"', text)))) > _CODE


def _is_lost(code: str, place: Segment, following: Segment, sources: Sources) -> bool:
    """Tell whether code without a place comes from the source lines that nothing leads to."""
    if "`" in code or len(code) > _LONGEST:
        return False  # the place may lie within a template, whose text goes on behind it
    bare = _DATA.sub('"', code)
    if len(_DEEDS.findall(bare)) < _LOST_DEEDS:
        return False  # a list of exports has no places, and holds words of all sources
    there = set(words(bare))
    there -= set(words(sources.line(place.source, place.source_line)))
    if len(there) < _LOST_WORDS:
        return False
    passed = set(words(_DATA.sub('"', _passed(place, following, sources))))
    return len(there & passed) >= _LOST_SHARE * len(there)


def _passed(place: Segment, following: Segment, sources: Sources) -> str:
    """Give the source lines between what two places lead to, other sources in between included."""
    first = sources.lines(place.source) or ()
    if place.source == following.source:
        if following.source_line - place.source_line <= _LOST_LINES:
            return ""
        return "\n".join(first[place.source_line + 1 : following.source_line])
    if following.source < place.source:
        return ""
    parts = [*first[place.source_line + 1 :]]
    for index in range(place.source + 1, min(following.source, place.source + _SOURCES)):
        parts += sources.lines(index) or ()
    parts += (sources.lines(following.source) or ())[: following.source_line]
    return "\n".join(parts)

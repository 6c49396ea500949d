"""Gaps: places that a map must have had in between, and has no more.

Words of the source that stand between the originals of two places, and stand between the two places
too, had places of their own where all others have. A frame there resolves to the last place before.
"""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from typing import NamedTuple

import msgspec

from buildtools.checks.accuracy.lexing import is_spaced
from buildtools.checks.accuracy.texts import Sources
from buildtools.checks.accuracy.tokens import KEYWORDS, telling_words, words
from buildtools.sourcemaps.maps.segments import Segment

LEAST = 14
"""Columns between two places that may hold lost ones."""
_LONG = 60
"""Columns from which on a gap is looked at as code that was lost as a whole."""
LONGEST = 200_000
"""Letters of code between two places that are looked at."""
_TEXTS = 2_000_000
"""Letters of sources that nothing leads to that are looked at."""
_PASSED_LINES = 2
"""Source lines passed over between two places that may be a loss."""
_AHEAD = 3
"""Source lines behind the last place of a line that may be what follows it."""
_STATEMENTS_LOST = 2
_WORDS_LOST = 5
"""Different telling words in a long gap that the lines passed over must hold."""
_SHARE_LOST = 0.75
_FEW = {True: 2, False: 3}
"""The same of a short gap, in code to be read and in minified code."""
_INDENT = 200
"""Columns of white space that a line begins with at most."""
_ON_LINE = 5
"""The same of a gap all of whose words are from one line of the source."""
_RARE = 0.0015
"""Share of words in other such gaps up to which they are rare in a map."""
_BEFORE = 30
"""Places without such a gap that all right maps together are worth."""

DATA = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|`(?:[^`\\]|\\.)*`|/\*[\s\S]*?(?:\*/|\Z)|//[^\n]*'
    r"|/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/"
)
"""Strings, comments, regular expressions."""
_STATEMENTS = re.compile(r"\b(?:return|if|throw|for|new|switch|while|await)\b|=>|[?]")
"""What code does, and lists of names do not."""
_LISTS = re.compile(r"\bexport\s*\{[^}]*|\bexports\.[\w$]+\s*=|[\w$]+\s*:")
"""Names that bundlers write anew: of exports, and keys of objects."""
_PROSE = re.compile(r"(?<![\w$.])([A-Za-z']+) +(?=([A-Za-z']+))")


class Loss(msgspec.Struct, frozen=True):
    """Code between two places of which the map says nothing, and the source lines it comes from."""

    after: Segment
    before: Segment


class _Gap(NamedTuple):
    after: Segment
    before: Segment
    code: str
    words: int
    """Different words of the source in between, of a short gap; 0 of one that says nothing."""


class Gaps:
    """The gaps of a map, gathered while it is read."""

    def __init__(
        self, lines: Sequence[str], sources: Sources, led: Callable[[], Container[int]]
    ) -> None:
        """`led` names the sources that places lead to, once all have been looked at."""
        self._lines, self._sources, self._led = lines, sources, led
        self._found: list[_Gap] = []
        self._counted = (-1, 0, 0)

    def look(self, place: Segment, following: Segment, code: str) -> None:
        """Look at a way between two places of one line, or behind the last one of it."""
        if len(code) > LONGEST:
            return
        bare = DATA.sub('"', code)
        if not telling_words(bare) or _is_text(bare):
            return
        short = self._between(place, following, bare)
        if short or (len(code) > _LONG and following.line == place.line and following.source >= 0):
            self._found.append(_Gap(place, following, bare, short))

    def lost(self, places: int) -> Iterator[Loss]:
        """Return what was lost, of a map with so many places, in file order."""
        whole = sum(gap.words for gap in self._found)
        for gap in self._found:
            others = (whole - gap.words + _BEFORE * _RARE / 10) / (places + _BEFORE)
            if (others <= _RARE and self._is_few(gap)) or self._is_code(gap):
                yield Loss(gap.after, gap.before)

    def _between(self, place: Segment, following: Segment, bare: str) -> int:
        """Count the words that the source has in between too."""
        # A line with one place at its beginning is coarse, or goes on in a comment or template.
        if self._begins(place) or self._ticks_before(place) % 2:
            return 0
        there = set(words(_LISTS.sub("", bare)[1:]))
        if not there:
            return 0
        own, _, others = self._behind(place, following)[1:].partition("\n")
        same, more = there & set(words(own)), there & set(words(others))
        # What a compiler rewrote has no places of its own, and seldom goes over a line's end.
        return len(same | more) if more or len(same) >= _ON_LINE else 0

    def _begins(self, place: Segment) -> bool:
        """Whether nothing but white space stands before a place on its line."""
        near = self._lines[place.line][max(place.column - _INDENT, 0) : place.column]
        return place.column <= _INDENT and not near.strip()

    def _ticks_before(self, place: Segment) -> int:
        """Count the backticks up to a place of its line; places come in order, and lines may have
        hundreds of megabytes."""
        line, column, ticks = self._counted
        if line != place.line or column > place.column:
            column, ticks = 0, 0
        ticks += self._lines[place.line].count("`", column, place.column + 1)
        self._counted = place.line, place.column + 1, ticks
        return ticks

    def _behind(self, place: Segment, following: Segment) -> str:
        """Return the text of the source from the one place to the other, or to what follows it."""
        text = self._sources.lines(place.source) or ()
        first, last = place.source_line, place.source_line + _AHEAD
        if not 0 <= first < len(text):
            return ""
        goes_on = following.source == place.source and following[3:5] > place[3:5]
        if goes_on and following.source_line < last:
            last = following.source_line
            end = text[last][: following.source_column] if last < len(text) else ""
            if last == first:
                return DATA.sub('"', end[place.source_column :])
            return DATA.sub('"', "\n".join([*_from(text, place, last), end]))
        return DATA.sub('"', "\n".join(_from(text, place, last)))

    def _is_few(self, gap: _Gap) -> bool:
        needed = min(_FEW.values())
        return gap.words >= needed and gap.words >= _FEW[is_spaced(self._lines[gap.after.line])]

    def _is_code(self, gap: _Gap) -> bool:
        """Return whether a long gap comes from the source lines that nothing leads to."""
        place, following = gap.after, gap.before
        long = len(gap.code) > _LONG and following.line == place.line
        if not long or len(_STATEMENTS.findall(gap.code)) < _STATEMENTS_LOST:
            return False  # a list of exports has no places, and holds words of all sources
        there = set(words(gap.code))
        there -= set(words(self._sources.line(place.source, place.source_line)))
        if len(there) < _WORDS_LOST:
            return False
        passed = set(words(DATA.sub('"', self._passed(place, following))))
        return len(there & passed) >= _SHARE_LOST * len(there)

    def _passed(self, place: Segment, following: Segment) -> str:
        """Return the source lines between what two places lead to; of two sources also those that
        nothing leads to: they may all have been lost."""
        first = self._sources.lines(place.source) or ()
        if place.source == following.source:
            if following.source_line - place.source_line <= _PASSED_LINES:
                return ""
            return "\n".join(first[place.source_line + 1 : following.source_line])
        last = (self._sources.lines(following.source) or ())[: following.source_line]
        return "\n".join([*first[place.source_line + 1 :], *last, *self._never()])

    def _never(self) -> Iterator[str]:
        """Return the lines of sources that nothing leads to."""
        given, led = 0, self._led()
        for index in range(self._sources.number):
            if index not in led and given < _TEXTS:
                for line in self._sources.lines(index) or ():
                    given += len(line)
                    yield line


def _from(text: Sequence[str], place: Segment, last: int) -> list[str]:
    first = place.source_line
    return [text[first][place.source_column :], *text[first + 1 : last]]


def _is_text(bare: str) -> bool:
    """Return whether this is the text of a comment or a template that began before it."""
    if "${" in bare or bare.lstrip().startswith(("*", "/*", "//")):
        return True
    return any(
        found[1] not in KEYWORDS and found[2] not in KEYWORDS for found in _PROSE.finditer(bare)
    )

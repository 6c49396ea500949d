"""Gaps found in the text of a map: long ways between its places, without reading the others.

A segment says itself how far it is behind the one before it, in the script and in the source, so
that most long ways are known to hold no loss: the source goes on where the script does.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cache
from heapq import merge
from itertools import islice

from buildtools.checks.accuracy.gaps import LEAST, LONGEST, Gaps, Loss
from buildtools.checks.accuracy.places import START, Places, Text
from buildtools.checks.accuracy.screening import Tail
from buildtools.checks.accuracy.texts import Sources
from buildtools.sourcemaps.maps.segments import Deltas, Segment

_FAR = re.compile(
    rb",((?:e|[gikmoqsuwy02468+][g-z0-9+/]*[A-Za-f])(?!AA(?:[ACEGIKMOQSUWYace]|[gikmoqsuwy]B))[^,;]*)"
)
"""A segment that is 15 columns behind the one before it on its line, or more, and does not lead to
the same line of a source, less than 26 columns behind; it may lead nowhere."""
_ON_LINE = 26
"""Columns that hold as many words as tell of a loss within one line of a source, and what stands
between them: fewer would do if each word had three letters."""
_WORD = re.compile(r"(?:[^\W\d]|\$)[\w$]{2,}")
_WORDS, _WORDS_ON_LINE = 2, 5
"""Different words that a way must have to be looked at, and one whose ends lead to one line."""
_SAME_LINE = (0, 0)
"""How far source and line are behind those of the segment before."""
_TO_OTHERS = re.compile(rb"(?:\A|[,;])[g-z0-9+/]*[A-Za-f][B-Za-z0-9+/][^,;]*")
"""A segment that leads to another source than the one before it."""
_AT_ONCE = 1_000
_NOTHING = Segment(-1, 0, -1, 0, 0)


class _Ways(dict[bytes, tuple[int, ...] | None]):
    """How far a segment is behind the one before it, by its text; None where nothing was lost."""

    def __init__(self) -> None:
        self._deltas = Deltas()

    def __missing__(self, text: bytes) -> tuple[int, ...] | None:
        moved = self._deltas[text]
        found = self[text] = moved if _may_lose(moved) else None
        return found


def _may_lose(moved: tuple[int, ...]) -> bool:
    if len(moved) < 4:
        return moved[:1] > (LEAST,)  # from there on nothing is known
    if moved[0] <= LEAST:
        return False
    columns, source, lines, source_columns, *_ = moved
    near = source_columns < _ON_LINE or columns < _ON_LINE
    return bool(source or lines) or source_columns < 0 or not near


def losses(
    places: Places, tails: Iterable[Tail], lines: Sequence[str], sources: Sources
) -> list[Loss]:
    """Return what a map has lost, in file order; `tails` are last places of lines."""
    gaps = Gaps(lines, sources, cache(lambda: _led(places)))
    ways = merge(_between(places, lines), _behind(places, tails, lines))
    for _, code, place, following in ways:
        gaps.look(place, following, code)
    return list(gaps.lost(places.number))


_Far = tuple[int, tuple[int, ...]]
"""The number of a segment, and how far it is behind the one before it."""
_Way = tuple[int, str, Segment, Segment]
"""The number of the place at its beginning, its code, and the places at both ends."""


def _between(places: Places, lines: Sequence[str]) -> Iterator[_Way]:
    """Return the ways from one place to the next on its line that may hold words."""
    here = range(len(lines))
    for text in places.texts:
        found = _far(text)
        while some := [*islice(found, _AT_ONCE)]:
            ends = places.index.places(number for number, _ in some)
            for (number, moved), (line, end, *_) in zip(some, ends, strict=True):
                start = end - moved[0]
                code = lines[line][start : min(end, start + LONGEST + 1)] if line in here else ""
                words = _WORDS_ON_LINE if moved[1:3] == _SAME_LINE else _WORDS
                if code and len(set(_WORD.findall(code))) >= words:
                    place, following = places.at((number - 1, number))
                    if place.source >= 0:
                        yield number - 1, code, place, following


def _far(text: Text) -> Iterator[_Far]:
    """Return the segments at the end of such a way: their number, and how far they are behind."""
    ways, count = _Ways(), text.shape.count
    at, number = text.begin, text.number
    for found in _FAR.finditer(text.text):
        moved = ways[found[1]]
        if moved is not None:
            start = found.start(1)
            number += 1 + count(START, at, start)
            at = start
            yield number, moved


def _behind(places: Places, tails: Iterable[Tail], lines: Sequence[str]) -> Iterator[_Way]:
    """Return the ways from the last place of a line to its end that may hold words."""
    found: list[tuple[Tail, str]] = []
    for tail in tails:
        column = tail.column
        if column < 0:
            column = next(places.at([tail.number])).column
        code = lines[tail.line][column : column + LONGEST + 1]
        if len(code) > LEAST and len(set(_WORD.findall(code))) >= _WORDS:
            found.append((tail, code))
    firsts = places.at(tail.number for tail, _ in found)
    seconds = places.at(tail.number + 1 for tail, _ in found if tail.number + 1 < places.number)
    for (tail, code), place in zip(found, firsts, strict=True):
        following = next(seconds) if tail.number + 1 < places.number else _NOTHING
        if place.source >= 0:
            yield tail.number, code, place, following


def _led(places: Places) -> Container[int]:
    """Return the sources that places lead to."""
    deltas = Deltas()
    led: set[int] = set()
    for text in places.texts:
        source = text.part.first
        first = deltas[text.first()]
        if len(first) >= 4 and first[1] == 0:
            led.add(source)
        for found in _TO_OTHERS.finditer(text.text):
            source += deltas[found[0].lstrip(b",;")][1]
            led.add(source)
    return led

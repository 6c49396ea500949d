"""Segments: every position of a `mappings` text, read through from its start.

Each segment is relative to the one before, so nothing can be skipped; but the same few texts occur
again and again, so each is decoded once. Source: ECMA-426, Mappings.
"""

from collections.abc import Iterator
from typing import NamedTuple

from buildtools.sourcemaps.mappings import decode


class Segment(NamedTuple):
    """A position of the script and its original, all counted from zero.

    `source` is -1 where the map says that nothing is known from here on.
    """

    line: int
    column: int
    source: int
    source_line: int
    source_column: int


def segments(
    mappings: bytes, *, line: int = 0, column: int = 0, source: int = 0, unknown: bool = False
) -> Iterator[Segment]:
    """Read the segments that name a source, in the order they are written; with `unknown` also
    those that name none.

    The mappings of a section begin at its `line` and `column`, with the map's `source` number so.

    Raises SourceMapError at the first one that cannot be read; those before it have been given.
    """
    deltas = Deltas()
    source_line = source_column = 0
    for at, texts in enumerate(mappings.split(b";"), line):
        for text in texts.split(b",") if texts else ():
            moved = deltas[text]
            if len(moved) >= 4:
                column += moved[0]
                source += moved[1]
                source_line += moved[2]
                source_column += moved[3]
                yield Segment(at, column, source, source_line, source_column)
            elif moved:
                column += moved[0]
                if unknown:
                    yield Segment(at, column, -1, 0, 0)
        column = 0


class Deltas(dict[bytes, tuple[int, ...]]):
    """The numbers of a segment, by its text."""

    def __missing__(self, text: bytes) -> tuple[int, ...]:
        numbers, at = [], 0
        while at < len(text):
            number, at = decode(text, at)
            numbers.append(number)
        self[text] = tuple(numbers)
        return self[text]

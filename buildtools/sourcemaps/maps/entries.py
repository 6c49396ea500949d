"""Entries of mappings: read from a place in their text, and written anew.

What they count from is the sums of all before; numbers below zero are counted from above, as
`symbolic` counts them.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from buildtools.sourcemaps.maps.mappings import encode
from buildtools.sourcemaps.maps.segments import Deltas

U32: Final = 2**32 - 1
"""Numbers below zero are counted from above, as unsigned ones; this one stands for none."""


class Sums(NamedTuple):
    """The sums before a segment, and how many stand before it."""

    number: int
    line: int
    column: int
    source: int
    source_line: int
    source_column: int
    name: int


class Entry(NamedTuple):
    """A segment; `source` is -1 where it names none, `name` is -1 where it has none."""

    line: int
    column: int
    source: int
    source_line: int
    source_column: int
    name: int


def entries(text: memoryview, sums: Sums, deltas: Deltas) -> Iterator[Entry]:
    """Read the entries of mappings, of which these are the sums before the first."""
    _, line, column, source, source_line, source_column, name = sums
    for number, row in enumerate(bytes(text).split(b";")):
        if number:
            line, column = line + 1, 0
        for moved in map(deltas.__getitem__, row.split(b",") if row else ()):
            if not moved:
                continue
            column = (column + moved[0]) & U32
            if len(moved) < 4:
                yield Entry(line, column, -1, 0, 0, -1)
                continue
            source += moved[1]
            source_line = (source_line + moved[2]) & U32
            source_column = (source_column + moved[3]) & U32
            name += moved[4] if len(moved) > 4 else 0
            named = name if len(moved) > 4 else -1
            yield Entry(line, column, source, source_line, source_column, named)


def written(entries: Sequence[Entry]) -> Iterator[bytes]:
    """Write mappings that say the same, of entries in order."""
    line = column = source = source_line = source_column = name = 0
    for number, entry in enumerate(entries):
        if entry.line > line:
            yield b";" * (entry.line - line)
            line, column = entry.line, 0
        elif number:
            yield b","
        yield encode(entry.column - column)
        column = entry.column
        if entry.source < 0:
            continue
        yield encode(entry.source - source) + encode(entry.source_line - source_line)
        yield encode(entry.source_column - source_column)
        source, source_line, source_column = entry[2:5]
        if entry.name >= 0:
            yield encode(entry.name - name)
            name = entry.name

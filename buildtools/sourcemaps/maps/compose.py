"""Compose: the positions of a map, put through the maps of its own sources.

A bundler that does not read the maps of what it bundles leaves a chain: script → generated file →
author's file. Of each position the generated file's map is asked for the last entry at or before
it on its line; where it says nothing the position stays in the generated file. Where the script
repeats the generated text letter by letter, the finer entries of the inner map come along, for a
bundler may map a whole line by one entry. Columns count UTF-16 code units.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from buildtools.sourcemaps.maps.mappings import encode
from buildtools.sourcemaps.maps.segments import Deltas
from buildtools.sourcemaps.scripts.prologue import LINE_END

Place = tuple[int, int, int, int]
"""A position in a source: the source's number, line, column, and number of a name or `NAMELESS`."""

NAMELESS = -1

Entry = tuple[int, Place | None]
"""A column of the script and what stands there; None says "from here on nothing is known"."""

Row = Sequence[Entry]
"""The entries of one line, by column."""

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def rows(mappings: bytes) -> Iterator[list[Entry]]:
    """Read mappings line by line, each in the order of its columns.

    Raises SourceMapError at a segment that cannot be read.
    """
    deltas = Deltas()
    source = line = column = name = 0
    for texts in mappings.split(b";"):
        row: list[Entry] = []
        at = last = 0
        ordered = True
        for text in texts.split(b",") if texts else ():
            moved = deltas[text]
            if not moved:
                continue
            at += moved[0]
            ordered, last = ordered and at >= last, at
            place = None
            if len(moved) >= 4:
                source, line, column = source + moved[1], line + moved[2], column + moved[3]
                if len(moved) > 4:
                    name += moved[4]
                place = (source, line, column, name if len(moved) > 4 else NAMELESS)
            row.append((at, place))
        yield row if ordered else sorted(row, key=itemgetter(0))


def written(all_rows: Iterable[Row]) -> bytes:
    """Write mappings. Turns around `rows`, but for what is out of order."""
    texts: dict[tuple[int, ...], bytes] = {}
    source = line = column = name = 0
    lines = []
    for row in all_rows:
        parts, last = [], 0
        for at, place in row:
            delta: tuple[int, ...] = (at - last,)
            last = at
            if place is not None:
                delta += (place[0] - source, place[1] - line, place[2] - column)
                source, line, column = place[:3]
                if place[3] != NAMELESS:
                    delta += (place[3] - name,)
                    name = place[3]
            text = texts.get(delta)
            if text is None:
                text = texts[delta] = b"".join(map(encode, delta))
            parts.append(text)
        lines.append(b",".join(parts))
    return b";".join(lines)


def lines_of(text: bytes) -> list[str]:
    """Return the lines of a script so that an index into one is a column."""
    if text.isascii():
        return [line.decode() for line in LINE_END.split(text)]
    parts = LINE_END.split(text.removeprefix(b"\xef\xbb\xbf"))
    return [_ASTRAL.sub(_halves, line.decode("utf-8", "replace")) for line in parts]


def _halves(character: re.Match[str]) -> str:
    """Write a character beyond the first plane as the two units that it counts for."""
    rest = ord(character[0]) - 0x10000
    return chr(0xD800 + (rest >> 10)) + chr(0xDC00 + (rest & 0x3FF))


class Inner:
    """The map of a generated file, to be asked for positions in it."""

    def __init__(
        self,
        positions: Mapping[int, Row],
        lines: Sequence[str],
        number: Callable[[Place], Place],
    ) -> None:
        """`positions` are by line, `lines` the file's text.

        `number` turns a place in numbers of this map into one in numbers of the composed map.
        """
        self._rows = {line: _split(row) for line, row in positions.items()}
        self._lines = lines
        self._number = number

    def through(self, column: int, place: Place, text: str, until: int) -> Iterator[Entry]:
        """Return what becomes of an entry at `column`, which has its line, `text`, to `until`."""
        source, line, at, name = place
        columns, places = self._rows.get(line, _NOTHING)
        first = bisect_right(columns, at)
        found = places[first - 1] if first else None
        if found is None:
            yield column, place
        else:
            exact = columns[first - 1] == at
            yield column, self._placed(found, name, exact=exact)
        if (
            first == len(columns)
            or columns[first] - at >= until - column
            or line >= len(self._lines)
        ):
            return
        other = self._lines[line] if line < len(self._lines) else ""
        alike = _alike(text, column, until, other, at)
        for index in range(first, bisect_left(columns, at + alike, first)):
            finer = places[index]
            behind = columns[index]
            stays = (source, line, behind, NAMELESS)
            yield column + behind - at, stays if finer is None else self._number(finer)

    def _placed(self, found: Place, name: int, *, exact: bool) -> Place:
        """Name a place by the author's word; the outer map's name is that of the generated file."""
        if exact and found[3] != NAMELESS:
            return self._number(found)
        return (*self._number((*found[:3], NAMELESS))[:3], name)


_NOTHING: tuple[list[int], list[Place | None]] = ([], [])


def _split(row: Row) -> tuple[list[int], list[Place | None]]:
    """Part columns from places; of two entries at one column the last counts."""
    last = dict(row)
    return list(last), list(last.values())


def composed(
    outer: Iterable[Row], inner: Mapping[int, Inner], text: Callable[[int], str]
) -> Iterator[list[Entry]]:
    """Put each entry through the map of its source, if `inner` has one by the source's number.

    `text` gives a line of the script; "" where it is not known, which costs the finer entries.
    """
    for line, row in enumerate(outer):
        if all(place is None or place[0] not in inner for _, place in row):
            yield list(row)
            continue
        here = text(line)
        made: list[Entry] = []
        for index, (column, place) in enumerate(row):
            table = inner.get(place[0]) if place else None
            if table is None or place is None:
                made.append((column, place))
                continue
            until = row[index + 1][0] if index + 1 < len(row) else len(here)
            made += table.through(column, place, here, until)
        yield _without_repeats(made)


def _without_repeats(row: list[Entry]) -> list[Entry]:
    """Leave out entries that say again what the one before them says."""
    return [entry for index, entry in enumerate(row) if not index or entry[1] != row[index - 1][1]]


def _alike(one: str, at: int, until: int, other: str, start: int) -> int:
    """Count the units in which one[at:until] and other[start:] begin alike."""
    least, most = 0, min(until, len(one)) - at
    if most > 0 and one[at : at + most] == other[start : start + most]:
        return most
    while least < most:
        middle = (least + most + 1) // 2
        if one[at + least : at + middle] == other[start + least : start + middle]:
            least = middle
        else:
            most = middle - 1
    return least

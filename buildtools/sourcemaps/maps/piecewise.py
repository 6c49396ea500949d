"""Positions of a map, looked up piece by piece: our own resolver, where `symbolic` is not asked.

Segments count from the one before, so all are read once and the sums are noted at the start of
each piece; a look-up reads its piece alone. Nothing else is kept but the map's own bytes. It says
what `symbolic` says without a script, so it names no functions: tests hold both against each other.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

import msgspec

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps import map_keys
from buildtools.sourcemaps.maps.entries import U32, Entry, Sums, entries, written
from buildtools.sourcemaps.maps.json_lines import TextLines
from buildtools.sourcemaps.maps.map_keys import Part
from buildtools.sourcemaps.maps.positions import Original, Token
from buildtools.sourcemaps.maps.segments import Deltas, pieces

_PIECE_BYTES: Final = 4096
"""What is read for one look-up; of a hundred megabytes of mappings 25,000 places are noted."""
_FIELDS: Final = frozenset({1, 4, 5})
_LARGEST: Final = 2**64


class NotInOrder(SourceMapError):
    """Segments of a line that go back, which only a reader that sorts them all can look up."""


class _Piece(NamedTuple):
    state: Sums
    part: int
    start: int
    end: int


class Pieces(Sequence[Token]):
    """The entries of a map in order, and the originals of positions."""

    def __init__(self, source_map: bytes, *, sort: bool = False) -> None:
        """Read all segments once; with `sort` put those in order that are not, all in memory.

        Raises SourceMapError where it is no map, or they cannot be read or name what is not there;
        NotInOrder where they go back.
        """
        keys = map_keys.read(source_map)
        self._sort = sort
        self._in_sections = keys.in_sections
        self._sources: list[str] = []
        self._contents: list[msgspec.Raw | None] = []
        self._same: list[int] = []
        self._first: dict[str, int] = {}
        self._names: list[str] = []
        self._deltas = Deltas()
        self._known: tuple[int, TextLines | None] = (-1, None)
        self._begin()
        for part in keys.parts:
            self._add(part)
        if sort:
            self._put_in_order()

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> Token:  # type: ignore[override]  # never a slice
        number = range(self._count)[index]
        at = bisect_right(self._pieces, number, key=lambda piece: piece.state.number) - 1
        return self._token(self._listed(at)[number - self._pieces[at].state.number])

    def __iter__(self) -> Iterator[Token]:
        for piece in self._pieces:
            yield from map(self._token, self._entries(piece))

    def lookup(self, line: int, column: int) -> Original | None:
        """Find the original of a position: that of the last entry at or before it on its line.

        An entry that repeats the one before is none of its own, and on a line of its own it says
        nothing. Source: symbolic's sourcemapcache, where the tables are written.
        """
        found: Entry | None = None
        for entry in self._backwards(line, column):
            if found is None:
                found = entry
                if found.line != line or found.source < 0:
                    return None
            elif self._means(entry) != self._means(found):
                break
            elif entry.line != line:
                return None
        return None if found is None else self._original(found)

    def source_text(self, source: str) -> str | None:
        """Return the text that the map has of a source; None when it has none."""
        if not source or source not in self._first:
            return None
        content = self._contents[self._first[source]]
        return None if content is None else msgspec.json.decode(content, type=str)

    def check_texts(self) -> None:
        """Decode each text once, and keep none. Raises SourceMapError at one that is no text."""
        for content in filter(None, self._contents):
            try:
                msgspec.json.decode(content, type=str)
            except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
                raise SourceMapError(str(fault)) from fault

    def _begin(self) -> None:
        self._texts: list[memoryview] = []
        self._pieces: list[_Piece] = []
        self._places: list[tuple[int, int]] = []
        self._count = 0
        self._last_place = (0, 0)
        self._kept: tuple[int, list[Entry]] = (-1, [])

    def _add(self, part: Part) -> None:
        at = len(self._sources)
        first = Sums(self._count, part.line, part.column, at, 0, 0, len(self._names))
        place = (part.line, part.column)
        if not self._sort and place < max([self._last_place, *self._places[-1:]]):
            raise NotInOrder("the sections of the source map are not in order")
        for name, content in zip(part.sources, part.contents, strict=True):
            known = self._first.setdefault(name, len(self._sources))
            same = known if self._in_sections else len(self._sources)
            self._same.append(same)
            self._sources.append(name)
            self._contents.append(content)
            if content is not None:
                self._contents[same] = content
        self._names += part.names
        self._texts.append(part.mappings)
        self._read(part.mappings, first)

    def _put_in_order(self) -> None:
        """Write all entries anew, in the order of their places, and read that."""
        every = [each for piece in self._pieces for each in self._entries(piece)]
        every.sort(key=lambda entry: (entry.line, entry.column))
        self._begin()
        text = memoryview(b"".join(written(every)))
        self._texts.append(text)
        self._read(text, Sums(0, 0, 0, 0, 0, 0, 0))

    def _read(self, text: memoryview, state: Sums) -> None:
        """Note the sums at the start of each piece of one part."""
        sources = range(state.source, len(self._sources))
        names = range(state.name, len(self._names))
        for start, piece in pieces(text, _PIECE_BYTES):
            self._pieces.append(_Piece(state, len(self._texts) - 1, start, start + len(piece)))
            self._places.append((state.line, state.column))
            for number, row in enumerate(piece.split(b";")):
                if number:
                    state = state._replace(line=state.line + 1, column=0)
                if row:
                    state = self._behind(row, state, sources, names)
        self._count = state.number

    def _behind(self, row: bytes, state: Sums, sources: range, names: range) -> Sums:
        """Return the sums behind some segments of one line, added up column by column."""
        moved = list(filter(None, map(self._deltas.__getitem__, row.split(b","))))
        columns = [each[0] for each in moved]
        if not _FIELDS.issuperset(map(len, moved)) or max(map(max, moved), default=0) > _LARGEST:
            raise SourceMapError(f"a segment of line {state.line + 1} has no fields of a mapping")
        if not self._sort and min(columns, default=0) < 0:
            raise NotInOrder(f"segments of line {state.line + 1} are not in order")
        full = [each for each in moved if len(each) > 3]
        of_source = [each[1] for each in full]
        of_name = [each[4] for each in full if len(each) > 4]
        _look_up(of_source, state.source, sources, state)
        _look_up(of_name, state.name, names, state)
        if moved:
            self._last_place = (state.line, state.column + sum(columns))
        return Sums(
            state.number + len(moved),
            state.line,
            state.column + sum(columns),
            state.source + sum(of_source),
            state.source_line + sum([each[2] for each in full]),
            state.source_column + sum([each[3] for each in full]),
            state.name + sum(of_name),
        )

    def _entries(self, piece: _Piece) -> Iterator[Entry]:
        text = self._texts[piece.part][piece.start : piece.end]
        return entries(text, piece.state, self._deltas)

    def _backwards(self, line: int, column: int) -> Iterator[Entry]:
        """Return the entries at or before a place, the last one first."""
        for at in range(bisect_right(self._places, (line, column)) - 1, -1, -1):
            every = self._listed(at)
            end = bisect_right(every, (line, column), key=lambda each: (each.line, each.column))
            yield from reversed(every[:end])

    def _listed(self, at: int) -> list[Entry]:
        """Return the entries of a piece; those of the last one are kept."""
        if self._kept[0] != at:
            self._kept = (at, list(self._entries(self._pieces[at])))
        return self._kept[1]

    def _means(self, entry: Entry) -> tuple[int, int, int, str | None]:
        source = entry.source if entry.source < 0 else self._same[entry.source]
        return source, entry.source_line, entry.source_column, self._name(entry)

    def _name(self, entry: Entry) -> str | None:
        return self._names[entry.name] if entry.name >= 0 else None

    def _token(self, entry: Entry) -> Token:
        if entry.source < 0 or entry.source_line == U32:
            return Token(entry.line, entry.column, None, 0, 0, None, mapped=False)
        origin = self._sources[entry.source] or None, entry.source_line, entry.source_column
        return Token(entry.line, entry.column, *origin, self._name(entry) or None, mapped=True)

    def _original(self, entry: Entry) -> Original:
        source, at = self._sources[entry.source] or None, _from_one(entry.source_line)
        lines = self._lines(self._same[entry.source])
        before, here, after = lines.around(at) if lines else ((), None, ())
        name, column = self._name(entry) or None, _from_one(entry.source_column)
        return Original(source, at, column, name, None, here, before, after)

    def _lines(self, source: int) -> "TextLines | None":
        """Return the text of a source by lines; that of the last one is kept."""
        if self._known[0] != source:
            content = self._contents[source]
            self._known = (source, None if content is None else TextLines(content))
        return self._known[1]


def _from_one(number: int) -> int:
    """Take one from a number that symbolic counts from one, in 32 bits: the greatest is -1."""
    return ((number + 1) & U32) - 1


def _look_up(moved: Sequence[int], index: int, there: range, state: Sums) -> None:
    """Raise SourceMapError where one of some indexes that follow each other is not there."""
    found = list(accumulate(moved, initial=index))[1:] if moved else []
    if found and (min(found) not in there or max(found) not in there):
        after = f"{state.number:,} others" if state.number else "none"
        raise SourceMapError(f"a segment after {after} names a source or name that is not there")

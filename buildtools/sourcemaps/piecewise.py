"""Positions of a map that is too large for `symbolic`, looked up piece by piece.

Segments count from the one before, so all are read once and the sums are noted at the start of
each piece; a look-up reads its piece alone. Nothing else is kept but the map's own bytes. It says
what `symbolic` says, but for functions: tests hold both against each other.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import msgspec

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.json_lines import TextLines
from buildtools.sourcemaps.positions import Original, Token
from buildtools.sourcemaps.segments import Deltas, pieces

_PIECE_BYTES = 4096
"""What is read for one look-up; of a hundred megabytes of mappings 25,000 places are noted."""


class NotInOrder(SourceMapError):
    """Segments of a line that go back, which only a reader that sorts them all can look up."""


class _Offset(msgspec.Struct):
    line: int = 0
    column: int = 0


class _Flat(msgspec.Struct):
    mappings: msgspec.Raw = msgspec.Raw(b'""')
    sections: "list[_Section] | None" = None
    sources: list[str | None] = []
    names: list[str] = []
    content: list[msgspec.Raw] | None = msgspec.field(name="sourcesContent", default=None)
    root: str | None = msgspec.field(name="sourceRoot", default=None)


class _Section(msgspec.Struct):
    map: _Flat
    offset: _Offset = msgspec.field(default_factory=_Offset)


class _State(NamedTuple):
    """The sums before a segment, and how many stand before it."""

    number: int
    line: int
    column: int
    source: int
    source_line: int
    source_column: int
    name: int


class _Piece(NamedTuple):
    state: _State
    part: int
    start: int
    end: int


class _Entry(NamedTuple):
    """A segment; `source` is -1 where it names none, `name` is -1 where it has none."""

    line: int
    column: int
    source: int
    source_line: int
    source_column: int
    name: int


class Pieces(Sequence[Token]):
    """The entries of a map in order, and the originals of positions."""

    def __init__(self, source_map: bytes) -> None:
        """Read all segments once.

        Raises SourceMapError where it is no map, or they cannot be read or name what is not there;
        NotInOrder where they go back.
        """
        self._sources: list[str | None] = []
        self._contents: list[msgspec.Raw | None] = []
        self._names: list[str] = []
        self._texts: list[memoryview] = []
        self._pieces: list[_Piece] = []
        self._places: list[tuple[int, int]] = []
        self._deltas = Deltas()
        self._known: tuple[int, TextLines | None] = (-1, None)
        self._count = 0
        for section in _sections(source_map):
            self._add(section)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> Token:  # type: ignore[override]
        number = range(self._count)[index]
        at = bisect_right(self._pieces, number, key=lambda piece: piece.state.number) - 1
        entries = self._entries(self._pieces[at])
        for _ in range(number - self._pieces[at].state.number):
            next(entries)
        return self._token(next(entries))

    def __iter__(self) -> Iterator[Token]:
        for piece in self._pieces:
            yield from map(self._token, self._entries(piece))

    def lookup(self, line: int, column: int) -> Original | None:
        """Find the original of a position: that of the last entry at or before it on its line."""
        at = bisect_right(self._places, (line, column)) - 1
        while at >= 0:
            found = self._last(self._pieces[at], line, column)
            if found is not None:
                return self._original(found) if found.line == line else None
            at -= 1
        return None

    def source_text(self, source: str) -> str | None:
        """Give the text that the map has of a source; None when it has none."""
        if not source or source not in self._sources:
            return None
        content = self._contents[self._sources.index(source)]
        return None if content is None else msgspec.json.decode(content, type=str)

    def _add(self, section: _Section) -> None:
        flat = section.map
        first = _State(
            self._count,
            section.offset.line,
            section.offset.column,
            len(self._sources),
            0,
            0,
            len(self._names),
        )
        self._sources += [_named(name, flat.root) for name in flat.sources]
        contents = [None if _is_null(text) else text for text in flat.content or ()]
        missing = len(flat.sources) - len(contents)
        self._contents += contents[: len(flat.sources)] + [None] * missing
        self._names += flat.names
        text = memoryview(flat.mappings)[1:-1]
        self._texts.append(text)
        self._read(text, first)

    def _read(self, text: memoryview, state: _State) -> None:
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

    def _behind(self, row: bytes, state: _State, sources: range, names: range) -> _State:
        """Give the sums behind some segments of one line, added up column by column."""
        moved = list(filter(None, map(self._deltas.__getitem__, row.split(b","))))
        columns = [each[0] for each in moved]
        if min(columns, default=0) < 0:
            raise NotInOrder(f"segments of line {state.line + 1} are not in order")
        full = [each for each in moved if len(each) > 3]
        of_source = [each[1] for each in full]
        of_name = [each[4] for each in full if len(each) > 4]
        _look_up(of_source, state.source, sources, state)
        _look_up(of_name, state.name, names, state)
        return _State(
            state.number + len(moved),
            state.line,
            state.column + sum(columns),
            state.source + sum(of_source),
            state.source_line + sum([each[2] for each in full]),
            state.source_column + sum([each[3] for each in full]),
            state.name + sum(of_name),
        )

    def _entries(self, piece: _Piece) -> Iterator[_Entry]:
        _, line, column, source, source_line, source_column, name = piece.state
        text = bytes(self._texts[piece.part][piece.start : piece.end])
        for number, row in enumerate(text.split(b";")):
            if number:
                line, column = line + 1, 0
            for moved in map(self._deltas.__getitem__, row.split(b",") if row else ()):
                if not moved:
                    continue
                column += moved[0]
                if len(moved) < 4:
                    yield _Entry(line, column, -1, 0, 0, -1)
                    continue
                source += moved[1]
                source_line += moved[2]
                source_column += moved[3]
                name += moved[4] if len(moved) > 4 else 0
                named = name if len(moved) > 4 else -1
                yield _Entry(line, column, source, source_line, source_column, named)

    def _last(self, piece: _Piece, line: int, column: int) -> _Entry | None:
        """Give the last entry of a piece that is at or before a position."""
        found = None
        for entry in self._entries(piece):
            if (entry.line, entry.column) > (line, column):
                break
            found = entry
        return found

    def _token(self, entry: _Entry) -> Token:
        if entry.source < 0:
            return Token(entry.line, entry.column, None, 0, 0, None, mapped=False)
        source = self._sources[entry.source]
        name = self._names[entry.name] if entry.name >= 0 else None
        origin = (source, entry.source_line, entry.source_column, name or None)
        return Token(entry.line, entry.column, *origin, mapped=True)

    def _original(self, entry: _Entry) -> Original | None:
        if entry.source < 0:
            return None
        token = self._token(entry)
        lines = self._lines(entry.source)
        at = token.src_line
        before, here, after = lines.around(at) if lines else ((), None, ())
        return Original(token.source, at, token.src_column, token.name, None, here, before, after)

    def _lines(self, source: int) -> "TextLines | None":
        """Give the text of a source by lines; that of the last one is kept."""
        if self._known[0] != source:
            content = self._contents[source]
            self._known = (source, None if content is None else TextLines(content))
        return self._known[1]


def _sections(source_map: bytes) -> list[_Section]:
    """Read a map without its texts; `source_map` must live as long as what is given."""
    start = max(source_map.find(b"{"), 0)
    try:
        flat = msgspec.json.decode(memoryview(source_map)[start:], type=_Flat)
    except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
        raise SourceMapError("the source map cannot be read", evidence=[str(fault)]) from fault
    if flat.sections is not None and any(each.map.sections for each in flat.sections):
        raise SourceMapError("the sections of the source map have sections")
    return [_Section(flat)] if flat.sections is None else flat.sections


def _look_up(moved: Sequence[int], index: int, there: range, state: _State) -> None:
    """Raise SourceMapError where one of some indexes that follow each other is not there."""
    found = list(accumulate(moved, initial=index))[1:] if moved else []
    if found and (min(found) not in there or max(found) not in there):
        raise SourceMapError(f"a segment behind the {state.number:,}th names what is not there")


def _is_null(text: msgspec.Raw) -> bool:
    return bytes(memoryview(text)[:1]) == b"n"


def _named(name: str | None, root: str | None) -> str | None:
    """Put the map's root before a source, as the resolver does."""
    if not name or not root or name.startswith(("/", "http:", "https:")):
        return name or None
    return f"{root.rstrip('/')}/{name}"

"""A source map as text: where its mappings, section offsets and debug IDs stand.

Opening checks that the whole is JSON and finds the few spans that an injection changes; sources
and their contents are passed over, and unknown keys stay as they are. Flat and indexed maps, with
or without a byte order mark, a `)]}'` guard line, null entries.
Source: ECMA-426, Source map format.
"""

import re
from collections.abc import Iterator

import msgspec

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps import json_spans, mappings
from buildtools.sourcemaps.maps.json_spans import Member
from buildtools.sourcemaps.maps.mappings import Move
from buildtools.splices import Splice
from buildtools.values import DebugId, parse_debug_id

ID_KEYS = ("debugId", "debug_id")
"""The proposal's key and the older one; both are read and written."""

_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?(?:\)\]\}'[^\r\n]*+)?[ \t\r\n]*+")
_COLON = re.compile(rb"[ \t\r\n]*+:[ \t\r\n]*+")
_SPACE = re.compile(rb"[ \t\r\n]*+")
_COMMA = re.compile(rb"[ \t\r\n]*+,[ \t\r\n]*+")
_END = re.compile(rb"\}[ \t\r\n]*+\Z")
_SEGMENT = re.compile(rb"[^;,]")
_SOURCED = re.compile(rb"(?<![A-Za-z0-9+/])(?:[g-z0-9+/]*+[A-Za-f]){4,5}+(?![A-Za-z0-9+/])")
"""A segment that names a source: of four or five numbers."""
_NOTHING = Member(0, 0, 0)

_RANGES = "rangeMappings"
_UNMOVED = ("scopes", "generatedRanges")
"""Proposals to ECMA-426 whose form still changes. Sentry's resolver does not read them."""


_DECODER = msgspec.json.Decoder(dict[str, msgspec.Raw])
"""Checks that all is JSON, and tells of each member of an object how long its value is."""


class _Part(msgspec.Struct, frozen=True):
    """One section, or the whole of a flat map: its offset in the script and its mappings."""

    mappings: Member
    line: int = 0
    column: int = 0
    line_span: Member = _NOTHING
    column_span: Member = _NOTHING
    ranges: Member | None = None
    """Which segments map what is behind them letter by letter: rangeMappings."""
    unmoved: tuple[Member, ...] = ()
    """Keys that count generated lines in a form that is not final."""


class MapText(msgspec.Struct, frozen=True):
    """An opened map; every offset counts bytes of `text`."""

    text: bytes
    sectioned: bool
    parts: tuple[_Part, ...]
    keys_at: int
    """Where a new top-level key may be put, with a comma behind it."""
    ids: dict[str, Member]
    """The ID keys that are there, whatever their values."""

    def debug_ids(self) -> set[DebugId]:
        """Read the IDs that can be read."""
        return set(filter(None, (_read_id(self.text, member) for member in self.ids.values())))

    def carries(self, debug_id: DebugId) -> bool:
        """Return whether there are ID keys and all of them have this one."""
        found = [_read_id(self.text, member) for member in self.ids.values()]
        return bool(found) and all(each == debug_id for each in found)

    def positions(self) -> Iterator[tuple[int, int]]:
        """Return the generated line and column of every segment."""
        for part in self.parts:
            for line, column in mappings.columns(self.text, *_inside(part.mappings)):
                yield part.line + line, column + (0 if line else part.column)

    def first_sourced(self) -> tuple[int, int] | None:
        """Return the generated line and column of the first segment that names a source."""
        for part in self.parts:
            start, end = _inside(part.mappings)
            found = _SOURCED.search(self.text, start, end)
            if found:
                line, column = mappings.place(self.text, start, found.start())
                return part.line + line, column + (0 if line else part.column)
        return None

    def is_empty(self) -> bool:
        """Return whether no position is mapped at all."""
        return not any(_SEGMENT.search(self.text, *_inside(part.mappings)) for part in self.parts)

    def labelled(self, debug_id: DebugId) -> list[Splice]:
        """Plan to have the ID under both keys; a value that already means it stays as written."""
        splices = []
        for key in ID_KEYS:
            member = self.ids.get(key)
            if member is None:
                splices.append(Splice(self.keys_at, b"", _id_text(key, debug_id)))
            elif _read_id(self.text, member) != debug_id:
                old = self.text[member.start : member.end]
                splices.append(Splice(member.start, old, f'"{debug_id}"'.encode()))
        return splices

    def is_labelled_by_us(self) -> bool:
        """Return whether both keys stand as `labelled` writes them: no bundler does it so."""
        return bool(self.debug_ids()) and self.text[: self.keys_at].endswith(self._label())

    def unlabelled(self) -> bytes:
        """Return the text without what `labelled` writes, where it is labelled by us."""
        return self.text[: self.keys_at].removesuffix(self._label()) + self.text[self.keys_at :]

    def _label(self) -> bytes:
        return b"".join(_id_text(key, each) for each in self.debug_ids() for key in ID_KEYS)

    @property
    def has_unmoved(self) -> bool:
        """Whether it has keys that no move can follow; `moved` takes them out."""
        return any(part.unmoved for part in self.parts)

    def moved(self, move: Move) -> list[Splice]:
        """Plan how the positions follow a move in the script.

        Raises SourceMapError when they cannot be read where they must be changed, or cannot follow.
        """
        splices = [self._without(member) for part in self.parts for member in part.unmoved]
        within: _Part | None = None
        for part in self.parts:
            if self.sectioned and (part.line, part.column) >= (move.line, move.column):
                splices += self._moved_offset(part, move)
            else:
                within = part
        if within is not None:
            line = move.line - within.line
            column = move.column - (0 if line else within.column)
            local = Move(line, column, move.lines, move.columns)
            splices += mappings.moved(self.text, *_inside(within.mappings), local)
            if within.ranges:
                splices += mappings.moved_ranges(self.text, *_inside(within.ranges), local)
        return splices

    def _without(self, member: Member) -> Splice:
        """Take a member out, with the comma that parts it from the next or the last one."""
        start, end = member.key_start, member.end
        behind = _COMMA.match(self.text, end)
        if behind:
            end = behind.end()
        else:
            start = len(self.text[:start].rstrip(b" \t\r\n,"))
        return Splice(start, self.text[start:end], b"")

    def _moved_offset(self, part: _Part, move: Move) -> Iterator[Splice]:
        on_line = part.line == move.line
        column = move.column_of(part.column) if on_line else part.column
        if part.line + move.lines < 0 or column < 0:
            raise SourceMapError("a section of the source map would begin before the script")
        for span, value in ((part.line_span, part.line + move.lines), (part.column_span, column)):
            old, new = self.text[span.start : span.end], str(value).encode()
            if old != new:
                yield Splice(span.start, old, new)


def open_map(text: bytes) -> MapText:
    """Find what an injection needs in a source map.

    Raises SourceMapError when the text is not JSON, or has neither mappings nor sections.
    """
    opening = _OPENING.match(text)
    start = opening.end() if opening else 0
    keys = _top_level(text, start)
    ids = {key: keys[key] for key in ID_KEYS if key in keys}
    if "sections" in keys:
        parts = tuple(_section(text, at) for at in json_spans.items(text, keys["sections"].start))
        keys_at = keys["sections"].key_start
        return MapText(text, True, parts, keys_at, ids)
    mapped = _string(text, keys, "mappings")
    return MapText(text, False, (_part(text, keys, mapped),), mapped.key_start, ids)


def _part(text: bytes, keys: dict[str, Member], mapped: Member) -> _Part:
    ranges = _string(text, keys, _RANGES) if _RANGES in keys else None
    unmoved = tuple(keys[key] for key in _UNMOVED if key in keys)
    return _Part(mapped, ranges=ranges, unmoved=unmoved)


def _top_level(text: bytes, start: int) -> dict[str, Member]:
    """Find the top-level members: by the lengths of their values, else by the scanner.

    The decoder gives the keys in order, each with its value as written. Stepping over them leads
    to the end of the text, unless a key is repeated or escaped: then the scanner decides.
    """
    try:
        values = _DECODER.decode(memoryview(text)[start:])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SourceMapError(
            "the source map is not readable as JSON", evidence=[str(error)]
        ) from error
    found: dict[str, Member] = {}
    at, mark = start, b"{"
    for key, value in values.items():
        key_start = _SPACE.match(text, at + 1).end()  # type: ignore[union-attr]
        word = f'"{key}"'.encode()
        colon = _COLON.match(text, key_start + len(word))
        if text[at : at + 1] != mark or not text.startswith(word, key_start) or not colon:
            return json_spans.members(text, start)
        end = colon.end() + len(memoryview(value))
        found[key] = Member(key_start, colon.end(), end)
        at, mark = _SPACE.match(text, end).end(), b","  # type: ignore[union-attr]
    if not _END.match(text, at):
        return json_spans.members(text, start)
    return found


def _id_text(key: str, debug_id: DebugId) -> bytes:
    return f'"{key}":"{debug_id}",'.encode()


def _section(text: bytes, at: int) -> _Part:
    keys = json_spans.members(text, at)
    if "map" not in keys or "offset" not in keys:
        raise SourceMapError("a section of the source map has no map or no offset")
    offset = json_spans.members(text, keys["offset"].start)
    inner = json_spans.members(text, keys["map"].start)
    part = _part(text, inner, _string(text, inner, "mappings"))
    line, column = (_number(text, offset, key) for key in ("line", "column"))
    return msgspec.structs.replace(
        part, line=line, column=column, line_span=offset["line"], column_span=offset["column"]
    )


def _string(text: bytes, keys: dict[str, Member], key: str) -> Member:
    member = keys.get(key)
    if member is None or text[member.start : member.start + 1] != b'"':
        raise SourceMapError(f"the source map has no text called {key}")
    return member


def _number(text: bytes, keys: dict[str, Member], key: str) -> int:
    member = keys.get(key)
    digits = text[member.start : member.end] if member else b""
    if not digits.isdigit():
        raise SourceMapError(f"a section of the source map has no number called {key}")
    return int(digits)


def _inside(string: Member) -> tuple[int, int]:
    return string.start + 1, string.end - 1


def _read_id(text: bytes, member: Member) -> DebugId | None:
    value = text[member.start : member.end]
    return parse_debug_id(value[1:-1].decode("utf-8", "replace")) if value[:1] == b'"' else None

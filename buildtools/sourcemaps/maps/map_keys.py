"""The keys of a map, taken as strictly as `symbolic` takes them, without the texts in it.

What it refuses must be refused here too: a release whose maps it cannot read resolves nothing.
Source: symbolic 13.9 and the crate sourcemap, tried key by key; the tests hold both beside each
other. Stricter than it is one thing: a character that is no Base64, which it takes for a number.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, NamedTuple

import msgspec

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps.contents import flat_parts
from buildtools.sourcemaps.maps.json_spans import depth_of, repeated_keys
from buildtools.texts.foreign import UNREADABLE
from buildtools.values import parse_debug_id

_GUARD = re.compile(rb"[)\]}'][^\r\n]*+(?:\r?\n|\Z)")
"""The line in front of a map that keeps it from being run as a script."""
_DEEPEST = 127
_BITS = re.compile(r"[A-Za-z0-9+/;]*")
_CHUNK = 1024 * 1024

_U32 = Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)]


class _Offset(msgspec.Struct):
    line: _U32
    column: _U32


class _Map(msgspec.Struct):
    mappings: msgspec.Raw = msgspec.Raw(b"null")
    sections: "list[_Section] | None" = None
    sources: list[str | None] | None = None
    names: list[Any] | None = None
    content: list[msgspec.Raw] | None = msgspec.field(name="sourcesContent", default=None)
    root: str | None = msgspec.field(name="sourceRoot", default=None)
    version: _U32 | None = None
    ranges: str | None = msgspec.field(name="rangeMappings", default=None)
    ignored: list[_U32] | None = msgspec.field(name="ignoreList", default=None)
    camel: str | None = msgspec.field(name="debugId", default=None)
    snake: str | None = msgspec.field(name="debug_id", default=None)


class _Section(msgspec.Struct):
    offset: _Offset
    map: _Map | None = None


_KEYS = {field.encode_name for field in msgspec.structs.fields(_Map)} | {"file"}


class Part(NamedTuple):
    """A map without sections, or one section; its segments begin at `line` and `column`."""

    line: int
    column: int
    mappings: memoryview
    sources: Sequence[str]
    """With the map's root before them; empty where they have no name."""
    contents: Sequence[msgspec.Raw | None]
    """As many as there are sources, each a JSON string."""
    names: Sequence[str]


class Keys(NamedTuple):
    """What a map says besides its segments."""

    parts: Sequence[Part]
    in_sections: bool


def read(source_map: bytes) -> Keys:
    """Read a map's keys; `source_map` must live as long as what is given.

    What stands in front of its first bracket is skipped. Raises SourceMapError.
    """
    start = max(source_map.find(b"{"), 0)
    try:
        found = msgspec.json.decode(memoryview(source_map)[start:], type=_Map)
    except UNREADABLE as fault:
        raise SourceMapError(str(fault)) from fault
    return Keys(list(_parts(found, 0, 0)), found.sections is not None)


def strictly(source_map: bytes) -> None:
    """Raise SourceMapError for what a server would not take though it can be understood."""
    guard = _GUARD.match(source_map)
    at = guard.end() if guard else 0
    start = source_map.find(b"{", at)
    if source_map[at : max(start, at)].strip(b" \t\r\n"):
        raise SourceMapError("something stands in front of its first bracket")
    _utf8(source_map)
    if depth_of(source_map, start) > _DEEPEST:
        raise SourceMapError(f"brackets are in each other more than {_DEEPEST} deep")
    for place in {start, *flat_parts(source_map)}:
        twice = _KEYS.intersection(repeated_keys(source_map, place))
        if twice:
            raise SourceMapError(f"it has the key {min(twice)} twice")


def _utf8(text: bytes) -> None:
    """Read it in pieces, none of which is kept."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(text) + 1, _CHUNK):
            decoder.decode(text[at : at + _CHUNK], final=at + _CHUNK > len(text))
    except UnicodeDecodeError as fault:
        raise SourceMapError("it is not UTF-8") from fault


def _parts(found: _Map, line: int, column: int) -> Iterator[Part]:
    _check(found)
    if found.sections is None:
        yield _part(found, line, column)
        return
    for each in sorted(found.sections, key=lambda one: (one.offset.line, one.offset.column)):
        if each.map is None:
            raise SourceMapError("a section of it lies in another file")
        at = each.offset
        yield from _parts(each.map, line + at.line, at.column + (0 if at.line else column))


def _part(found: _Map, line: int, column: int) -> Part:
    sources = found.sources or []
    contents = [None if bytes(memoryview(one)[:1]) == b"n" else one for one in found.content or ()]
    missing = len(sources) - len(contents)
    return Part(
        line,
        column,
        _mappings(found.mappings),
        [rooted(name or "", found.root) for name in sources],
        contents[: len(sources)] + [None] * missing,
        [_text(name) for name in found.names or ()],
    )


def _check(found: _Map) -> None:
    for text in (found.camel, found.snake):
        if text is not None and parse_debug_id(text) is None:
            raise SourceMapError(f"it has a debug ID that is none: {text[:40]}")
    if found.ranges is not None and not _BITS.fullmatch(found.ranges):
        raise SourceMapError("its rangeMappings hold what is no Base64")
    for content in found.content or ():
        if bytes(memoryview(content)[:1]) not in (b'"', b"n"):
            raise SourceMapError("its sourcesContent holds what is no text")


def _mappings(text: msgspec.Raw) -> memoryview:
    """Return the characters between the quotes, as they are where none is escaped."""
    view = memoryview(text)
    if bytes(view[:1]) == b"n":
        return view[:0]
    if bytes(view[:1]) != b'"':
        raise SourceMapError("its mappings are no text")
    if b"\\" not in bytes(view[:_CHUNK]) and b"\\" not in bytes(view):
        return view[1:-1]
    return memoryview(msgspec.json.decode(text, type=str).encode())


def _text(name: object) -> str:
    """Take a number for its text, and all else for none."""
    if isinstance(name, int | float) and not isinstance(name, bool):
        return str(name)
    return name if isinstance(name, str) else ""


def rooted(name: str, root: str | None) -> str:
    """Put the map's root before a source."""
    if not root or name.startswith(("/", "http:", "https:")):
        return name
    return f"{root.removesuffix('/')}/{name}"

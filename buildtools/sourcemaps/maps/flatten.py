"""Flat maps: a map in sections written as one map without, for readers that know no sections.

Every position keeps its place and says the same; lists are joined, each source and name once. What
is said of the whole, its debug ID above all, stays as it is written. Pure.
Source: ECMA-426, Index map; symbolic's way of flattening one, which this is held against.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps import compose, json_spans
from buildtools.sourcemaps.maps.compose import NAMELESS, Entry, Place
from buildtools.sourcemaps.maps.contents import items_of, placed_parts
from buildtools.sourcemaps.maps.json_spans import Member

_IGNORING = ("ignoreList", "x_google_ignoreList")
_LEFT_OUT = ("scopes", "generatedRanges")
"""Proposals whose form still changes; no resolver of a server reads them."""
_JOINED = frozenset({"sections", "mappings", "sources", "sourcesContent", "names", *_IGNORING})
_MARK = b'"sections"'


def may_have_sections(head: bytes) -> bool:
    """Whether a map that begins like this can be one in sections: they come before all texts."""
    return _MARK in head


def flat(map_: bytes) -> bytes | None:
    """Return a map in sections as one without; None when it has none.

    Raises SourceMapError when it cannot be read, or has what cannot be joined: sections by URL or
    out of order, rangeMappings.
    """
    if not may_have_sections(map_):
        return None
    keys = json_spans.members(map_, map_.find(b"{"))
    if "sections" not in keys:
        return None
    parts = [_part(map_, *placed) for placed in placed_parts(map_)]
    if len(parts) != len(items_of(map_, keys["sections"])):
        raise SourceMapError("a section of it has no map of its own")
    lists = _Lists()
    # Reading the positions is what fills the lists.
    mappings = compose.written(_rows(map_, parts, lists))
    own = [
        map_[member.key_start : member.end]
        for key, member in sorted(keys.items(), key=lambda item: item[1].key_start)
        if key not in _JOINED
    ]
    return b"{" + b",".join([*own, *lists.members(), b'"mappings":"' + mappings + b'"']) + b"}"


class _Part(NamedTuple):
    """The map of one section: where its members stand, and where it begins to count."""

    keys: dict[str, Member]
    line: int
    column: int


def _part(map_: bytes, at: int, line: int, column: int) -> _Part:
    keys = json_spans.members(map_, at)
    if "rangeMappings" in keys or "sections" in keys:
        raise SourceMapError("a section of it has rangeMappings or sections, which are not joined")
    mapped = keys.get("mappings")
    if mapped is None or map_[mapped.start : mapped.start + 1] != b'"':
        raise SourceMapError("a section of it has no text called mappings")
    return _Part(keys, line, column)


class _Lists:
    """The lists of the map that comes to be: texts as they were written, each once."""

    def __init__(self) -> None:
        self._sources: dict[tuple[bytes, bytes, tuple[bool, ...]], int] = {}
        self._names: dict[bytes, int] = {}
        self._ignoring: set[str] = set()

    def sources(self, map_: bytes, keys: dict[str, Member]) -> list[int]:
        """Take the sources of a section in; give their numbers by now."""
        root = _root(map_, keys)
        contents = _texts(map_, keys, "sourcesContent")
        ignored = [set(_numbers(map_, keys, key)) for key in _IGNORING]
        self._ignoring |= {key for key in _IGNORING if key in keys}
        found = []
        for index, name in enumerate(_texts(map_, keys, "sources")):
            content = contents[index] if index < len(contents) else b"null"
            source = (_below(root, name), content, tuple(index in each for each in ignored))
            found.append(self._sources.setdefault(source, len(self._sources)))
        return found

    def names(self, map_: bytes, keys: dict[str, Member]) -> list[int]:
        """Take the names of a section in; give their numbers by now."""
        words = _texts(map_, keys, "names")
        return [self._names.setdefault(word, len(self._names)) for word in words]

    def members(self) -> Iterator[bytes]:
        """Write the members of the map that these are."""
        yield b'"sources":[' + b",".join(name for name, _, _ in self._sources) + b"]"
        yield b'"sourcesContent":[' + b",".join(text for _, text, _ in self._sources) + b"]"
        yield b'"names":[' + b",".join(self._names) + b"]"
        for place, key in enumerate(_IGNORING):
            if key in self._ignoring:
                listed = [at for (_, _, marks), at in self._sources.items() if marks[place]]
                yield f'"{key}":'.encode() + msgspec.json.encode(listed)


def _rows(map_: bytes, parts: Iterable[_Part], lists: _Lists) -> Iterator[list[Entry]]:
    """Return the positions of all sections, line by line of the script."""
    line, row = 0, list[Entry]()
    for part in parts:
        sources, names = lists.sources(map_, part.keys), lists.names(map_, part.keys)
        span = part.keys["mappings"]
        for at, read in enumerate(compose.rows(map_[span.start + 1 : span.end - 1])):
            if not read:
                continue
            if part.line + at < line:
                raise SourceMapError("its sections are not in the order of the script")
            while line < part.line + at:
                yield row
                line, row = line + 1, []
            behind = 0 if at else part.column
            row += [(column + behind, _placed(place, sources, names)) for column, place in read]
    yield row


def _placed(place: Place | None, sources: Sequence[int], names: Sequence[int]) -> Place | None:
    if place is None:
        return None
    source, line, column, name = place
    if not 0 <= source < len(sources):
        raise SourceMapError(f"a position of it names source {source}, which is not there")
    word = names[name] if 0 <= name < len(names) else NAMELESS
    return sources[source], line, column, word


def _texts(map_: bytes, keys: dict[str, Member], key: str) -> list[bytes]:
    """Return the items of a list as they are written."""
    starts = items_of(map_, keys.get(key))
    return [map_[at : json_spans.skip(map_, at)] for at in starts]


def _numbers(map_: bytes, keys: dict[str, Member], key: str) -> list[int]:
    return [int(text) for text in _texts(map_, keys, key) if text.isdigit()]


def _root(map_: bytes, keys: dict[str, Member]) -> str:
    span = keys.get("sourceRoot")
    root = msgspec.json.decode(map_[span.start : span.end]) if span else ""
    return root.rstrip("/") if isinstance(root, str) else ""


def _below(root: str, name: bytes) -> bytes:
    """Put a source's name, as it is written, below the root of its section."""
    absolute = name[1:].startswith((b"/", b"http:", b"https:"))
    if not root or absolute or name[:1] != b'"':
        return name
    return msgspec.json.encode(f"{root}/")[:-1] + name[1:]

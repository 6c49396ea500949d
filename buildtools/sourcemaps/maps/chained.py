"""Chained maps: a map some of whose sources are generated files becomes one to the author's files.

The sources of the inner maps are put behind those that are there, with their texts, and named by
the way from the generated file to them, so that whatever naming the bundler has goes on. What was
there keeps its number. Pure: other files come through `read`.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps import compose, json_spans, sources
from buildtools.sourcemaps.maps.additions import Added, string, strings
from buildtools.sourcemaps.maps.compose import NAMELESS, Entry, Inner, Place
from buildtools.sourcemaps.maps.contents import placed_parts
from buildtools.sourcemaps.maps.json_spans import Member
from buildtools.sourcemaps.scripts import comments
from buildtools.sourcemaps.scripts.inline_map import embedded_map
from buildtools.splices import Splice, apply
from buildtools.values import Chain

Read = Callable[[str], bytes | None]

DEEPEST = 4
"""How many maps behind one another are followed; more are a circle."""

_DEEP = "/" + "above/" * 32
"""Stands for the project's root, so that a way may lead above it."""

_SCHEME = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:(?://[^/]*)?)?/*(?:\./)?")


class Missing(SourceMapError):
    """A file of a chain is not there."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} is not there")


class Links(NamedTuple):
    """The chains of one map, and of the maps that they lead to."""

    chained: Sequence[Chain]
    deeper: Mapping[str, Sequence[Chain]]


def flattened(
    map_: bytes, script: Callable[[int], str], links: Links, read: Read, depth: int = 1
) -> list[Splice]:
    """Plan to put the maps of generated sources into the map; nothing when they add nothing.

    `script` gives a line of the map's script, as it is when the map counts rightly.

    Raises Missing when a file of a chain is not there, SourceMapError when one cannot be read.
    """
    if depth > DEEPEST:
        return []
    splices: list[Splice] = []
    first = 0
    for part in _parts(map_):
        count = len(part.sources)
        mine = {
            chain.index - first: chain
            for chain in links.chained
            if first <= chain.index < first + count
        }
        splices += _flattened(map_, part, script, mine, links, read, depth) if mine else ()
        first += count
    return splices


class _Part(NamedTuple):
    """A flat map, or that of one section: where its members stand, and where it begins."""

    keys: dict[str, Member]
    sources: list[str | None]
    line: int
    column: int


def _parts(map_: bytes) -> Iterator[_Part]:
    for at, line, column in placed_parts(map_):
        keys = json_spans.members(map_, at)
        if "rangeMappings" in keys:
            raise SourceMapError("it has rangeMappings, which are not composed")
        yield _Part(keys, strings(map_, keys, "sources"), line, column)


def _flattened(
    map_: bytes,
    part: _Part,
    script: Callable[[int], str],
    chained: Mapping[int, Chain],
    links: Links,
    read: Read,
    depth: int,
) -> list[Splice]:
    added = Added(
        part.sources, *(strings(map_, part.keys, key) for key in ("sourcesContent", "names"))
    )
    inner = {
        index: _inner(chain, part.sources[index] or "", added, links, read, depth)
        for index, chain in chained.items()
    }

    def text(line: int) -> str:
        whole = script(part.line + line)
        return whole if line else whole[part.column :]

    span = part.keys["mappings"]
    old = map_[span.start + 1 : span.end - 1]
    before = list(compose.rows(old))
    after = list(compose.composed(before, inner, text))
    if before == after:
        return []
    return [Splice(span.start + 1, old, compose.written(after)), *added.splices(map_, part.keys)]


def _inner(chain: Chain, name: str, added: "Added", links: Links, read: Read, depth: int) -> Inner:
    """Open the map of a generated file, flattened itself if there is more behind it."""
    generated = read(chain.source)
    if generated is None:
        raise Missing(chain.source)
    map_ = map_of(chain, generated, read)
    lines = compose.lines_of(generated)
    further = Links(links.deeper.get(chain.map, ()), links.deeper)
    if further.chained:
        map_ = apply(map_, flattened(map_, line_in(lines), further, read, depth + 1))
    positions: dict[int, list[Entry]] = {}
    numbers = _Numbers(added, chain, name, read)
    for part in _parts(map_):
        numbers.begin(map_, part)
        text = map_[part.keys["mappings"].start + 1 : part.keys["mappings"].end - 1]
        for at, row in enumerate(compose.rows(text)):
            column = 0 if at else part.column
            placed = [(each + column, numbers.of_part(place)) for each, place in row]
            positions.setdefault(part.line + at, []).extend(placed)
    return Inner(positions, lines, numbers.composed)


def map_of(chain: Chain, generated: bytes, read: Read) -> bytes:
    """Return the map of a generated file. Raises Missing when it is not there."""
    if chain.map == chain.source:
        return embedded_map(generated, comments.read(generated)).text
    map_ = read(chain.map)
    if map_ is None:
        raise Missing(chain.map)
    return map_


def line_in(lines: list[str]) -> Callable[[int], str]:
    """Return the reader of one line; beyond the end lines are empty."""
    return lambda line: lines[line] if line < len(lines) else ""


class _Numbers:
    """Turns numbers of an inner map into those of the composed one, as they are asked for.

    Between the two stands a number for each part of the map and its source or name.
    """

    def __init__(self, added: Added, chain: Chain, name: str, read: Read) -> None:
        self._added, self._chain, self._name, self._read = added, chain, name, read
        self._sources: list[tuple[str | None, str | None]] = []
        self._words: list[str | None] = []
        self._known: dict[int, int] = {}
        self._first = self._first_word = 0

    def begin(self, map_: bytes, part: _Part) -> None:
        """Go on with the next part of the inner map."""
        self._first, self._first_word = len(self._sources), len(self._words)
        contents = strings(map_, part.keys, "sourcesContent")
        root = string(map_, part.keys, "sourceRoot")
        for index, name in enumerate(part.sources):
            whole = f"{root.rstrip('/')}/{name}" if root and name else name
            self._sources.append((whole, contents[index] if index < len(contents) else None))
        self._words += strings(map_, part.keys, "names")

    def of_part(self, place: Place | None) -> Place | None:
        if place is None:
            return None
        source, name = place[0] + self._first, place[3] + self._first_word
        named = place[3] != NAMELESS and name < len(self._words)
        if not 0 <= source < len(self._sources):
            raise SourceMapError(f"{self._chain.map} has no source of number {place[0]}")
        return (source, *place[1:3], name if named else NAMELESS)

    def composed(self, place: Place) -> Place:
        source, line, column, name = place
        if source not in self._known:
            self._known[source] = self._added.source(*self._whole(*self._sources[source]))
        word = None if name == NAMELESS else self._words[name]
        number = NAMELESS if word is None else self._added.word(word)
        return self._known[source], line, column, number

    def _whole(self, name: str | None, content: str | None) -> tuple[str | None, str | None]:
        """Name a source as the outer map would, and find its text if the inner map has none."""
        if name is None:
            return None, content
        if content is None:
            folder = posixpath.dirname(self._chain.map)
            places = sources.places(name, folder, folder, "\0")
            found = (self._read(place) for place in places)
            data = next((data for data in found if data is not None), None)
            content = None if data is None else data.decode("utf-8", "replace")
        return renamed(self._name, self._chain, name), content


def renamed(outer: str, chain: Chain, inner: str) -> str:
    """Name a source of an inner map as the outer map names the generated file.

    "../lib/a.js" with the inner "../src/a.ts" -> "../src/a.ts";
    "scheme://shop/./lib/a.js" -> "scheme://shop/./src/a.ts". Absolute names stay.
    """
    if inner.startswith("/") or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", inner):
        return inner
    target = posixpath.join(_DEEP, posixpath.dirname(chain.map), inner)
    way = posixpath.relpath(target, posixpath.join(_DEEP, posixpath.dirname(chain.source)))
    opening = _SCHEME.match(outer)
    start = opening[0] if opening else ""
    return start + posixpath.normpath(posixpath.join(posixpath.dirname(outer[len(start) :]), way))

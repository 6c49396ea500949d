"""Chains: which sources of a map are generated files, and the maps that those have.

A source of the project whose text on disk is the one that the map has, and that has a map: named at
its end, embedded there, or beside it. What lies behind is followed in the same way.
"""

import posixpath
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

import msgspec

from buildtools.checks import maps
from buildtools.checks.source_text import plain
from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps import chained, sources
from buildtools.sourcemaps.maps.chained import DEEPEST, Links
from buildtools.sourcemaps.scripts import comments
from buildtools.steps.building.texts import Texts
from buildtools.values import Chain

_TAIL = 4096
"""How far before the end of a text its map comment is looked for, in characters."""


class Following:
    """Follows generated sources to their maps, and those of them that are generated again."""

    def __init__(self, texts: Texts, read: chained.Read) -> None:
        self._texts, self._read = texts, read
        self._known: dict[str, Chain | None] = {}

    def of(self, parsed: maps.Map, file: str) -> Links:
        """Find the chains of a map and all behind it."""
        first = self._chained(parsed, file, frozenset({file}))
        return Links(first, dict(self._deeper(first, frozenset({file}), 1)))

    def _deeper(
        self, found: Sequence[Chain], above: frozenset[str], depth: int
    ) -> Iterator[tuple[str, tuple[Chain, ...]]]:
        if depth >= DEEPEST:
            return
        for chain in found:
            within = above | {chain.map}
            parsed = self._parsed(chain)
            further = self._chained(parsed, chain.map, within) if parsed else ()
            if further:
                yield chain.map, further
                yield from self._deeper(further, within, depth + 1)

    def _chained(self, parsed: maps.Map, file: str, above: frozenset[str]) -> tuple[Chain, ...]:
        folder = posixpath.dirname(file)
        found: list[Chain] = []
        for index, source in enumerate(parsed.sources):
            if not sources.may_be_generated(source.name):
                continue
            text = self._texts.find(source.name, folder)
            chain = self._chain(text) if text else None
            if text and chain and chain.map not in above and _is_text_of(source, text):
                found.append(msgspec.structs.replace(chain, index=index))
        return tuple(found)

    def _chain(self, file: maps.OnDisk) -> Chain | None:
        """Find the map of a file: the one it names at its end, or the one beside it."""
        if file.place not in self._known:
            self._known[file.place] = self._found(file)
        return self._known[file.place]

    def _found(self, file: maps.OnDisk) -> Chain | None:
        for path in _maps_of(file):
            chain = Chain(0, file.place, path)
            if self._parsed(chain):
                return chain
        return None

    def _parsed(self, chain: Chain) -> maps.Map | None:
        """Read a map that is there and maps something."""
        embedded = chain.map == chain.source
        data = (self._read(chain.source) if embedded else None) or b""
        try:
            found = maps.parse(chain.map, chained.map_of(chain, data, self._read))
        except SourceMapError:
            return None
        return found if isinstance(found, maps.Map) and found.mapped else None


def _is_text_of(source: maps.Source, file: maps.OnDisk) -> bool:
    return source.content is None or plain(source.content) == plain(file.text)


def _maps_of(file: maps.OnDisk) -> Iterator[str]:
    """Name where the map of a file can be, by the comment at its end first."""
    tail = file.text[-_TAIL:]
    if "sourceMappingURL=" in tail:
        reference = comments.read(file.text.encode()).reference or ""
        if reference.startswith("data:"):
            yield file.place
        elif reference and ":" not in reference and not reference.startswith("/"):
            name = unquote(reference.partition("?")[0].partition("#")[0])
            yield posixpath.normpath(posixpath.join(posixpath.dirname(file.place), name))
    yield f"{file.place}.map"

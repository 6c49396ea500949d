"""Texts: the project's own files, to hold what maps say of them against.

What is read is kept: many maps name one file.
"""

from functools import lru_cache
from typing import Final

from buildtools.checks import maps
from buildtools.files import disk
from buildtools.sourcemaps.maps import sources
from buildtools.steps.building.gather import Place

_KEPT: Final = 4096
"""Sources whose file is kept in mind: each is asked for several times, one map after the other."""


class Texts:
    """The project's files that maps name as their sources, each read once."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._absolute = place.root.resolve().as_posix()
        self._read: dict[str, maps.OnDisk | None] = {}
        self._found = lru_cache(_KEPT)(self._find)

    def of(self, parsed: maps.Map, folder: str) -> dict[int, maps.OnDisk]:
        """Find the files of a map's sources, by index; only those that a check asks for."""
        found: dict[int, maps.OnDisk] = {}
        for index, source in enumerate(parsed.sources):
            if source.content is not None and not sources.is_own(source.name):
                continue
            file = self.find(source.name, folder)
            if file:
                found[index] = file
        return found

    def own(self, parsed: maps.Map, folder: str) -> frozenset[int]:
        """Name the sources that are files of the project itself, by index."""
        named = enumerate(parsed.sources)
        return frozenset(
            index
            for index, source in named
            if sources.is_own(source.name) and self.find(source.name, folder)
        )

    def find(self, source: str, folder: str) -> maps.OnDisk | None:
        """Find the file of one source; `folder` is the map's."""
        return self._found(source, folder)

    def _find(self, source: str, folder: str) -> maps.OnDisk | None:
        places = sources.places(source, folder, self._place.directory, self._absolute)
        there = (self._get(place) for place in places)
        return next((file for file in there if file), None)

    def _get(self, place: str) -> maps.OnDisk | None:
        if place not in self._read:
            data = disk.read_inside(self._place.root, place)
            if data is None:
                return None  # as most are, and their names would be all that is held
            self._read[place] = self._text(place, data)
        return self._read[place]

    def _text(self, place: str, data: bytes) -> maps.OnDisk | None:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return None
        return maps.OnDisk(place, text, disk.modified(self._place.root / place))

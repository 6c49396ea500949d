"""Maps of scripts that had no room for a longer size: they follow, as they do an injection."""

from collections import Counter

import msgspec

from buildtools.change import Change, rewritten
from buildtools.errors import SourceMapError
from buildtools.sourcemaps.derived.followers import Owners
from buildtools.sourcemaps.derived.growth import moved_with
from buildtools.sourcemaps.derived.integrity import Settled
from buildtools.sourcemaps.derived.update.site import Site
from buildtools.splices import difference, moving


class Moved:
    """The maps that move, by their paths; `fixed` are the scripts whose map cannot."""

    def __init__(self, site: Site, *, moves: bool) -> None:
        self._site = site
        self.maps: dict[str, Change] = {}
        shared = Counter(pair.map for pair in site.pairs)
        self._map_of = {pair.script: pair.map for pair in site.pairs if shared[pair.map] == 1}
        self.fixed = {
            pair.script
            for pair in site.pairs
            if not moves or pair.map is None or shared[pair.map] > 1
        }

    def follow(self, found: Owners, settled: Settled) -> bool:
        """Move the maps of scripts that grew within their lines; tell whether there are any."""
        grown = [path for path, edits in settled.edits.items() if moving(edits)]
        ours = [(path, map_) for path in grown if (map_ := self._map_of.get(path))]
        for path, map_ in ours:
            tells_of_it = any(map_ in bond.owners for bond in found.holders[path])
            if tells_of_it or not self._move(path, map_, settled):
                self.fixed.add(path)
        return bool(ours)

    def _move(self, path: str, map_: str, settled: Settled) -> bool:
        site, old = self._site, self._site.new(map_)
        try:
            new = moved_with(old, settled.contents[path], settled.edits[path])
        except SourceMapError:
            return False
        moved = rewritten(map_, old, new, difference(old, new)).following(site.changed.get(map_))
        before = moved.digest_before
        for like in [map_, *site.copies_of(map_)]:
            self.maps[like] = msgspec.structs.replace(moved, path=like, before=before)
        return True

"""A map as `symbolic` has parsed it once: its entries by index, and the original of each.

What `symbolic` looks positions up in is made of the same entries, at twice the cost and with a copy
of every text; held against each other by tests.
"""

from typing import TYPE_CHECKING

from buildtools.sourcemaps.maps.inside_symbolic import NOWHERE, ByIndex, source_line
from buildtools.sourcemaps.maps.positions import Original

if TYPE_CHECKING:
    from symbolic.sourcemap import SourceMapTokenMatch, SourceMapView

_BOM = b"\xef\xbb\xbf"


def read(source_map: bytes) -> "Viewed | None":
    """Parse a map; None where `symbolic` cannot."""
    from symbolic.exceptions import SymbolicError
    from symbolic.sourcemap import SourceMapView

    try:
        view = SourceMapView.from_json_bytes(source_map.removeprefix(_BOM))
    except SymbolicError:
        return None
    return Viewed(view)


class Viewed:
    """The entries of one map."""

    def __init__(self, view: "SourceMapView") -> None:
        self._view = view
        self._sources: dict[str, int] | None = None
        self.places = ByIndex(view).places
        """Reads the entries with these indexes: what each says but for its name."""

    def __len__(self) -> int:
        return len(self._view)

    def name(self, line: int, column: int) -> str | None:
        """Return the name of the entry that begins at a place of the script."""
        found = self._view.lookup(line, column)
        is_there = found is not None and (found.dst_line, found.dst_col) == (line, column)
        return found.name if found and is_there else None

    def original(self, index: int) -> Original | None:
        """Return what a position resolves to at which this entry begins; None where to nothing.

        The last entry at a place counts. One that is the first on its line and repeats the entry
        before it is left out where positions are looked up, and with it those that repeat it.
        Source: symbolic's sourcemapcache, where the tables are written.
        """
        index = self._last_there(index)
        found = self._view[index]
        if found.src_line == NOWHERE or not found.src or self._is_left_out(index, found):
            return None
        at = found.src_line, found.src_col
        line = None if found.src_id is None else source_line(self._view, found.src_id, at[0])
        # it is looked up in 32 bits counting from one, and the greatest number is -1 there
        column = -1 if at[1] == NOWHERE else at[1]
        return Original(found.src, at[0], column, found.name, None, line)

    def source_text(self, source: str) -> str | None:
        """Return the text that the map has of a source; None when it has none."""
        if self._sources is None:
            named = reversed([*self._view.iter_sources()])
            self._sources = {name: index for index, name in named if name}
        number = self._sources.get(source)
        text = None if number is None else self._view.get_sourceview(number)
        return None if text is None else text.get_source()

    def _last_there(self, index: int) -> int:
        last = len(self) - 1
        while index < last:
            here, following = self.places((index, index + 1))
            if here[:2] != following[:2]:
                break
            index += 1
        return index

    def _is_left_out(self, index: int, found: "SourceMapTokenMatch") -> bool:
        origin = found.src, found.src_line, found.src_col
        for earlier in range(index - 1, -1, -1):
            ((line, _, *before),) = self.places((earlier,))
            if (*before,) != origin or self._view[earlier].name != found.name:
                return False
            if line != found.dst_line:
                return True
        return False

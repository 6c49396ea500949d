"""Position in a script → position in the original, by `symbolic`, the resolver Sentry itself runs.

Lines and columns are counted from zero everywhere here, columns in UTF-16 units as in JavaScript;
`symbolic` counts from one in one of its two faces, and that stays in this module.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, overload

import msgspec

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.scratch import with_room

if TYPE_CHECKING:
    from symbolic.sourcemap import SourceMapTokenMatch, SourceMapView
    from symbolic.sourcemapcache import SourceMapCacheToken

CONTEXT_LINES: Final = 5
"""Lines of source that Sentry shows before and after the one that threw."""

_BOM: Final = b"\xef\xbb\xbf"
_NOBODY: Final = "<unknown>"
_NOWHERE: Final = 2**32 - 1
"""What `symbolic` puts in the fields of a token that maps to nothing; also past every position."""


class Token(msgspec.Struct, frozen=True):
    """One entry of a map: where it stands in the script, and where it points to."""

    dst_line: int
    dst_column: int
    source: str | None
    src_line: int
    src_column: int
    name: str | None
    mapped: bool
    """False for an entry that says "from here on nothing is known"; the rest is then empty."""


class Original(msgspec.Struct, frozen=True):
    """What a position was before the build."""

    source: str | None
    """The map's name of the source file; None where the map has null."""
    line: int
    column: int
    name: str | None
    """The original of the word at the position itself."""
    function: str | None
    """The function around the position, `<anonymous>` without a name, None outside of any."""
    context_line: str | None = None
    """The source line; None when the map carries no sources."""
    pre_context: tuple[str, ...] = ()
    post_context: tuple[str, ...] = ()


class Tokens(Sequence[Token]):
    """The entries of a map in order, read one by one as they are asked for."""

    def __init__(self, source_map: bytes) -> None:
        self._view = _view(source_map)

    def __len__(self) -> int:
        return len(self._view)

    @overload
    def __getitem__(self, index: int) -> Token: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Token]: ...
    def __getitem__(self, index: int | slice) -> Token | Sequence[Token]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        return _token(self._view[range(len(self))[index]])


class Resolver:
    """Looks positions of one script up in its map."""

    def __init__(self, script: bytes, map_: bytes) -> None:
        """Read both. A script that does not parse only costs the names of functions.

        Raises SourceMapError when the map cannot be read, DiskRefused when the machine has no place
        for a temporary file. A byte order mark and a `)]}'` line in front of it are skipped.
        """
        from symbolic.exceptions import SymbolicError
        from symbolic.sourcemapcache import SourceMapCache

        self._map = map_
        try:
            text = map_.removeprefix(_BOM)
            self._cache = with_room(lambda: SourceMapCache.from_bytes(script, text))
        except SymbolicError as error:
            raise _unreadable(error) from error

    def lookup(self, line: int, column: int) -> Original | None:
        """Find the original of a position; None when the map says nothing about it.

        That is the last entry at or before it on the same line. Source: symbolic's sourcemapcache.
        """
        if not (0 <= line < _NOWHERE and 0 <= column < _NOWHERE):
            return None
        found = self._cache.lookup(line + 1, column + 1, CONTEXT_LINES)
        return _original(found) if found else None

    def source_text(self, source: str) -> str | None:
        """Give the text that the map has of a source; None when it has none."""
        index = self._sources.get(source)
        text = None if index is None else self._view.get_sourceview(index)
        return None if text is None else text.get_source()

    @cached_property
    def _view(self) -> "SourceMapView":
        return _view(self._map)

    @cached_property
    def _sources(self) -> dict[str, int]:
        named = reversed([*self._view.iter_sources()])
        return {name: index for index, name in named if name}

    def tokens(self) -> Tokens:
        """List the entries of the map. Raises SourceMapError as the constructor does."""
        return Tokens(self._map)


def refusal(source_map: bytes) -> str | None:
    """Say in its own words why `symbolic` cannot read a map; None when it can.

    Nothing is skipped here: a byte order mark is refused, as on a server.
    """
    from symbolic.exceptions import SymbolicError
    from symbolic.sourcemap import SourceMapView

    try:
        SourceMapView.from_json_bytes(source_map)
    except SymbolicError as error:
        return str(error)
    return None


def _view(source_map: bytes) -> "SourceMapView":
    from symbolic.exceptions import SymbolicError
    from symbolic.sourcemap import SourceMapView

    try:
        return SourceMapView.from_json_bytes(source_map.removeprefix(_BOM))
    except SymbolicError as error:
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> SourceMapError:
    return SourceMapError(
        "the source map cannot be read",
        evidence=[str(error)],
        remedy="build again; a map must be one complete JSON object",
    )


def _token(match: "SourceMapTokenMatch") -> Token:
    if match.src_line == _NOWHERE:
        return Token(match.dst_line, match.dst_col, None, 0, 0, None, mapped=False)
    return Token(
        dst_line=match.dst_line,
        dst_column=match.dst_col,
        source=match.src,
        src_line=match.src_line,
        src_column=match.src_col,
        name=match.name,
        mapped=True,
    )


def _original(found: "SourceMapCacheToken") -> Original:
    return Original(
        source=found.src,
        line=found.line - 1,
        column=found.col - 1,
        name=found.name,
        function=None if found.function_name == _NOBODY else found.function_name,
        context_line=_bare(found.context_line),
        pre_context=tuple(line.rstrip("\r\n") for line in found.pre_context),
        post_context=tuple(line.rstrip("\r\n") for line in found.post_context),
    )


def _bare(line: str | None) -> str | None:
    return None if line is None else line.rstrip("\r\n")

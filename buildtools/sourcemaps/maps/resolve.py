"""Position in a script → position in the original, by `symbolic`, the resolver Sentry itself runs,
or by our own where that is not installed; which of both reads a map is chosen in `_pieces` alone.

Lines and columns are counted from zero everywhere here, columns in UTF-16 units as in JavaScript;
`symbolic` counts from one in one of its two faces, and that stays in this module.

What it takes is known before it is asked, and bounded: names of functions are left out where the
script would cost more, and a map that would is read by `piecewise`. All of it is said.
"""

import importlib.util
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final, overload

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps import map_keys, resolver_costs
from buildtools.sourcemaps.maps.inside_symbolic import NOWHERE, ByIndex, TokenPlace, with_room
from buildtools.sourcemaps.maps.piecewise import NotInOrder, Pieces
from buildtools.sourcemaps.maps.positions import CONTEXT_LINES, OWN, LeftOut, Original, Token

if TYPE_CHECKING:
    from symbolic.sourcemap import SourceMapTokenMatch, SourceMapView
    from symbolic.sourcemapcache import SourceMapCache, SourceMapCacheToken

_BOM: Final = b"\xef\xbb\xbf"
_NOBODY: Final = "<unknown>"


@cache
def is_there() -> bool:
    """Return whether `symbolic` is installed; without it every map is read by our own resolver."""
    if "symbolic" in sys.modules:
        return sys.modules["symbolic"] is not None
    return importlib.util.find_spec("symbolic") is not None


def is_spared(source_map: bytes) -> bool:
    """Return whether `symbolic` is there and not asked, for it would take too much memory."""
    return is_there() and resolver_costs.is_too_dear(source_map)


def which() -> str:
    """Name the resolver that positions are looked up by: `symbolic 13.9.0`, or `our own`."""
    try:
        return f"symbolic {version('symbolic')}" if is_there() else OWN
    except PackageNotFoundError:
        return "symbolic"


def called() -> str:
    """Say in a sentence whose eyes have read a map."""
    return "Sentry's resolver" if is_there() else "our own resolver, for Sentry's is not installed"


class Tokens(Sequence[Token]):
    """The entries of a map in order, read one by one as they are asked for."""

    def __init__(
        self, map_: bytes, pieces: Pieces | None = None, view: "SourceMapView | None" = None
    ) -> None:
        """Read them, by `symbolic` where that costs not too much; or take `pieces` or a `view`.

        Raises SourceMapError when the map cannot be read.
        """
        self.pieces = _pieces(map_) if pieces is None and view is None else pieces
        """What reads them in place of `symbolic`."""
        self.left_out: LeftOut = _left_out(self.pieces)
        self._view = view or (_view(map_) if self.pieces is None else None)
        self._by_index = None if self._view is None else ByIndex(self._view)

    def __len__(self) -> int:
        return len((self.pieces or ()) if self._view is None else self._view)

    @overload
    def __getitem__(self, index: int) -> Token: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Token]: ...
    def __getitem__(self, index: int | slice) -> Token | Sequence[Token]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        if self._view is None:
            return (self.pieces or ())[number]
        return _token(self._view[number])

    def places(self, indexes: Iterable[int]) -> Iterator[TokenPlace]:
        """Read where the entries with these indexes stand and point to: the same as `self[index]`
        says without the name, in a third of its time.

        Raises IndexError at an index, counted from zero, that no entry has.
        """
        if self._by_index is not None:
            return self._by_index.places(indexes)
        found = (self[index] for index in indexes)
        return ((a.dst_line, a.dst_column, a.source, a.src_line, a.src_column) for a in found)


class Resolver:
    """Looks positions of one script up in its map."""

    def __init__(self, script: bytes, map_: bytes, tokens: Tokens | None = None) -> None:
        """Read both. A script that does not parse only costs the names of functions, and an empty
        one has none; `tokens` are those of this map, where they are at hand.

        Raises SourceMapError when the map cannot be read, DiskRefused when the machine has no place
        for a temporary file. A byte order mark and a `)]}'` line in front of it are skipped.
        """
        self._map = map_
        known = tokens.pieces if tokens else None
        self.pieces = _pieces(map_) if known is None else known
        """What reads the map in place of `symbolic`, which is not there or would take too much."""
        dear = self.pieces is not None
        nameless = bool(script) and (dear or resolver_costs.has_scopes_too_dear(script, map_))
        self.left_out: LeftOut = _left_out(self.pieces) or ("scopes" if nameless else "")
        """What would cost too much: `symbolic` itself, or only the names of functions."""
        deep = script and not nameless and not resolver_costs.is_shallow(script)
        read = _with_stack if deep else _cache
        scopes = b"" if nameless else script
        self._cache = None if dear else read(scopes, map_.removeprefix(_BOM))

    def lookup(self, line: int, column: int, context: int = CONTEXT_LINES) -> Original | None:
        """Find the original of a position; None when the map says nothing about it.

        That is the last entry at or before it on the same line.
        Source: docs/wire.md#resolving-a-frame.
        """
        if not (0 <= line < NOWHERE and 0 <= column < NOWHERE):
            return None
        if self._cache is None:
            return self.pieces.lookup(line, column) if self.pieces else None
        found = self._cache.lookup(line + 1, column + 1, context)
        return _original(found) if found else None

    def source_text(self, source: str) -> str | None:
        """Return the text that the map has of a source; None when it has none."""
        if self.pieces is not None:
            return self.pieces.source_text(source)
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
        """Return the entries of the map. Raises SourceMapError as the constructor does."""
        return Tokens(self._map, self.pieces)


def _with_stack(script: bytes, source_map: bytes) -> "SourceMapCache":
    """Let `symbolic` read a script in a thread with a large stack.

    It calls itself for each bracket in a bracket; where the stack ends the process is killed.
    """
    import threading

    made: list[SourceMapCache | Exception] = []

    def read() -> None:
        try:
            made.append(_cache(script, source_map))
        except Exception as fault:  # whatever it is, it belongs to whoever waits
            made.append(fault)

    before = threading.stack_size(resolver_costs.STACK_BYTES)
    try:
        thread = threading.Thread(target=read)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    (found,) = made
    if isinstance(found, Exception):
        raise found
    return found


def _cache(script: bytes, source_map: bytes) -> "SourceMapCache":
    from symbolic.exceptions import SymbolicError
    from symbolic.sourcemapcache import SourceMapCache

    try:
        return with_room(lambda: SourceMapCache.from_bytes(script, source_map))
    except SymbolicError as error:
        raise _unreadable(error) from error


def refusal(source_map: bytes) -> str | None:
    """Say in its own words why `symbolic` cannot read a map; None when it can: see `strictly`."""
    found = strictly(source_map)
    return found if isinstance(found, str) else None


def strictly(source_map: bytes) -> Tokens | str:
    """Read the entries of a map, or say in its own words why `symbolic` cannot read it.

    Nothing is skipped here: a byte order mark is refused, as on a server. Where it is not asked our
    own resolver says it.
    """
    pieces = None
    try:
        if not is_there() or is_spared(source_map):
            map_keys.read(source_map)
            map_keys.strictly(source_map)  # first: a key that stands twice hides what it had before
            pieces = _in_pieces(source_map)
        if pieces is not None:
            pieces.check_texts()
            return Tokens(source_map, pieces)
    except SourceMapError as error:
        return "; ".join(error.evidence or (error.what,))
    from symbolic.exceptions import SymbolicError
    from symbolic.sourcemap import SourceMapView

    try:
        return Tokens(source_map, view=SourceMapView.from_json_bytes(source_map))
    except SymbolicError as error:
        return str(error)


def _pieces(source_map: bytes) -> Pieces | None:
    """Read a map by ourselves, where `symbolic` is not there or would take too much; else None.

    Raises SourceMapError when the map cannot be read.
    """
    return _in_pieces(source_map) if not is_there() or is_spared(source_map) else None


def _in_pieces(source_map: bytes) -> Pieces | None:
    """Read a map by ourselves; None where only `symbolic` could put its entries in order."""
    try:
        return Pieces(source_map)
    except NotInOrder:
        # Rather much memory than a wrong answer.
        return None if is_there() else Pieces(source_map, sort=True)
    except SourceMapError as error:
        raise _unreadable(error) from error


def _left_out(pieces: Pieces | None) -> LeftOut:
    if pieces is None:
        return ""
    return "resolver" if is_there() else "absent"


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
    if match.src_line == NOWHERE:
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

"""What we know of the inside of `symbolic`, and nowhere else: its temporary file, its entries.

A cache of it is written to a file in the folder that TMPDIR names, `/tmp` without. Where that is
full, missing or cannot be written another one is tried. That none could be had is the machine's
fault and not the map's.

Its public `view[index]` decodes three texts and makes an object of eight fields, 2.6 µs; read here
through the functions that it calls itself, an entry takes 0.6. Where one of these is not there, the
public way is taken.
"""

import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

from buildtools.errors import DiskRefused
from buildtools.machine import faults

if TYPE_CHECKING:
    from symbolic.sourcemap import SourceMapView

Made = TypeVar("Made")

TokenPlace = tuple[int, int, str | None, int, int]
"""Line and column in the script, the source, line and column in that: all counted from zero.

The source is None where the entry names none; where it maps to nothing, the last two are zero too.
"""

NOWHERE: Final = 2**32 - 1
"""What `symbolic` puts in the fields of a token that maps to nothing; also past every position."""

OTHERS = ("/dev/shm", "/var/tmp", "/tmp")  # noqa: S108
"""Folders to be tried next, in this order; symbolic makes the file so that no other can open it."""

_VARIABLE = "TMPDIR"
_NUMBER = re.compile(r"\(os error (\d+)\)\Z")
"""Ends what the library says of the system's errors; it has one class for some of them only."""

_ALONE = threading.Lock()


def with_room(make: Callable[[], Made], others: Sequence[str] = OTHERS) -> Made:
    """Let `symbolic` make something that needs a temporary file.

    Raises DiskRefused when no folder can hold one, and what `make` raises for other reasons.
    """
    from symbolic.exceptions import SymbolicError

    try:
        return make()
    except SymbolicError as error:
        told, number = str(error), _errno(error)
        if number is None:
            raise
    folder = os.environ.get(_VARIABLE) or "/tmp"  # noqa: S108
    for other in () if faults.is_of_handles(number) else others:
        if other != folder:
            try:
                with _ALONE, _temporary(other):
                    return make()
            except SymbolicError as error:
                if _errno(error) is None:
                    raise
    room = f"make room in {folder}, or set {_VARIABLE} to a folder that can be written"
    raise DiskRefused(
        f"the resolver of source maps has no place for its temporary file: {told}",
        evidence=[f"folder {folder} ({_VARIABLE})"],
        remedy=faults.remedy(number) if faults.is_of_handles(number) else room,
    )


def _errno(error: Exception) -> int | None:
    found = _NUMBER.search(str(error))
    return int(found[1]) if found else None


@contextmanager
def _temporary(folder: str) -> Iterator[None]:
    """Name another folder to the library, which asks the environment each time."""
    before = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = folder
    try:
        yield
    finally:
        if before is None:
            del os.environ[_VARIABLE]
        else:
            os.environ[_VARIABLE] = before


def load() -> None:
    """Import the library, where it is installed: copies of this process need not do so each."""
    with suppress(ImportError):
        import symbolic.sourcemap  # noqa: F401, to have it imported


class ByIndex:
    """Reads entries of one map; the names of its sources are decoded once each."""

    def __init__(self, view: "SourceMapView") -> None:
        self._view = view
        self._names: dict[int, str | None] = {}

    def places(self, indexes: Iterable[int]) -> Iterator[TokenPlace]:
        """Read the entries with these indexes, counted from zero, in any order.

        Raises IndexError where there is none.
        """
        try:
            from symbolic._lowlevel import lib

            token, free = lib.symbolic_sourcemapview_get_token, lib.symbolic_token_match_free
            pointer = self._view._objptr
        except (ImportError, AttributeError):
            return self.publicly(indexes)
        return self._privately(pointer, token, free, indexes)

    def publicly(self, indexes: Iterable[int]) -> Iterator[TokenPlace]:
        """Read the same by what `symbolic` offers to everybody."""
        for index in indexes:
            match = self._view[index]
            if match.src_line == NOWHERE:
                yield match.dst_line, match.dst_col, None, 0, 0
            else:
                yield match.dst_line, match.dst_col, match.src, match.src_line, match.src_col

    def _privately(
        self, pointer: Any, token: Any, free: Any, indexes: Iterable[int]
    ) -> Iterator[TokenPlace]:
        names = self._names
        for index in indexes:
            match = token(pointer, index)
            if not match:
                raise IndexError(f"the map has no entry {index}")
            line, column, source = match.dst_line, match.dst_col, match.src_id
            src_line, src_column = match.src_line, match.src_col
            free(match)
            if src_line == NOWHERE:
                yield line, column, None, 0, 0
                continue
            if source not in names:
                names[source] = self._view.get_source_name(source)
            yield line, column, names[source], src_line, src_column


def source_line(view: "SourceMapView", source: int, line: int) -> str | None:
    """Return a line of a source without its end; None where there is none, or it is empty.

    Its own lines end at a carriage return too, where those of an event do not.
    """
    text = view.get_sourceview(source)
    if text is None:
        return None
    whole = text.get_source()
    if "\r" in whole:
        lines = whole.split("\n", line + 1)
        return lines[line].rstrip("\r") if line < len(lines) and lines[line] else None
    try:
        from symbolic._lowlevel import lib
        from symbolic.utils import decode_str

        return decode_str(lib.symbolic_sourceview_get_line(text._objptr, line), free=True) or None
    except (ImportError, AttributeError):
        return text[line] or None if line < len(text) else None

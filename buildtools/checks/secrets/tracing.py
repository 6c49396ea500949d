"""Tracing: which source a place of a script comes from, asked only of places where a secret is."""

from collections.abc import Callable
from contextlib import suppress

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps.resolve import Resolver

Lookup = Callable[[int, int], tuple[str, int] | None]
"""Tells of a line and a column of a script, from zero, the source and its line, from one."""


def nowhere(line: int, column: int) -> tuple[str, int] | None:
    """Say that nothing is known of any place."""
    del line, column
    return None


def by_map(read: Callable[[], bytes]) -> Lookup:
    """Look places up in a map, which is read when one is asked for."""

    def look(line: int, column: int) -> tuple[str, int] | None:
        with suppress(SourceMapError):
            found = Resolver(b"", read()).lookup(line, column)
            if found and found.source:
                return found.source, found.line + 1
        return None

    return look

"""The resolver that Sentry runs, as a judge; a test that asks it is left out where it is not."""

from typing import Any

import pytest

_REASON = "judged by symbolic, which is not installed"


def view_of(source_map: bytes) -> Any:
    """Read a map's entries."""
    sourcemap = pytest.importorskip("symbolic.sourcemap", reason=_REASON)
    return sourcemap.SourceMapView.from_json_bytes(source_map)


def cache_of(script: bytes, source_map: bytes) -> Any:
    """Read a script and its map, to look positions up."""
    sourcemapcache = pytest.importorskip("symbolic.sourcemapcache", reason=_REASON)
    return sourcemapcache.SourceMapCache.from_bytes(script, source_map)

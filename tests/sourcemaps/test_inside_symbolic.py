"""Entries of a map by their index: what symbolic keeps to itself says what it tells everybody."""

import json
from typing import Any, cast

import pytest

from buildtools.sourcemaps.maps.inside_symbolic import ByIndex
from buildtools.sourcemaps.maps.resolve import Tokens

MAP = json.dumps(
    {
        "version": 3,
        "sources": ["src/a.ts", None, "ä😀.ts"],
        "names": ["hello"],
        "mappings": "AAAAA,K,ICAE,CCAF;;AFAAA,KAEC,C",
    }
).encode()
EXPECTED = [
    (0, 0, "src/a.ts", 0, 0),
    (0, 5, None, 0, 0),
    (0, 9, None, 0, 2),
    (0, 10, "ä😀.ts", 0, 0),
    (2, 0, "src/a.ts", 0, 0),
    (2, 5, "src/a.ts", 2, 1),
    (2, 6, None, 0, 0),
]


def test_entries_are_read_in_any_order() -> None:
    """Sampling asks for a few of a hundred thousand; the names of sources are kept for the next."""
    tokens = Tokens(MAP)

    assert EXPECTED == list(tokens.places(range(len(tokens))))
    assert [EXPECTED[3], EXPECTED[0], EXPECTED[3]] == list(tokens.places((3, 0, 3)))


def test_an_entry_that_is_not_there_is_an_error() -> None:
    """Reading behind the end must not end the process."""
    with pytest.raises(IndexError):
        list(Tokens(MAP).places((7,)))


@pytest.mark.symbolic
def test_the_public_way_says_the_same() -> None:
    """It is taken where symbolic has other names inside."""
    from symbolic.sourcemap import SourceMapView

    view = SourceMapView.from_json_bytes(MAP)

    assert EXPECTED == list(ByIndex(view).publicly(range(7)))
    assert EXPECTED == list(ByIndex(cast(Any, _Renamed(view))).places(range(7)))


class _Renamed:
    """A view of a symbolic whose inner names have changed."""

    def __init__(self, view: Any) -> None:
        self._view = view

    def __getitem__(self, index: int) -> Any:
        return self._view[index]

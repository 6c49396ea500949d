"""Lossless fixes: the resolver refuses the map before, reads it after; all else stays as it is."""

import json
from typing import Any

import pytest

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps import lossless_fixes, resolve
from buildtools.splices import apply

MAP: dict[str, Any] = {
    "version": 3,
    "sources": ["a.ts"],
    "sourcesContent": ["let a;\n"],
    "names": ["a"],
    "mappings": "AAAAA,CAAC",
}


def _without(*keys: str, **more: Any) -> bytes:
    return json.dumps({key: MAP[key] for key in MAP if key not in keys} | more).encode()


def _in_section(flat: bytes) -> bytes:
    section = {"offset": {"line": 0, "column": 0}, "map": json.loads(flat)}
    return json.dumps({"version": 3, "sections": [section]}).encode()


UNREADABLE = {
    "a byte order mark": b"\xef\xbb\xbf" + _without(),
    "a version as text": _without(version="3"),
    "a version as text in a section": _in_section(_without(version="3")),
    "the first half of a pair": _without(sourcesContent=["a \ud83d!"]),
    "the second half of a pair": _without(names=["\ude00"]),
    "half a pair in bytes": _without(file="HALF").replace(b"HALF", b"\xed\xa0\xbd"),
    "no names": _without("names"),
    "names that are null": _without(names=None),
    "no names in a section": _in_section(_without("names")),
    "much at once": b"\xef\xbb\xbf" + _without("names", version="3", file="\ud83d"),
}


@pytest.mark.parametrize("map_", UNREADABLE.values(), ids=UNREADABLE)
def test_what_the_resolver_refuses_is_fixed(map_: bytes) -> None:
    """Each was tried on symbolic: a release whose maps it refuses resolves nothing."""
    assert resolve.refusal(map_)
    assert resolve.refusal(apply(map_, lossless_fixes.readable(map_))) is None


def test_a_whole_pair_and_a_backslash_are_no_half() -> None:
    r"""An emoji is written as \ud83e\udd50; and "\\ud83d" is a backslash and five letters."""
    map_ = _without(sourcesContent=["🥐 \\ud83d \n"])

    assert [] == lossless_fixes.readable(map_)


def test_half_a_pair_becomes_the_character_for_it() -> None:
    """It takes one column as before, so that every position stays."""
    map_ = _without(sourcesContent=["a\ud83db\ud83e\udd50\ude00"])
    text = json.loads(apply(map_, lossless_fixes.readable(map_)))["sourcesContent"][0]

    assert "a\ufffdb🥐\ufffd" == text


def test_numbers_of_names_that_are_not_there_are_left_out() -> None:
    """They say nothing; what does stays as it was."""
    made = json.loads(apply(_without("names"), lossless_fixes.readable(_without("names"))))

    assert "AAAA,CAAC" == made["mappings"]


@pytest.mark.parametrize(
    "map_",
    [
        _without("names", mappings="AAAA,CAAC"),
        _without("names", "mappings"),
        _without("names", mappings="AAAAA,A!"),
        _without(names=[]),
        _without(mappings="AAAAAAA"),
        _without(),
    ],
    ids=["none needed", "no mappings", "unreadable", "an empty list", "seven fields", "sound"],
)
def test_all_else_stays(map_: bytes) -> None:
    """Of a map that is sound there is nothing to fix; of others nobody knows what was meant."""
    assert [] == lossless_fixes.readable(map_)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(SourceMapError):
        lossless_fixes.readable(b'{"version":3,')


def _by_url(url: str) -> bytes:
    section = {"offset": {"line": 0, "column": 0}, "url": url}
    return json.dumps({"version": 3, "sections": [section]}).encode()


@pytest.mark.parametrize("opening", [b"", b")]}'\n", b"\xef\xbb\xbf"])
def test_sections_by_url_are_put_in(opening: bytes) -> None:
    """The resolver asks nobody for them."""
    map_ = _by_url("parts/a%20b.map")
    files = {"out/parts/a b.map": opening + _without()}
    made = apply(map_, lossless_fixes.inlined(map_, "out/app.js.map", files.get))

    assert MAP == json.loads(made)["sections"][0]["map"]
    assert resolve.refusal(made) is None


@pytest.mark.parametrize(
    "url", ["https://x.example/a.map", "/a.map", "gone.map", "../../a.map", "a.env"]
)
def test_sections_that_lie_elsewhere_stay(url: str) -> None:
    """Only maps beside are read, and only inside the project."""
    files = {"a.map": _without(), "out/a.env": b"TOKEN=1"}
    map_ = _by_url(url)

    assert [] == lossless_fixes.inlined(map_, "out/app.js.map", files.get)


def test_a_section_that_has_its_map_stays() -> None:
    """And so does a flat map."""
    for map_ in (_in_section(_without()), _without()):
        assert [] == lossless_fixes.inlined(map_, "out/app.js.map", lambda _: None)

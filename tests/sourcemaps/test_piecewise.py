"""Our own resolver says what symbolic says: of every fixture, at random places, of made maps."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps import map_keys, resolve, viewed
from buildtools.sourcemaps.maps.mappings import encode
from buildtools.sourcemaps.maps.piecewise import NotInOrder, Pieces
from buildtools.sourcemaps.maps.resolve import Resolver, Tokens

pytestmark = pytest.mark.symbolic

FIXTURES = Path(__file__).parent.parent / "fixtures"
LARGEST = 300_000
PLACES = 60
"""Tokens of one fixture whose places are looked up, and random places beside them."""
FLAT: dict[str, Any] = {"version": 3, "sources": ["a.ts"], "names": ["a"], "mappings": "AAAAA"}


def _maps() -> list[Path]:
    """Return the maps of real bundlers, and those made by hand."""
    return [path for path in sorted(FIXTURES.glob("**/*.map")) if path.stat().st_size < LARGEST]


def _ours(text: bytes) -> Pieces | None:
    try:
        return Pieces(text, sort=True)
    except SourceMapError:
        return None


def _theirs(text: bytes) -> tuple[Resolver, Tokens] | None:
    try:
        return Resolver(b"", text), Tokens(text)
    except SourceMapError:
        return None


def _hold(text: bytes, places: set[tuple[int, int]]) -> None:
    """Hold both beside each other: what they refuse, all entries, texts and places."""
    ours, theirs = _ours(text), _theirs(text)

    assert (ours is None) == (theirs is None)
    if ours is None or theirs is None:
        return
    resolver, tokens = theirs
    assert list(tokens) == list(ours)
    assert list(tokens.places(range(len(tokens)))) == [
        (one.dst_line, one.dst_column, one.source, one.src_line, one.src_column) for one in ours
    ]
    _hold_view(text, ours)
    for line, column in places:
        assert resolver.lookup(line, column) == ours.lookup(line, column), (line, column)
    for source in {token.source for token in tokens if token.source}:
        assert resolver.source_text(source) == ours.source_text(source)


def _hold_view(text: bytes, ours: Pieces) -> None:
    """Hold what is looked up by the index of an entry beside what is looked up by its place."""
    view = viewed.read(text)
    assert view is not None
    for index, token in enumerate(ours):
        found = ours.lookup(token.dst_line, token.dst_column) if token.source else None
        bare = found and msgspec.structs.replace(found, pre_context=(), post_context=())
        assert view.original(index) == (bare if bare and bare.source else None), index


@pytest.mark.parametrize("path", _maps(), ids=lambda path: str(path.relative_to(FIXTURES)))
def test_both_resolvers_agree(path: Path) -> None:
    """Every token of every map, and places at, between and beside them."""
    text = path.read_bytes()
    chance = random.Random(path.name)
    found = list(_ours(text) or ())
    chosen = found if len(found) <= PLACES else chance.sample(found, PLACES)
    places = {(one.dst_line, one.dst_column + more) for one in chosen for more in (0, 1, 400)}
    last = found[-1].dst_line if found else 0
    places |= {(chance.randint(0, last + 1), chance.randint(0, 9_999)) for _ in range(PLACES)}

    _hold(text, places)


SMALL = st.integers(0, 3)
NAMES = st.lists(st.sampled_from(["a.ts", "b.ts", "/c.ts", "http://d/e", "", None]), max_size=3)
TEXTS = st.sampled_from([None, "", "x", "one\ntwo\n", "\r\n\r\nthree\r\n", "ä😀\n\u2028\nlast\r"])
SEGMENT = st.lists(st.integers(-2, 3), min_size=1, max_size=5)


@st.composite
def _flats(draw: st.DrawFn) -> dict[str, Any]:
    """Make a map whose segments go on and back, repeat each other, or name what is not there."""
    sources = draw(NAMES)
    lines = draw(st.lists(st.lists(SEGMENT, max_size=4), max_size=4))
    mappings = ";".join(
        ",".join(b"".join(map(encode, [abs(seg[0]), *seg[1:]])).decode() for seg in line)
        for line in lines
    )
    made: dict[str, Any] = {"version": 3, "sources": sources, "mappings": mappings}
    made["names"] = draw(st.lists(st.sampled_from(["f", "", "g", 7, None]), max_size=3))
    if draw(st.booleans()):
        made["sourcesContent"] = draw(st.lists(TEXTS, max_size=4))
    if draw(st.booleans()):
        made["sourceRoot"] = draw(st.sampled_from([None, "", "/", "src", "src/", "http://x//"]))
    return made


@st.composite
def _sectioned(draw: st.DrawFn) -> dict[str, Any]:
    offsets = st.fixed_dictionaries({"line": SMALL, "column": SMALL})
    section = st.fixed_dictionaries({"offset": offsets, "map": _flats()})
    return {"version": 3, "sections": draw(st.lists(section, max_size=3))}


@given(st.one_of(_flats(), _sectioned()))
@settings(max_examples=300, deadline=None)
def test_both_agree_on_made_maps(made: dict[str, Any]) -> None:
    """Also where maps are odd: entries that repeat, sections in each other's way, odd names."""
    places = {(line, column) for line in range(6) for column in range(12)}

    _hold(json.dumps(made).encode(), places)


@pytest.mark.parametrize("mappings", ["AAAD", "AADA", "AAAF", "AAFD,EAAA"])
def test_both_agree_on_originals_before_the_beginning(mappings: str) -> None:
    """Numbers have 32 bits there, and are counted from one."""
    places = {(0, column) for column in range(6)}
    made = {"version": 3, "sources": ["a.ts"], "names": [], "mappings": mappings}

    _hold(json.dumps(made).encode(), places)
    _hold(json.dumps({"version": 3, "sections": [_at_once(made)]}).encode(), places)


def _at_once(made: dict[str, Any]) -> dict[str, Any]:
    return {"offset": {"line": 0, "column": 0}, "map": made}


def _text(**more: Any) -> bytes:
    return json.dumps(FLAT | more).encode()


_HERE = {"line": 0, "column": 0}
REFUSED = {
    "a byte order mark": b"\xef\xbb\xbf" + _text(),
    "a word in front": b"x" + _text(),
    "a word behind": _text() + b" x",
    "a list": b"[" + _text() + b"]",
    "a version as text": _text(version="3"),
    "a version with a point": _text(version=3.0),
    "a root that is a number": _text(sourceRoot=3),
    "a text that is a number": _text(sourcesContent=[3]),
    "a debug ID that is none": _text(debugId="xx"),
    "ranges that are none": _text(rangeMappings="!"),
    "an ignored source below zero": _text(ignoreList=[-1]),
    "a section without its place": _text(sections=[{"map": FLAT}]),
    "a section elsewhere": _text(sections=[{"offset": _HERE, "url": "a"}]),
    "a key twice": b'{"version":3,"version":3}',
    "half a pair": _text(sourcesContent=["\ud83d"]),
    "no UTF-8 in a text": _text(sourcesContent=["QQ"]).replace(b"QQ", b"\xff"),
    "no UTF-8 anywhere": _text(other="QQ").replace(b"QQ", b"\xff"),
    "a line end in a text": _text(sourcesContent=["QQ"]).replace(b"QQ", b"\n"),
    "a deep nest": _text(other=json.loads("[" * 300 + "]" * 300)),
    "two fields": _text(mappings="AA"),
    "seven fields": _text(mappings="AAAAAAA"),
    "a source that is not there": _text(mappings="ACAA"),
    "a name that is not there": _text(mappings="AAAAD"),
    "a number that is too large": _text(mappings="ggggggggggggggB"),
    "mappings cut short": _text(mappings="AAAg"),
}
TAKEN = {
    "nothing": b"{}",
    "nulls": _text(sources=None, names=None, mappings="", sourceRoot=None, sections=None),
    "a guard": b")]}'\n" + _text(),
    "another guard": b")]}'x\r\n" + _text(),
    "space in front": b" \n" + _text(),
    "no sections": _text(sections=[]),
    "sections in sections": _text(
        sections=[{"offset": _HERE, "map": {"sections": [{"offset": _HERE, "map": FLAT}]}}]
    ),
    "a file that is a number": _text(file=3),
    "an unknown key twice": b'{"a":1,"a":2}',
    "escaped mappings": _text().replace(b"AAAAA", b"\\u0041AAAA"),
    "a debug ID without dashes": _text(debugId="E" * 32),
}


def _refusal(text: bytes) -> str | None:
    """Return what our own resolver has against a map, as `resolve.refusal` without symbolic."""
    try:
        map_keys.strictly(text)
        Pieces(text, sort=True).check_texts()
    except SourceMapError as error:
        return error.what
    return None


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_symbolic_refuses_we_refuse(text: bytes) -> None:
    """Else a release would be proven here whose maps nobody can read there."""
    assert resolve.refusal(text)
    assert _refusal(text)


@pytest.mark.parametrize("text", TAKEN.values(), ids=TAKEN)
def test_what_symbolic_takes_we_take(text: bytes) -> None:
    """Each was tried on it."""
    assert resolve.refusal(text) is None
    assert _refusal(text) is None


def test_segments_that_go_back_are_sorted_only_where_it_is_asked() -> None:
    """It takes all of them at once in memory, which a large map must not."""
    text = _text(mappings="EAAAA,DAAA")
    with pytest.raises(NotInOrder):
        Pieces(text)

    assert [one.dst_column for one in Pieces(text, sort=True)] == [1, 2]


_WITHOUT = """
import sys
sys.modules["symbolic"] = None
from pathlib import Path
from buildtools.sourcemaps.maps import resolve
text = Path(sys.argv[1]).read_bytes()
resolver = resolve.Resolver(b"function f(){}", text)
found = resolver.lookup(0, 0)
print(resolve.which(), resolver.left_out, found.source, found.function, resolve.refusal(text))
print(resolve.refusal(b"{"), resolve.Tokens(text).left_out, resolve.is_spared(text))
print(resolve.called())
"""


def test_without_symbolic_our_own_is_chosen(tmp_path: Path) -> None:
    """One place chooses, and each that was asked says who has answered."""
    (tmp_path / "a.map").write_bytes(_text(mappings="AAAAA,EAAA,DAAA"))
    asked = [sys.executable, "-c", _WITHOUT, str(tmp_path / "a.map")]
    ended = subprocess.run(
        asked, cwd=FIXTURES.parents[1], capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert lines[0] == "our own absent a.ts None None"
    assert lines[1].endswith(" absent False")
    assert lines[1].startswith("Input data was truncated")
    assert lines[2] == "our own resolver, for Sentry's is not installed"

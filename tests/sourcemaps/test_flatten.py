"""A map in sections and the flat one that is made of it say the same of every position."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps import compose
from buildtools.sourcemaps.maps.flatten import flat
from buildtools.sourcemaps.maps.map_text import open_map
from buildtools.sourcemaps.maps.positions import Token
from buildtools.sourcemaps.maps.resolve import Resolver, Tokens

DEBUG_ID = "e08a2094-fb8b-58cc-bcc5-18d78fd46660"
NAMES = st.sampled_from(["a.ts", "b.ts", "/c.ts", "https://h/d.ts", 'ü \\ ".ts', "turbopack:///x"])
TEXTS = st.none() | st.sampled_from(["one\ntwo\nthree\n", "ü\u2028\n", ""])


@st.composite
def inner_maps(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the map of one section, with all that one may have."""
    sources: list[str | None] = draw(st.lists(NAMES | st.none(), max_size=3))
    names = draw(st.lists(st.sampled_from(["f", "g", "ß"]), max_size=3))
    entry = st.tuples(
        st.integers(0, 40),
        st.none()
        | st.tuples(
            st.integers(0, len(sources) - 1),
            st.integers(0, 5),
            st.integers(0, 9),
            st.integers(0, len(names) - 1) | st.just(compose.NAMELESS)
            if names
            else st.just(compose.NAMELESS),
        )
        if sources
        else st.none(),
    )
    rows = draw(st.lists(st.lists(entry, max_size=4, unique_by=lambda one: one[0]), max_size=4))
    ordered = [sorted(row, key=lambda one: one[0]) for row in rows]
    made: dict[str, Any] = {"version": 3, "sources": sources, "names": names}
    made["mappings"] = compose.written(ordered).decode()
    if draw(st.booleans()):
        made["sourcesContent"] = draw(st.lists(TEXTS, max_size=len(sources)))
    if draw(st.booleans()):
        roots: list[str | None] = ["", None] if None in sources else ["", "/base/", "src", None]
        made["sourceRoot"] = draw(st.sampled_from(roots))
    for key in ("ignoreList", "x_google_ignoreList"):
        has_some: bool = draw(st.booleans())
        if sources and has_some:
            made[key] = draw(st.lists(st.integers(0, len(sources) - 1), unique=True))
    return made


@st.composite
def sectioned(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a map in sections, each of which begins behind the one before it."""
    sections: list[dict[str, Any]] = []
    line = column = 0
    for inner in draw(st.lists(inner_maps(), max_size=4)):
        lines = inner["mappings"].count(";")
        line += draw(st.integers(0, 2))
        column = draw(st.integers(0, 9)) if line or not sections else column
        sections.append({"offset": {"line": line, "column": column}, "map": inner})
        line += lines + 1
    return {"version": 3, "file": "a.js", "debugId": DEBUG_ID, "x_other": [1], "sections": sections}


def said(map_: bytes) -> list[tuple[Any, ...]]:
    """Return what `symbolic` reads of each entry."""
    return [_said(token) for token in Tokens(map_)]


def _said(token: Token) -> tuple[Any, ...]:
    place = (token.source, token.src_line, token.src_column, token.name) if token.mapped else None
    return token.dst_line, token.dst_column, place


def _parts(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [one["map"] for one in told["sections"]] if "sections" in told else [told]


def texts(map_: bytes) -> set[tuple[str | None, str | None]]:
    """Pair the sources of a map, in sections or flat, with their texts."""
    told = json.loads(map_)
    found = set()
    for part in _parts(told):
        contents = part.get("sourcesContent") or []
        for index, name in enumerate(part["sources"]):
            root = (part.get("sourceRoot") or "").rstrip("/")
            whole = f"{root}/{name}" if root and name and name[0] not in "/h" else name
            found.add((whole, contents[index] if index < len(contents) else None))
    return found


def ignored(map_: bytes, key: str) -> set[tuple[str | None, str | None]]:
    """Return the sources that a map says are to be ignored."""
    told = json.loads(map_)
    found = set()
    for part in _parts(told):
        each = [{**part, "sources": [name]} for name in part["sources"]]
        contents = part.get("sourcesContent") or []
        for index in part.get(key, ()):
            text = contents[index] if index < len(contents) else None
            alone = json.dumps({**each[index], "sourcesContent": [text]})
            found |= texts(alone.encode())
    return found


@given(sectioned())
def test_every_position_says_the_same(drawn: dict[str, Any]) -> None:
    """Line, column, source, its line and column, name: as the resolver of Sentry reads both."""
    before = json.dumps(drawn).encode()
    after = flat(before)

    assert after is not None
    assert said(before) == said(after)


@given(sectioned())
def test_nothing_else_is_lost(drawn: dict[str, Any]) -> None:
    """Texts of sources, what debuggers skip, the debug ID, and keys that nobody here knows."""
    before = json.dumps(drawn, ensure_ascii=False).encode()
    after = flat(before)

    assert after is not None
    told = json.loads(after)
    assert {DEBUG_ID} == open_map(after).debug_ids()
    assert (3, "a.js", [1]) == (told["version"], told["file"], told["x_other"])
    assert "sections" not in told
    assert texts(before) == texts(after)
    for key in ("ignoreList", "x_google_ignoreList"):
        assert ignored(before, key) == ignored(after, key)


def test_a_source_of_two_sections_is_there_once() -> None:
    """Turbopack names a source in each section that it went into; its text would be there twice."""
    part = {
        "version": 3,
        "sources": ["a"],
        "sourcesContent": ["x"],
        "names": [],
        "mappings": "AAAA",
    }
    sections = [{"offset": {"line": line, "column": 1}, "map": part} for line in range(3)]
    after = flat(json.dumps({"version": 3, "sections": sections}).encode())

    assert after
    assert (["a"], ["x"]) == (json.loads(after)["sources"], json.loads(after)["sourcesContent"])
    assert "CAAA;CAAA;CAAA" == json.loads(after)["mappings"]
    found = Resolver(b"f()\nf()\nf()", after).lookup(0, 2)
    assert found
    assert "x" == found.context_line


@pytest.mark.parametrize(
    "map_",
    [
        b'{"version":3,"sources":["a"],"names":[],"mappings":"AAAA"}',
        b'{"version":3,"sources":["a"],"sourcesContent":["\\"sections\\""],"mappings":"AAAA"}',
        b'{"version":3,"sources":["sections"],"mappings":""}',
    ],
)
def test_a_flat_map_stays(map_: bytes) -> None:
    """Whatever the texts in it speak of."""
    assert flat(map_) is None


PART: dict[str, Any] = {"version": 3, "sources": ["a"], "names": [], "mappings": "AAAA"}
AT = {"line": 0, "column": 0}


@pytest.mark.parametrize(
    "sections",
    [
        [{"offset": AT, "url": "b.map"}],
        [{"offset": {"line": 5, "column": 0}, "map": PART}, {"offset": AT, "map": PART}],
        [{"offset": AT, "map": {**PART, "rangeMappings": "B"}}],
        [{"offset": AT, "map": {**PART, "mappings": "ACAA"}}],
        [{"offset": AT, "map": {**PART, "mappings": "A*"}}],
        [{"offset": AT, "map": {**PART, "mappings": None}}],
        [{"offset": AT, "map": {"version": 3, "sections": []}}],
    ],
    ids=["url", "order", "ranges", "source", "vlq", "null", "nested"],
)
def test_what_cannot_be_joined_is_left(sections: list[dict[str, Any]]) -> None:
    """Whoever asked learns why, and has the map as it was."""
    with pytest.raises(SourceMapError):
        flat(json.dumps({"version": 3, "sections": sections}).encode())

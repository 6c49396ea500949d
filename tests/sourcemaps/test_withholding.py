"""Withholding: no text leaves the machine that must not, and nothing else of a map changes."""

import base64
import json
from typing import Any

import pytest

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.bundle.withholding import (
    is_withheld,
    map_without_texts,
    script_without_maps,
)
from buildtools.values import Sources

OWN, PACKAGE = "const own = 1;", "const theirs = 2;"
FLAT: dict[str, Any] = {
    "version": 3,
    "sourceRoot": "..",
    "sources": ["src/a.ts", "node_modules/x/x.js", None],
    "sourcesContent": [OWN, PACKAGE, "made"],
    "names": ["a"],
    "mappings": "AAAA,CCAA",
    "debugId": "e08a2094-fb8b-58cc-bcc5-18d78fd46660",
}


def _sectioned(*maps: dict[str, Any]) -> bytes:
    sections = [{"offset": {"line": at, "column": 0}, "map": each} for at, each in enumerate(maps)]
    return json.dumps({"version": 3, "sections": sections}).encode()


def _texts(map_: bytes) -> list[Any]:
    whole = json.loads(map_)
    parts = [each["map"] for each in whole.get("sections", [])] or [whole]
    return [part["sourcesContent"] for part in parts]


@pytest.mark.parametrize(
    ("sent", "texts"),
    [("none", [None, None, None]), ("app", [OWN, None, None])],
)
def test_texts_become_null_and_the_rest_stays(sent: Sources, texts: list[str | None]) -> None:
    """Positions, names and the debug ID are what frames are resolved by."""
    made = map_without_texts(json.dumps(FLAT).encode(), sent)

    assert FLAT | {"sourcesContent": texts} == json.loads(made)
    assert made == map_without_texts(made, sent)


def test_all_sections_are_gone_through() -> None:
    """Turbopack's maps are made of hundreds of them."""
    made = map_without_texts(_sectioned(FLAT, FLAT), "none")

    assert [[None] * 3] * 2 == _texts(made)


def test_more_texts_than_names_are_kept_back_too() -> None:
    """Such a map is odd, and the text in it is a text."""
    odd = json.dumps(FLAT | {"sources": []}).encode()

    assert [[None] * 3] == _texts(map_without_texts(odd, "none"))


@pytest.mark.parametrize(
    "map_",
    [
        json.dumps({**FLAT, "sourcesContent": None}).encode(),
        json.dumps({key: FLAT[key] for key in FLAT if key != "sourcesContent"}).encode(),
        b")]}'\n" + json.dumps({**FLAT, "sourcesContent": []}).encode(),
        b"\xef\xbb\xbf" + json.dumps({**FLAT, "sourcesContent": []}).encode(),
    ],
    ids=["null", "absent", "guarded", "marked"],
)
def test_a_map_without_texts_stays_as_it_is(map_: bytes) -> None:
    """Nothing is written that was not there."""
    assert map_ == map_without_texts(map_, "none")


@pytest.mark.parametrize(
    "map_",
    [
        json.dumps(FLAT).replace("sourcesContent", "sources\\u0043ontent").encode(),
        json.dumps(FLAT)[:-1].encode() + b',"sourcesContent":[]}',
        _sectioned(json.loads(_sectioned(FLAT))),
        b'{"version":3,"sections":[{"map":{"sources":[1]}}]}',
        b"{",
    ],
    ids=["escaped key", "repeated key", "nested sections", "no names", "no JSON"],
)
def test_what_cannot_be_proven_is_refused(map_: bytes) -> None:
    """Others may read a text where our scanner sees none: nothing is sent then."""
    with pytest.raises(SourceMapError):
        map_without_texts(map_, "none")


def test_whose_text_it_is_tells_its_name() -> None:
    """The same question is asked by who proves what came back."""
    names = ("src/a.ts", "node_modules/x/x.js")

    assert [False, True] == [is_withheld(name, "app") for name in names]
    assert [True, True] == [is_withheld(name, "none") for name in names]
    assert [False, False] == [is_withheld(name, "all") for name in names]


def test_a_script_keeps_its_length_and_loses_its_maps() -> None:
    """A position behind a map in a string must not move."""
    data = "data:application/json;base64," + base64.b64encode(json.dumps(FLAT).encode()).decode()
    script = (
        f'css("a{{}}/*# sourceMappingURL={data}*/");eval("f()\\n//# sourceMappingURL={data}\\n");'
        f"g();\n//# sourceMappingURL={data}\n//# debugId=x"
    ).encode()
    made = script_without_maps(script, "a.js.map")

    assert b"data:" not in made
    assert (len(script), script.index(b"g();")) == (len(made), made.index(b"g();"))
    assert b"//# sourceMappingURL=a.js.map " in made
    assert 1 == made.count(b"a.js.map")
    assert made.endswith(b"\n//# debugId=x")


def test_a_script_without_a_map_in_it_stays_as_it_is() -> None:
    """Most have the name of one alone."""
    script = b"f();\n//# sourceMappingURL=a.js.map"

    assert script is script_without_maps(script, "a.js.map")

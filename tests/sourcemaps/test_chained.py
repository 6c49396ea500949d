"""Chained maps: the lists of a map after its generated sources were put through."""

import base64
import json
from typing import Any

import pytest

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps.chained import DEEPEST, Links, Missing, flattened, line_in, renamed
from buildtools.sourcemaps.maps.compose import lines_of
from buildtools.sourcemaps.maps.resolve import Resolver
from buildtools.splices import apply
from buildtools.values import Chain

GENERATED = "var a = 1;\nvar b = 2;\n"
SOURCE = "let a: number = 1;\n\nlet b: number = 2;\n"
LINES = "AAAA;AACA"
APART = "AAAA;AAEA"
"""The generated file's second line is the author's third."""


def _map(sources: list[str], mappings: str, **more: Any) -> bytes:
    body = {"version": 3, "sources": sources, "names": [], "mappings": mappings}
    return json.dumps(body | more).encode()


class Project:
    """Files by their paths: a script that was compiled, its map, and what it was made from."""

    def __init__(self) -> None:
        self.files = {
            "lib/a.js": GENERATED.encode(),
            "lib/a.js.map": _map(["../src/a.ts"], APART, sourcesContent=[SOURCE]),
            "src/a.ts": SOURCE.encode(),
        }

    def flat(
        self,
        map_: bytes,
        *chained: Chain,
        script: str = GENERATED,
        deeper: dict[str, tuple[Chain, ...]] | None = None,
    ) -> Any:
        """Flatten, and give the map as JSON."""
        links = Links(chained or (Chain(0, "lib/a.js", "lib/a.js.map"),), deeper or {})
        lines = line_in(lines_of(script.encode()))
        return json.loads(apply(map_, flattened(map_, lines, links, self.files.get)))


@pytest.fixture
def project() -> Project:
    return Project()


def _ends(made: Any, line: int, column: int = 0) -> tuple[object, ...]:
    found = Resolver(b"", json.dumps(made).encode()).lookup(line, column)
    return (found.source, found.line, found.context_line) if found else ()


def test_frames_end_in_the_authors_file(project: Project) -> None:
    """And what was there keeps its number: other keys count by it."""
    made = project.flat(_map(["../lib/a.js"], LINES, sourcesContent=[GENERATED]))

    assert ["../lib/a.js", "../src/a.ts"] == made["sources"]
    assert [GENERATED, SOURCE] == made["sourcesContent"]
    assert ("../src/a.ts", 2, "let b: number = 2;") == _ends(made, 1)


def test_what_the_inner_map_does_not_know_stays(project: Project) -> None:
    """A frame in generated code is better than one that is made up."""
    project.files["lib/a.js.map"] = _map(["../src/a.ts"], "AAAA", sourcesContent=[SOURCE])
    made = project.flat(_map(["../lib/a.js"], LINES, sourcesContent=[GENERATED]))

    assert ("../src/a.ts", 0) == _ends(made, 0)[:2]
    assert ("../lib/a.js", 1, "var b = 2;") == _ends(made, 1)


@pytest.mark.parametrize("contents", [{}, {"sourcesContent": None}, {"sourcesContent": []}])
def test_a_map_without_texts_gets_those_that_are_known(
    project: Project, contents: dict[str, Any]
) -> None:
    """The list may be absent, null or too short."""
    made = project.flat(_map(["../lib/a.js"], LINES, **contents))

    assert [None, SOURCE] == made["sourcesContent"]


def test_a_list_of_texts_that_is_too_long_is_cut(project: Project) -> None:
    """Its rest would else belong to the new sources."""
    made = project.flat(_map(["../lib/a.js"], LINES, sourcesContent=[GENERATED, "x", None]))

    assert [GENERATED, SOURCE] == made["sourcesContent"]


def test_a_text_that_no_map_has_comes_from_disk(project: Project) -> None:
    """tsc writes none, unless it is asked to."""
    project.files["lib/a.js.map"] = _map(["../src/a.ts"], APART)

    assert SOURCE == project.flat(_map(["../lib/a.js"], LINES))["sourcesContent"][1]

    del project.files["src/a.ts"]

    assert [None, None] == project.flat(_map(["../lib/a.js"], LINES))["sourcesContent"]


def test_no_text_comes_from_outside_the_project(project: Project) -> None:
    """A map cannot ask for another file's text."""
    project.files["lib/a.js.map"] = _map(["../../../secret.ts"], APART)
    project.files["../../secret.ts"] = b"secret"
    made = project.flat(_map(["../lib/a.js"], LINES))

    assert [None, None] == made["sourcesContent"]
    assert "../../../secret.ts" == made["sources"][1]


def test_names_come_along(project: Project) -> None:
    """The inner map's word is the author's; equal words are one."""
    inner = _map(["../src/a.ts"], "AAAAA;AAEAC", names=["first", "second"], sourcesContent=[SOURCE])
    project.files["lib/a.js.map"] = inner
    made = project.flat(_map(["../lib/a.js"], "AAAAA;AACA", names=["first"]))

    assert ["first", "second"] == made["names"]
    assert "AAAAA" == made["mappings"].partition(";")[0].replace("ACAAA", "AAAAA")


@pytest.mark.parametrize("names", [None, "absent"])
def test_a_map_without_names_gets_them(project: Project, names: object) -> None:
    """The list may be absent or null."""
    inner = _map(["../src/a.ts"], "AAAAA", names=["first"], sourcesContent=[SOURCE])
    project.files["lib/a.js.map"] = inner
    outer = json.loads(_map(["../lib/a.js"], "AAAA", names=None))
    if names:
        del outer["names"]
    made = project.flat(json.dumps(outer).encode())

    assert ["first"] == made["names"]


def test_a_source_that_is_there_already_is_not_put_in_again(project: Project) -> None:
    """A bundle may hold the author's file itself beside what was made of it."""
    outer = _map(["../lib/a.js", "../src/a.ts"], LINES, sourcesContent=[GENERATED, SOURCE])
    made = project.flat(outer)

    assert ["../lib/a.js", "../src/a.ts"] == made["sources"]


def test_a_map_that_learns_nothing_stays_byte_for_byte(project: Project) -> None:
    """A second build of a flattened output must find nothing to do."""
    outer = _map(["../lib/a.js"], LINES, sourcesContent=[GENERATED])
    project.files["lib/a.js.map"] = _map([], ";;;")
    links = Links((Chain(0, "lib/a.js", "lib/a.js.map"),), {})

    assert [] == flattened(outer, lambda _: "", links, project.files.get)


def test_flattening_twice_is_flattening_once(project: Project) -> None:
    """What stayed in the generated file stays there."""
    project.files["lib/a.js.map"] = _map(["../src/a.ts"], "AAAA", sourcesContent=[SOURCE])
    once = project.flat(_map(["../lib/a.js"], LINES, sourcesContent=[GENERATED]))

    assert once == project.flat(json.dumps(once).encode())


def test_sections_are_flattened_each_for_itself(project: Project) -> None:
    """Turbopack writes them; sources are counted over all of them, and places from their offset."""
    flat = json.loads(_map(["../lib/a.js"], "IAAI;AACA", sourcesContent=[GENERATED]))
    other = json.loads(_map(["../lib/other.js"], "AAAA"))
    sections = [
        {"offset": {"line": 0, "column": 0}, "map": other},
        {"offset": {"line": 5, "column": 2}, "map": flat},
    ]
    made = project.flat(
        json.dumps({"version": 3, "sections": sections}).encode(),
        Chain(1, "lib/a.js", "lib/a.js.map"),
        script="\n\n\n\n\n  var a = 1;\nvar b = 2;\n",
    )

    assert ("../src/a.ts", 0) == _ends(made, 5, 6)[:2]
    assert ("../src/a.ts", 2) == _ends(made, 6)[:2]
    assert other == made["sections"][0]["map"]


def test_an_inner_map_may_have_sections(project: Project) -> None:
    """Each with sources and names of its own."""
    first = json.loads(_map(["../src/a.ts"], "AAAAA", names=["one"], sourceRoot="root/"))
    second = json.loads(_map(["../src/b.ts"], "AAAAA", names=["two"]))
    sections = [
        {"offset": {"line": 0, "column": 0}, "map": first},
        {"offset": {"line": 1, "column": 4}, "map": second},
    ]
    project.files["lib/a.js.map"] = json.dumps({"version": 3, "sections": sections}).encode()
    made = project.flat(_map(["../lib/a.js"], "AAAA;IACI"))

    assert ["../lib/a.js", "../lib/src/a.ts", "../src/b.ts"] == made["sources"]
    assert ["one", "two"] == made["names"]
    assert ("../src/b.ts", 0) == _ends(made, 1, 4)[:2]


def test_an_embedded_inner_map(project: Project) -> None:
    """tsc writes such with inlineSourceMap."""
    inner = base64.b64encode(project.files["lib/a.js.map"]).decode()
    text = f"{GENERATED}//# sourceMappingURL=data:application/json;base64,{inner}\n"
    project.files["lib/a.js"] = text.encode()
    made = project.flat(_map(["../lib/a.js"], LINES), Chain(0, "lib/a.js", "lib/a.js"))

    assert ("../src/a.ts", 2) == _ends(made, 1)[:2]


def test_three_maps_behind_one_another(project: Project) -> None:
    """A build step may be followed by more than one that reads no maps."""
    project.files["mid/a.js"] = GENERATED.encode()
    project.files["mid/a.js.map"] = _map(["../lib/a.js"], LINES, sourcesContent=[GENERATED])
    made = project.flat(
        _map(["../mid/a.js"], LINES),
        Chain(0, "mid/a.js", "mid/a.js.map"),
        deeper={"mid/a.js.map": (Chain(0, "lib/a.js", "lib/a.js.map"),)},
    )

    assert ("../src/a.ts", 2, "let b: number = 2;") == _ends(made, 1)


def test_a_circle_ends(project: Project) -> None:
    """Two files that name each other's maps must not keep a build busy for ever."""
    project.files["mid/a.js"] = GENERATED.encode()
    project.files["mid/a.js.map"] = _map(["../lib/a.js"], LINES)
    project.files["lib/a.js.map"] = _map(["../mid/a.js"], LINES)
    made = project.flat(
        _map(["../mid/a.js"], LINES),
        Chain(0, "mid/a.js", "mid/a.js.map"),
        deeper={
            "mid/a.js.map": (Chain(0, "lib/a.js", "lib/a.js.map"),),
            "lib/a.js.map": (Chain(0, "mid/a.js", "mid/a.js.map"),),
        },
    )

    assert _ends(made, 1)[0] in ("../mid/a.js", "../lib/a.js")
    assert 4 == DEEPEST


@pytest.mark.parametrize("path", ["lib/a.js", "lib/a.js.map"])
def test_a_file_of_the_chain_that_is_gone_is_named(project: Project, path: str) -> None:
    """Another machine may have the outputs only."""
    del project.files[path]
    with pytest.raises(Missing, match=path):
        project.flat(_map(["../lib/a.js"], LINES))


@pytest.mark.parametrize(
    "inner",
    [
        _map(["../src/a.ts"], "AACA;AAAA,ACAA"),
        _map(["../src/a.ts"], "AAAA", sourcesContent=[3]),
        _map(["../src/a.ts"], "AAAA", rangeMappings="B"),
    ],
    ids=["source beyond the list", "text that is none", "ranges"],
)
def test_an_inner_map_that_cannot_be_read_is_refused(project: Project, inner: bytes) -> None:
    """Build then tells why, and leaves the outer map as it is."""
    project.files["lib/a.js.map"] = inner
    with pytest.raises(SourceMapError):
        project.flat(_map(["../lib/a.js"], LINES))


@pytest.mark.parametrize(
    ("outer", "map_", "inner", "expected"),
    [
        ("../lib/a.js", "lib/a.js.map", "../src/a.ts", "../src/a.ts"),
        ("./lib/a.js", "lib/a.js.map", "../src/a.ts", "./src/a.ts"),
        ("lib/a.js", "maps/a.js.map", "../src/a.ts", "src/a.ts"),
        ("webpack://shop/./lib/a.js", "lib/a.js.map", "../src/a.ts", "webpack://shop/./src/a.ts"),
        ("webpack:///./lib/a.js", "lib/a.js.map", "../src/a.ts", "webpack:///./src/a.ts"),
        ("/app/lib/a.js", "lib/a.js.map", "../src/a.ts", "/app/src/a.ts"),
        ("../lib/a.js", "lib/a.js.map", "webpack://x/./a.ts", "webpack://x/./a.ts"),
        ("../lib/a.js", "lib/a.js.map", "/abs/a.ts", "/abs/a.ts"),
        ("../lib/a.js", "lib/a.js.map", "../../up/a.ts", "../../up/a.ts"),
    ],
)
def test_new_sources_are_named_as_the_outer_map_names_its_own(
    outer: str, map_: str, inner: str, expected: str
) -> None:
    """So that Sentry shows one way of naming, and stack trace rules go on to match."""
    assert expected == renamed(outer, Chain(0, "lib/a.js", map_), inner)

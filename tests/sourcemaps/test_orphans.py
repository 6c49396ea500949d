"""Orphans: a map that says which script it is of finds it, and no other."""

import pytest

from buildtools.sourcemaps.orphans import adopt
from buildtools.sourcemaps.pairing import Paired, pair


def _codes(paired: Paired) -> list[tuple[str, str, str]]:
    return [(found.code, found.severity, found.subject) for found in paired.findings]


def orphaned(scripts: dict[str, str | None], *maps: str) -> Paired:
    return pair(scripts, {path: f"~/{path}" for path in maps})


@pytest.mark.parametrize(
    ("file", "map_", "script"),
    [
        pytest.param("main.1a.js", "out/main.2b.map", "out/main.1a.js", id="the name"),
        pytest.param("../main.1a.js", "out/m/x.map", "out/main.1a.js", id="a path from the map"),
        pytest.param("build\\main.1a.js", "out/m/x.map", "out/main.1a.js", id="of windows"),
    ],
)
def test_a_map_says_which_script_it_is_of(file: str, map_: str, script: str) -> None:
    """Only maps that nobody claims are asked, and only for scripts that have none."""
    paired = adopt(orphaned({script: None, "out/b.js": None}, map_), {map_: file})

    assert paired.maps == {script: map_}
    assert (paired.without_map, paired.orphans) == (("out/b.js",), ())
    assert _codes(paired) == [("map-named-by-file", "info", script)]


@pytest.mark.parametrize(
    ("scripts", "files"),
    [
        pytest.param(("a/index.js", "b/index.js"), {"m/x.map": "index.js"}, id="two scripts"),
        pytest.param(("a/i.js",), {"m/x.map": "i.js", "m/y.map": "i.js"}, id="two maps"),
        pytest.param(("a/i.js",), {"m/x.map": "j.js"}, id="another name"),
        pytest.param(("a/i.js",), {}, id="no name"),
    ],
)
def test_what_is_not_certain_is_not_paired(scripts: tuple[str, ...], files: dict[str, str]) -> None:
    """A guess that is wrong would show other people's lines."""
    before = orphaned(dict.fromkeys(scripts), "m/x.map", "m/y.map")

    assert adopt(before, files) == before


def test_a_map_beside_says_more_than_its_name_elsewhere() -> None:
    """tsc calls half of all files index.js."""
    before = orphaned({"a/index.js": None, "b/index.js": None}, "b/odd.map")

    assert adopt(before, {"b/odd.map": "index.js"}).maps == {"b/index.js": "b/odd.map"}


def test_a_missing_map_that_was_paired_is_missing_no_more() -> None:
    """One fault, one finding."""
    before = orphaned({"a.js": "gone.map"}, "m/x.map")

    assert _codes(before) == [("map-named-but-missing", "error", "a.js")]
    assert _codes(adopt(before, {"m/x.map": "a.js"})) == [("map-named-by-file", "info", "a.js")]


def test_a_name_from_before_the_digest_is_a_hint_and_no_pair() -> None:
    """An asset pipeline calls the script application-8bf830a0.js, its map still application.js."""
    before = orphaned({"application-8bf830a0.js": "application.js.map"}, "application.js-11f6.map")
    (told,) = adopt(before, {"application.js-11f6.map": "application.js"}).findings
    (other,) = adopt(before, {"application.js-11f6.map": "app.js"}).findings

    assert (told.code, told.severity) == ("map-named-but-missing", "error")
    assert "application.js-11f6.map may be it" in told.sentence
    assert "may be it" not in other.sentence

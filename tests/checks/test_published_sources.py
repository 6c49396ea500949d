"""What gives sources away is told from what only looks so."""

import pytest

from buildtools.checks import published_sources


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        pytest.param("a.js.map", b"", True, id="empty"),
        pytest.param("a.css.map", b"{}", True, id="styles"),
        pytest.param("a.js.map.gz", b"\x1f\x8b", True, id="compressed"),
        pytest.param("a.map", b'{"version":3,"mappings":""}', True, id="without js"),
        pytest.param("a.map", b'{"version":3,"sections":[]}', True, id="indexed"),
        pytest.param("world.map", b'{"tiles":[]}', False, id="a game's"),
    ],
)
def test_maps_are_told_from_other_maps(path: str, data: bytes, expected: bool) -> None:
    """A level of a game is called a map as well."""
    assert published_sources.may_be_map(path)
    assert expected == published_sources.is_map(path, data)


@pytest.mark.parametrize("path", ["a.js", "map", "a.map.html"])
def test_other_files_are_no_maps(path: str) -> None:
    """Only what ends so is read at all."""
    assert not published_sources.may_be_map(path)


def test_typescript_is_told_from_declarations_and_video() -> None:
    """Turbopack publishes the worker's source under static/media; video has the ending too."""
    assert published_sources.may_be_source("static/media/crunch.worker.1a2b.ts")
    assert published_sources.may_be_source("a.tsx")
    assert not published_sources.may_be_source("a.d.ts")
    assert not published_sources.may_be_source("a.js")
    assert published_sources.is_text(b"export const a: number = 1;")
    assert not published_sources.is_text(b"G@\x00\x10\x00")


def test_a_list_of_traced_files_loses_what_is_gone() -> None:
    """A packager fails on a listed file that is not there."""
    data = b'{"version":1,"files":["../chunks/a.js","../chunks/a.js.map","page.js.map"]}'
    new = published_sources.untraced(
        "s/app/p.js.nft.json", data, {"s/chunks/a.js.map", "s/app/page.js.map"}
    )

    assert new == b'{"version":1,"files":["../chunks/a.js"]}'


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b'{"version":1,"files":["a.js"]}', id="names none"),
        pytest.param(b"<html>", id="no JSON"),
        pytest.param(b'{"files":{"a":1}}', id="no list"),
        pytest.param(b"[]", id="no object"),
    ],
)
def test_other_lists_stay(data: bytes) -> None:
    """What is not understood is not written again."""
    assert published_sources.untraced("a.nft.json", data, {"b.js.map"}) is None


def test_files_that_keep_their_comments_are_told_once() -> None:
    """Hundreds of equal findings would hide the others."""
    (found,) = published_sources.kept(["a.js", "b.js", "c.js", "d.js"], "so it is")

    assert found.sentence == (
        "a.js, b.js, c.js and 1 more keep their sourceMappingURL comments: so it is"
    )
    assert [] == published_sources.kept([], "so it is")

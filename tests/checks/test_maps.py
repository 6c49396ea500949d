"""Checks of maps: the broken, the empty and the old are told from the good."""

import json

import pytest

from buildtools.checks.map_age import SLACK_SECONDS, age
from buildtools.checks.maps import (
    CLOCK_SECONDS,
    Contents,
    Map,
    OnDisk,
    Part,
    Source,
    Times,
    compare,
    judge,
    parse,
    transformed,
)
from buildtools.checks.source_text import Difference
from buildtools.findings import Finding


def _map(**more: object) -> bytes:
    body = {"version": 3, "sources": ["a.ts"], "sourcesContent": ["A"], "mappings": "AAAA"}
    return json.dumps(body | more).encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "it is empty"),
        (b"  \n<!DOCTYPE html><title>404</title>", "it is an HTML page"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "Git LFS pointer"),
        (b"\x1f\x8b\x08\x00", "it is compressed"),
        (_map()[:-9], "it is cut off after"),
        (b"not json", "it is no source map"),
        (b'{"version":3,"mappings":1}', "it is no source map"),
        (_map(version=2), "its version is 2, not 3"),
        (_map(version=3.0), "it is no source map"),
        (b'{"version":3,"sources":[]}', "neither mappings nor sections"),
        (_map(mappings="AAAA,!AAA"), "cannot be read at character 5"),
        (_map(mappings="AAAA;AAAg;AAAA"), "cannot be read at character 9"),
        (_map(mappings="AAAg"), "cannot be read at character 4"),
        (b"[]", "it is no source map"),
    ],
)
def test_an_unparsable_map_is_told_by_what_it_is(data: bytes, words: str) -> None:
    """The first bytes say more than a parser's position."""
    found = parse("a.js.map", data)

    assert isinstance(found, Finding)
    assert ("map-unparsable", "error") == (found.code, found.severity)
    assert words in found.sentence
    assert repr(data[:24]) in found.sentence or data.startswith(b" ")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(_map(), id="flat"),
        pytest.param(b"\xef\xbb\xbf" + _map(), id="bom"),
        pytest.param(b")]}'\n" + _map(), id="guard"),
        pytest.param(_map(version="3"), id="version-as-text"),
        pytest.param(_map(names=["\ud800"]), id="lone-surrogate"),
        pytest.param(
            b'{"version":3,"sources":[],"sections":[{"offset":{"line":1,"column":0},"map":'
            + _map()
            + b"}]}",
            id="indexed",
        ),
    ],
)
def test_a_map_of_any_form_is_read(data: bytes) -> None:
    """All of these come out of real builds and servers."""
    line = 1 if b"sections" in data else 0
    parts = (Part("AAAA", line=line),)

    assert Map((Source("a.ts", "A"),), mapped=True, parts=parts) == parse("a.js.map", data)


def test_sections_are_laid_end_to_end() -> None:
    """Their sources count on, and each begins at its own place in the script."""
    section = '{"offset":{"line":%d,"column":%d},"map":' + _map().decode() + "}"
    parsed = parse(
        "m", f'{{"version":3,"sections":[{section % (0, 0)},{section % (2, 7)}]}}'.encode()
    )

    assert isinstance(parsed, Map)
    assert (Part("AAAA"), Part("AAAA", first=1, line=2, column=7)) == parsed.parts


@pytest.mark.parametrize(
    "data",
    [
        b'{"version":3,"sources":[],"sections":[]}',
        b'{"version":3,"sections":[{"url":"x"}]}',
        _map(mappings=";;;"),
        _map(mappings=""),
        _map(sources=[], sourcesContent=[]),
    ],
)
def test_a_map_that_maps_nothing_is_empty(data: bytes) -> None:
    """Turbopack's loaders have such maps; uploading them proves nothing."""
    parsed = parse("a.js.map", data)

    assert isinstance(parsed, Map)
    assert not parsed.mapped


def test_sources_get_their_root_and_their_text() -> None:
    """sourceRoot stands before each name; a short list of texts leaves the rest without."""
    parsed = parse("m", _map(sources=["a.ts", "b.ts", None], sourceRoot="../src/"))

    assert isinstance(parsed, Map)
    assert (Source("../src/a.ts", "A"), Source("../src/b.ts", None), Source("", None)) == (
        parsed.sources
    )


MAP = Map(
    (
        Source("src/same.ts", "one\r\n"),
        Source("src/changed.ts", "old"),
        Source("src/gone.ts", "x"),
        Source("src/bare.ts", None),
        Source("src/later.ts", None),
        Source("webpack/runtime/x", None),
        Source("node_modules/x/i.js", "shipped"),
        Source("src/App.vue", "compiled"),
    ),
    mapped=True,
)
DISK = {
    0: OnDisk("src/same.ts", "one\n", 5),
    1: OnDisk("src/changed.ts", "new", 5),
    3: OnDisk("src/bare.ts", "bare", 5),
    4: OnDisk("src/later.ts", "later", 500),
    6: OnDisk("node_modules/x/i.js", "linked", 5),
    7: OnDisk("src/App.vue", "template", 5),
}


TIMES = Times(script=10, map=10, started=None)


def test_texts_are_held_against_the_files() -> None:
    """Only own code can accuse a map; only a file older than the map can lend its text."""
    assert Contents(
        equal=("src/same.ts", "src/bare.ts"),
        different=(Difference("src/changed.ts", "other", 0, "old", "new"),),
        unsure=("src/gone.ts",),
        missing=("src/later.ts",),
        texts={3: "bare"},
    ) == compare(MAP, DISK, TIMES)


def test_nothing_is_put_into_a_map_that_is_no_file() -> None:
    """An embedded map cannot be written without the script."""
    contents = compare(MAP, DISK, TIMES, embeddable=False)

    assert ({}, ("src/bare.ts", "src/later.ts")) == (contents.texts, contents.missing)


def _differing(place: str) -> Difference:
    return Difference(place, "other", 0, "old", "new")


def test_maps_of_another_text_altogether_are_no_proof_of_age() -> None:
    """webpack's cheap maps hold what the loaders gave: every file differs, none is old."""
    differing = [Contents(different=(_differing(f"src/{number}.ts"),)) for number in range(10)]

    assert transformed(differing)
    assert not transformed(differing[:9])
    assert not transformed([*differing, Contents(equal=("src/x.ts",))])


def test_findings_name_the_files_and_count_the_rest() -> None:
    """Three names are enough to see which files they are."""
    contents = Contents(different=tuple(map(_differing, "abcd")), missing=("m",), texts={0: "A"})

    stale, missing, embedded = judge("x.map", contents, cheap=False, option="an option")
    cheap, *_ = judge("x.map", contents, cheap=True, option="an option")

    assert ("map-stale", "error") == (stale.code, stale.severity)
    assert "a, b, c and 1 more" in stale.sentence
    assert ("source-transformed", "warning") == (cheap.code, cheap.severity)
    assert ("source-content-missing", "warning", "an option") == (
        missing.code,
        missing.severity,
        missing.remedy,
    )
    assert ("source-content-embedded", "info") == (embedded.code, embedded.severity)
    assert [] == judge("x.map", Contents(equal=("a",)), cheap=False, option="")


START = 1000.0
OLD, NEW = START - CLOCK_SECONDS - 1, START + 1
FRESH, VENDOR, UNSURE = Contents(equal=("a",)), Contents(), Contents(unsure=("a",))


@pytest.mark.parametrize(
    ("script", "map_", "started", "contents", "built", "words"),
    [
        pytest.param(0, 0, None, UNSURE, False, None, id="no command"),
        pytest.param(SLACK_SECONDS, 0, None, UNSURE, False, None, id="within the slack"),
        pytest.param(
            SLACK_SECONDS + 1,
            0,
            None,
            FRESH,
            False,
            "older than its script",
            id="older than its script",
        ),
        pytest.param(NEW, NEW, START, UNSURE, True, None, id="written by the build"),
        pytest.param(NEW, START - CLOCK_SECONDS, START, UNSURE, True, None, id="slow clock"),
        pytest.param(NEW, OLD, START, FRESH, True, "its script was", id="only the script is new"),
        pytest.param(OLD, OLD, START, FRESH, False, None, id="unchanged text"),
        pytest.param(OLD, OLD, START, UNSURE, True, "did not write it", id="source is gone"),
        pytest.param(OLD, OLD, START, VENDOR, True, None, id="unchanged vendor chunk"),
        pytest.param(OLD, OLD, START, VENDOR, False, "did not write it", id="nothing was written"),
    ],
)
def test_age(
    script: float,
    map_: float,
    started: float | None,
    contents: Contents,
    built: bool,
    words: str | None,
) -> None:
    """Old maps resolve to wrong lines; maps that a build had no need to write again do not."""
    found = age("m", Times(script, map_, started), contents, built=built)

    assert (words is None) == (found is None)
    assert found is None or words in found.sentence  # type: ignore[operator]

"""What is said of a map that Sentry's resolver cannot read, and where the fault is."""

import json
from typing import Any

import pytest

from buildtools.checks import maps, readable
from buildtools.sourcemaps.maps import resolve


def _map(**more: Any) -> bytes:
    body = {"version": 3, "sources": ["a.ts"], "names": ["a"], "mappings": "AAAA"}
    return json.dumps(body | more).encode()


@pytest.mark.parametrize(
    ("mappings", "said"),
    [
        ("AAAA;CCAA", "source 1 of 1 in segment 1 of line 2 (character 5 of the mappings)"),
        ("ADAA", "source -1 of 1 in segment 1 of line 1"),
        ("AAAAA,CAAAC", "name 1 of 1 in segment 2 of line 1 (character 6"),
        ("AAAA;;AAAAAA", "wrong in segment 1 of line 3 (character 6"),
        ("AAAA,gggggggggggggggB", "wrong in segment 2 of line 1 (character 5"),
        ("AAAA,AAAg", "which cannot be decoded in segment 2 of line 1"),
    ],
)
def test_the_first_wrong_segment_is_named(mappings: str, said: str) -> None:
    """symbolic says what is wrong and not where; a map has a hundred thousand segments."""
    map_ = _map(mappings=mappings)
    why = resolve.refusal(map_)
    found = readable.refused("out/a.js.map", "out/a.js", why or "", map_)

    assert why
    assert ("map-unparsable", "error") == (found.code, found.severity)
    assert f"{resolve.called()}: {why}, {said}" in found.sentence
    assert "build.ignore: [a.js]" in found.remedy


@pytest.mark.parametrize(
    "map_",
    [
        _map(sourceRoot=3),
        _map().replace(b'"names"', b'"sources"'),
        b"[]",
        b'{"sections":[{"map":{"mappings":"AAAA"},"offset":{"line":"x"}}]}',
    ],
)
def test_without_a_wrong_segment_the_resolver_speaks_alone(map_: bytes) -> None:
    """Of JSON it tells the place itself."""
    found = readable.refused("a.js.map", "a.js", "bad json at line 1 column 4", map_)

    said = "bad json at line 1 column 4"
    assert f"cannot be read by {resolve.called()}: {said}" == found.sentence


def test_sections_are_looked_through() -> None:
    """The first fault of any."""
    flat = json.loads(_map())
    wrong = flat | {"mappings": ";ACAA"}
    offset = {"line": 0, "column": 0}
    sections = [{"offset": offset, "map": flat}, {"offset": offset, "map": wrong}]
    map_ = json.dumps({"version": 3, "sections": sections}).encode()
    found = readable.refused("a.js.map", "a.js", resolve.refusal(map_) or "", map_)

    assert "source 1 of 1 in segment 1 of line 2" in found.sentence


@pytest.mark.parametrize(
    ("mappings", "refused"),
    [
        ("AAAA,DAAA", True),
        ("DAAA", True),
        ("EAAA,DAAA", False),
        ("AAAA;;DAAA", True),
        ("AAAA", False),
    ],
)
def test_a_segment_before_its_line_is_refused(mappings: str, *, refused: bool) -> None:
    """symbolic reads it as column 4,294,967,295, without a word."""
    parsed = maps.parse("a.js.map", _map(mappings=mappings))
    assert isinstance(parsed, maps.Map)
    found = readable.before_the_line("a.js.map", "out/a.js", parsed)

    assert refused == (found is not None)
    assert found is None or "stands before the line" in found.sentence

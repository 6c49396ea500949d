"""Spans of a map's text: keys, sections, IDs."""

import json

import pytest

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps import json_spans
from buildtools.sourcemaps.maps.map_text import open_map
from buildtools.sourcemaps.maps.mappings import Move
from buildtools.splices import apply


def _section(line: int, column: int, mappings: str) -> dict[str, object]:
    return {"offset": {"line": line, "column": column}, "map": {"mappings": mappings}}


def _moved(sections: list[dict[str, object]], move: Move) -> list[dict[str, object]]:
    text = json.dumps({"version": 3, "sources": [], "sections": sections}).encode()
    result: list[dict[str, object]] = json.loads(apply(text, open_map(text).moved(move)))[
        "sections"
    ]
    return result


@pytest.mark.parametrize(
    ("before", "move", "after"),
    [
        pytest.param(
            [(0, 0, "AAAA"), (9, 5, "AAAA")],
            Move(0, 0, 1, 0),
            [(1, 0, "AAAA"), (10, 5, "AAAA")],
            id="line on top",
        ),
        pytest.param(
            [(0, 0, "AAAA;AAAA"), (3, 0, "AAAA")],
            Move(1, 0, 1, 0),
            [(0, 0, "AAAA;;AAAA"), (4, 0, "AAAA")],
            id="line within a section",
        ),
        pytest.param(
            [(0, 0, "AAAA,KAAA"), (0, 9, "AAAA"), (1, 2, "AAAA")],
            Move(0, 5, 0, 10),
            [(0, 0, "AAAA,eAAA"), (0, 19, "AAAA"), (1, 2, "AAAA")],
            id="columns on one line",
        ),
        pytest.param(
            [(0, 4, "AAAA,CAAA")], Move(0, 5, 0, 10), [(0, 4, "AAAA,WAAA")], id="column offset"
        ),
        pytest.param([], Move(0, 0, 1, 0), [], id="no sections"),
    ],
)
def test_sections_follow_a_move(
    before: list[tuple[int, int, str]], move: Move, after: list[tuple[int, int, str]]
) -> None:
    """Another tool forgot the offsets, and every frame of such a build was wrong."""
    expected = [_section(*each) for each in after]

    assert expected == _moved([_section(*each) for each in before], move)


def test_a_key_of_another_tool_never_passes_for_the_map() -> None:
    """Metro keeps mappings of its own within the map, before and behind the real ones."""
    text = b'{"x":{"mappings":"A"},"mappings":"AAAA","y":[{"mappings":"C"}],"debugId":"\\""}'

    assert b'"AAAA"' == text[slice(*open_map(text).parts[0].mappings[1:])]


@pytest.mark.parametrize(
    "text",
    [
        b'{"names":["mappings"],"mappings":"AAAA"}',
        b'{"file":"\\"mappings","mappings":"AAAA"}',
        b'{"file\\"mappings":1,"mappings":"AAAA"}',
        b'{"mapp\\u0069ngs":"CCCC","mappings":"AAAA"}',
        b'{"mappings":"CCCC","mappings":"AAAA"}',
        b'{"mappings"' + b" " * 99 + b":" + b"\n" * 99 + b'"AAAA"}',
    ],
    ids=["value", "end of a value", "end of a key", "escaped", "repeated", "far apart"],
)
def test_the_key_is_found_among_its_likes(text: bytes) -> None:
    """A bare search would splice into a source or a name."""
    assert b'"AAAA"' == text[slice(*open_map(text).parts[0].mappings[1:])]


def test_spans_of_nested_values() -> None:
    """What is passed over may be anything."""
    text = b'{"a":[[{"b":"]}"}],1],"c" : -1.5e3 ,"d":null,"e":{},"f":["x\\"]"]}'
    found = json_spans.members(text, 0)

    assert json.loads(text) == {key: json.loads(text[m.start : m.end]) for key, m in found.items()}
    assert [6, 19] == json_spans.items(text, 5)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b'{"a"}',
        b'{"a":}',
        b'{"a":1,}',
        b'{"a":1 "b":2}',
        b'{"a":[[1}',
        b"{a:1}",
        b'{"a":"',
    ],
)
def test_a_text_that_is_no_object_is_told(text: bytes) -> None:
    """With the byte at which it ceases to be one."""
    with pytest.raises(SourceMapError):
        json_spans.members(text, 0)


@pytest.mark.parametrize(
    "text",
    [
        b'{"mappings":"AAAA","mappings":"CAAA"}',
        b'{"mappings":"AAAA","x":[1,2],"mappings":"CAAA","y":{}}',
        b'{"x":1,"x":1234567,"mappings":"CAAA"}',
        b' { "x" : {"mappings":"AAAA"} , "mappings" : "CAAA" } ',
        b'{"sourcesContent":["\\"mappings\\":\\"AAAA\\""],"mappings":"CAAA"}',
    ],
    ids=["repeated", "repeated-apart", "longer", "blanks", "in-a-text"],
)
def test_the_mappings_are_those_that_json_gives(text: bytes) -> None:
    """The way by lengths must end where a parser ends, or leave it to the scanner."""
    (part,) = open_map(text).parts

    assert b'"CAAA"' == text[part.mappings.start : part.mappings.end]


def test_a_key_written_with_escapes_is_refused() -> None:
    """No bundler writes it, and a splice beside it would leave two spellings of one key."""
    with pytest.raises(SourceMapError, match="no text called mappings"):
        open_map(b'{"mapp\\u0069ngs":"CAAA"}')


# Keys beside the mappings that follow lines


def _flat(**more: object) -> bytes:
    return json.dumps({"version": 3, "mappings": "AAAA;;AAAA,CAAA"} | more).encode()


def _with_moved(text: bytes, move: Move) -> dict[str, object]:
    made: dict[str, object] = json.loads(apply(text, open_map(text).moved(move)))
    return made


@pytest.mark.parametrize(
    ("ranges", "move", "after"),
    [
        ("B;;D", Move(0, 0, 1, 0), ";B;;D"),
        ("B;;D", Move(1, 0, 2, 0), "B;;;;D"),
        ("B;;D", Move(1, 7, 0, 4), "B;;D"),
        ("B", Move(2, 0, 1, 0), "B"),
        ("B", Move(2, 5, 1, 0), "B"),
        (";;D", Move(0, 3, 1, 0), ";;;D"),
        ("B;;D", Move(9, 0, 1, 0), "B;;D"),
    ],
)
def test_ranges_follow_whole_lines(ranges: str, move: Move, after: str) -> None:
    """symbolic reads them: with lines left behind, 98 of 335 columns resolved elsewhere."""
    assert after == _with_moved(_flat(rangeMappings=ranges), move)["rangeMappings"]


def test_a_line_with_ranges_is_not_cut() -> None:
    """What is put into a range would be taken for what the range maps."""
    with pytest.raises(SourceMapError, match="range"):
        open_map(_flat(rangeMappings="B")).moved(Move(0, 3, 0, 10))


def test_ranges_of_a_section_follow_too() -> None:
    section = {
        "offset": {"line": 4, "column": 0},
        "map": {"mappings": "AAAA;AAAA", "rangeMappings": "B;B"},
    }
    moved = _moved([section], Move(5, 0, 1, 0))

    assert {"mappings": "AAAA;;AAAA", "rangeMappings": "B;;B"} == moved[0]["map"]


@pytest.mark.parametrize(
    "text",
    [
        b'{"version":3,"scopes":"BA" , "mappings":"AAAA"}',
        b'{"version":3,"mappings":"AAAA", "scopes":"BA"}',
        b'{"version":3,"mappings":"AAAA","generatedRanges":";;", "x":1}',
    ],
)
def test_scopes_are_taken_out_when_lines_move(text: bytes) -> None:
    """Their form is not final; what stays says nothing wrong."""
    opened = open_map(text)

    assert opened.has_unmoved
    assert {"version": 3, "mappings": ";AAAA"} == {
        key: value for key, value in _with_moved(text, Move(0, 0, 1, 0)).items() if key != "x"
    }


def test_without_a_move_they_stay() -> None:
    """A script that has its snippet already keeps all its map says."""
    assert not open_map(_flat()).has_unmoved

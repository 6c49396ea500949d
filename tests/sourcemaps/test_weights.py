"""Every byte of a script has one owner, and it is the one that a resolver would name."""

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps.mappings import encode
from buildtools.sourcemaps.maps.piecewise import Pieces
from buildtools.sourcemaps.maps.weights import NOBODY, Owned, offsets, owned
from buildtools.sourcemaps.scripts import comments
from buildtools.sourcemaps.scripts.inline_map import embedded_map
from buildtools.sourcemaps.scripts.prologue import LINE_END, line_start
from tests.counting import calls

FIXTURES = Path(__file__).parent.parent / "fixtures"
LARGEST = 400_000


def _map(mappings: str, *sources: str | None, **more: Any) -> bytes:
    return json.dumps({"version": 3, "sources": sources, "mappings": mappings, **more}).encode()


def _written(rows: Sequence[Sequence[tuple[int, ...]]]) -> str:
    """Write rows of (column,) and (column, source); each source line is one of its own."""
    lines, source, source_line, number = [], 0, 0, 0
    for row in rows:
        column, texts = 0, []
        for segment in row:
            text = encode(segment[0] - column)
            column = segment[0]
            if len(segment) > 1:
                number += 1
                text += encode(segment[1] - source) + encode(number - source_line) + encode(0)
                source, source_line = segment[1], number
            texts.append(text.decode())
        lines.append(",".join(texts))
    return ";".join(lines)


def _texts(script: bytes, found: Owned) -> dict[int, bytes]:
    texts: dict[int, bytes] = {}
    for start, end, owner in found.runs():
        texts[owner] = texts.get(owner, b"") + script[start:end]
    return texts


LETTERS = st.text(st.sampled_from("ab é€😀\u2028\r\n\ufeff;"), max_size=60)
SEGMENTS = st.lists(st.tuples(st.integers(0, 30), st.integers(-1, 2)), max_size=8)
MAPS = st.lists(SEGMENTS, max_size=6)


@given(LETTERS, MAPS)
def test_the_sum_of_owners_is_the_size(text: str, rows: list[list[tuple[int, int]]]) -> None:
    """Whatever a script and its map hold: no byte is lost, and none is counted twice."""
    script = text.encode()
    written = [[each if each[1] >= 0 else each[:1] for each in row] for row in rows]
    found = owned(script, _map(_written(written), "a.ts", "b.ts", None))

    assert len(script) == sum(found.sizes().values())
    assert script == found.without(script, frozenset())
    assert len(script) == sum(len(each) for each in _texts(script, found).values())


@given(LETTERS, MAPS)
def test_owners_are_those_that_a_resolver_names(
    text: str, rows: list[list[tuple[int, int]]]
) -> None:
    """Of each letter on a line; where the resolver says nothing, nobody owns it."""
    script = text.encode()
    written = [[each if each[1] >= 0 else each[:1] for each in sorted(row)] for row in rows]
    map_ = _map(_written(written), "a.ts", "b.ts", "c.ts")
    found, resolver = owned(script, map_), Pieces(map_, sort=True)
    by_byte = [owner for start, end, owner in found.runs() for _ in range(start, end)]
    start = line_start(script, 0)
    ends = [(end.start(), end.end()) for end in LINE_END.finditer(script, start)]
    for line, (end, behind) in enumerate([*ends, (len(script), len(script))]):
        column, at = 0, start
        for letter in script[start:end].decode():
            original = resolver.lookup(line, column)
            expected = original.source if original else None
            named = found.sources[by_byte[at]] if by_byte[at] >= 0 else None
            assert expected == named, (line, column)
            column, at = column + 1 + (letter > "\uffff"), at + len(letter.encode())
        start = behind


@given(st.text(st.sampled_from("aé€😀"), max_size=12), st.lists(st.integers(0, 30), max_size=8))
def test_columns_become_bytes(text: str, columns: list[int]) -> None:
    """Counted letter by letter; a column within a letter is taken for the one behind it."""
    bytes_before = [0]
    for letter in text:
        bytes_before += [bytes_before[-1] + len(letter.encode())] * (1 + (letter > "\uffff"))
    columns.sort()

    expected = [bytes_before[min(column, len(bytes_before) - 1)] for column in columns]

    assert expected == offsets(text.encode(), columns)


def test_bytes_that_are_no_text_keep_their_number() -> None:
    """A file in Latin-1 is still as large as it is."""
    script = "é=1;b()".encode("latin-1")
    found = owned(script, _map(_written([[(0, 0), (4, 1)]]), "a", "b"))

    assert {0: 4, 1: 3} == found.sizes()


CASES: dict[str, tuple[bytes, Sequence[Sequence[tuple[int, ...]]], dict[int, bytes]]] = {
    "a byte order mark": (b"\xef\xbb\xbfab", [[(0, 0)]], {0: b"ab", NOBODY: b"\xef\xbb\xbf"}),
    "before the first segment": (b"abc", [[(1, 0)]], {NOBODY: b"a", 0: b"bc"}),
    "behind a segment without a source": (b"abc", [[(0, 0), (1,)]], {0: b"a", NOBODY: b"bc"}),
    "ends of lines": (b"a\r\nb\n", [[(0, 0)], [(0, 1)]], {0: b"a", NOBODY: b"\r\n\n", 1: b"b"}),
    "U+2028": (
        "a\u2028b".encode(),
        [[(0, 0)], [(0, 1)]],
        {0: b"a", 1: b"b", NOBODY: b"\xe2\x80\xa8"},
    ),
    "a line without segments": (b"a\nb", [[(0, 0)]], {0: b"a", NOBODY: b"\nb"}),
    "a letter in two columns": ("😀b".encode(), [[(0, 0), (1, 1)]], {0: "😀".encode(), 1: b"b"}),
    "segments that go back": (b"abcd", [[(2, 0), (0, 1)]], {1: b"ab", 0: b"cd"}),
    "two at one place": (b"ab", [[(0, 0), (0, 1)]], {1: b"ab"}),
    "columns behind the end": (b"ab", [[(0, 0), (9, 1)]], {0: b"ab"}),
    "nothing": (b"", [[(0, 0)]], {}),
}


@pytest.mark.parametrize("name", CASES)
def test_whose_they_are(name: str) -> None:
    """The traps, one by one."""
    script, rows, expected = CASES[name]
    found = owned(script, _map(_written(rows), "a", "b"))

    assert expected == _texts(script, found)


def test_sections_are_walked() -> None:
    """Each counts from where it begins, with sources of its own; inside of a section too."""
    inner = json.loads(_map(_written([[(0, 0)]]), "deep.ts"))
    outer = {
        "version": 3,
        "sections": [
            {
                "offset": {"line": 0, "column": 0},
                "map": json.loads(_map(_written([[(0, 0)], [(0, 1)]]), "a.ts", "b.ts")),
            },
            {
                "offset": {"line": 1, "column": 2},
                "map": {
                    "version": 3,
                    "sections": [{"offset": {"line": 0, "column": 1}, "map": inner}],
                },
            },
        ],
    }
    script = b"aaa\nbbbddd"
    found = owned(script, json.dumps(outer).encode())

    named = {found.sources[key]: text for key, text in _texts(script, found).items() if key >= 0}
    assert {"a.ts": b"aaa", "b.ts": b"bbb", "deep.ts": b"ddd"} == named


def test_a_root_and_a_guard_line_are_read() -> None:
    """As all of the project reads maps."""
    map_ = b")]}'\n" + _map(_written([[(0, 0)]]), "a.ts", sourceRoot="src")

    assert ("src/a.ts",) == owned(b"a", map_).sources


@pytest.mark.parametrize(
    "map_", [b"no map", _map("AEAA", "a.ts"), _map("A!", "a.ts")], ids=["text", "source", "digit"]
)
def test_a_map_that_lies_is_refused(map_: bytes) -> None:
    """A figure made of it would be believed."""
    with pytest.raises(SourceMapError):
        owned(b"ab", map_)


def test_what_nobody_owns_can_be_given() -> None:
    """The pipeline's own text is known by its place; what is somebody's stays theirs."""
    script = b"snippet;code"
    found = owned(script, _map(_written([[(8, 0)]]), "a.ts")).given([(0, 8), (7, 10)], -9)

    assert {-9: b"snippet;", 0: b"code"} == _texts(script, found)
    assert {NOBODY: b"xx", -9: b"yy"} == _texts(
        b"xyyx", owned(b"xyyx", _map("", "a.ts")).given([(1, 3)], -9)
    )


def _pairs() -> list[tuple[Path, Path | None]]:
    """Return scripts of real bundlers with their maps; None where that is in the script."""
    found: list[tuple[Path, Path | None]] = []
    for script in sorted(FIXTURES.glob("**/*.js")):
        beside = script.with_name(f"{script.name}.map")
        if script.stat().st_size > LARGEST:
            continue
        reference = comments.read_reference(script.read_bytes()) or ""
        if beside.is_file() or reference.startswith("data:"):
            found.append((script, beside if beside.is_file() else None))
    return found


def test_scripts_of_real_bundlers_add_up() -> None:
    """Flat, in sections, inline; what no reader of ours takes is refused, and never miscounted."""
    weighed = 0
    for script, beside in _pairs():
        code = script.read_bytes()
        try:
            inside = None if beside else embedded_map(code, comments.read(code)).text
            found = owned(code, beside.read_bytes() if beside else inside or b"")
        except SourceMapError:
            continue
        weighed += 1
        assert len(code) == sum(found.sizes().values())

    assert weighed > 50


def test_an_inline_map_is_read() -> None:
    """The comment that holds it is nobody's."""
    map_ = base64.b64encode(_map(_written([[(0, 0)]]), "a.ts")).decode()
    script = f"a()\n//# sourceMappingURL=data:application/json;base64,{map_}".encode()
    found = owned(script, embedded_map(script, comments.read(script)).text)

    assert {0: 3, NOBODY: len(script) - 3} == found.sizes()


def test_a_segment_costs_a_look_up() -> None:
    """A bundle has a hundred thousand: each text of one is decoded once, and runs are few."""
    turns = [[(column * 2, column % 2) for column in range(20_000)]]
    turning, still = (_map(_written(rows), "a", "b") for rows in (turns, [[(0, 0)], *turns]))
    of_one = _map(_written([[(column * 2, 0) for column in range(20_000)]]), "a")
    script = b"ab" * 20_000

    assert calls(lambda: owned(script, turning)) < 12 * 20_000
    assert calls(lambda: owned(script, of_one)) < 2 * 20_000
    assert calls(lambda: owned(script, still)) < 6 * 20_000

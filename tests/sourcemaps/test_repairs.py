"""Repairs: several in their order, undone in one, and moved positions."""

import base64
import json
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.errors import SourceMapError
from buildtools.results import Repair
from buildtools.sourcemaps.injection.inject import plan
from buildtools.sourcemaps.injection.repairs import embedded_with_undo, repaired, with_undo
from buildtools.sourcemaps.maps import resolve
from buildtools.sourcemaps.scripts import comments
from buildtools.sourcemaps.scripts.inline_map import embedded_map
from buildtools.splices import apply, unpacked
from buildtools.values import Chain, Digest, Shift

REPAIR = Repair("out/a.js.map", "out/a.js", Digest(""))
SOURCE = "let a: number = 1;\n\nlet b: number = 2;\n"
GENERATED = "var a = 1;\nvar b = 2;\n"
FILES = {
    "out/a.js": b"/* banner */\nvar a = 1;\nvar b = 2;\n",
    "lib/a.js": GENERATED.encode(),
    "lib/a.js.map": json.dumps(
        {
            "version": 3,
            "sources": ["../src/a.ts"],
            "sourcesContent": [SOURCE],
            "names": [],
            "mappings": "AAAA,QAAQ;AAER",
        }
    ).encode(),
}
CHAINED = (Chain(0, "lib/a.js", "lib/a.js.map"),)


def _map(mappings: str = "AAAA;AACA", **more: Any) -> bytes:
    body = {"version": 3, "sources": ["../lib/a.js"], "names": [], "mappings": mappings}
    return json.dumps(body | more).encode()


def _with(**more: Any) -> Repair:
    return msgspec.structs.replace(REPAIR, **more)


def _line(map_: bytes, line: int, column: int = 0) -> tuple[str | None, int, int] | None:
    found = resolve.Resolver(b"", map_).lookup(line, column)
    return (found.source, found.line, found.column) if found else None


def test_all_repairs_in_their_order() -> None:
    """What cannot be read cannot be moved, and what is not moved cannot be composed by columns."""
    map_ = b"\xef\xbb\xbf" + _map(version="3")
    repair = _with(lossless=True, shifts=(Shift(0, 0, 1, 0),), chained=CHAINED)
    made, undo = with_undo(map_, repair, FILES.get)

    assert ("../src/a.ts", 0, 0) == _line(made, 1)
    # the texts are alike only where the shift is made: then the finer entry comes along
    assert ("../src/a.ts", 0, 8) == _line(made, 1, 9)
    assert ("../src/a.ts", 2, 0) == _line(made, 2)
    assert map_ == unpacked(made, undo)
    assert made == repaired(map_, repair, FILES.get)


def test_nothing_to_do_needs_no_undo() -> None:
    """The ledger says nothing of what was not done."""
    assert (_map(), b"") == with_undo(_map(), REPAIR, FILES.get)


@given(
    st.tuples(st.integers(0, 3), st.integers(0, 8)),
    st.tuples(st.integers(0, 2), st.integers(0, 9)),
)
def test_a_shift_is_a_move(place: tuple[int, int], text: tuple[int, int]) -> None:
    """The same splices as for injection's own text; undone to the byte."""
    map_ = _map("AAAA,IAAI;AACA,EAAE,EAAE;;AACA")
    made, undo = with_undo(map_, _with(shifts=(Shift(*place, *text),)), FILES.get)

    assert map_ == unpacked(made, undo)
    for token in resolve.Tokens(map_):
        line, column = token.dst_line, token.dst_column
        if (line, column) >= place:
            if line == place[0]:
                column += text[1] - (place[1] if text[0] else 0)
            line += text[0]
        found = (token.source, token.src_line, token.src_column)
        assert found == _line(made, line, column)


def test_a_shift_may_go_back() -> None:
    """A step that cuts a banner off leaves a map that counts it."""
    lines = repaired(_map(";;AAAA,IAAI"), _with(shifts=(Shift(0, 0, -2, 0),)), FILES.get)
    columns = repaired(_map("IAAA,IAAI;AACA"), _with(shifts=(Shift(0, 0, 0, -4),)), FILES.get)

    assert "AAAA,IAAI" == json.loads(lines)["mappings"]
    assert "AAAA,IAAI;AACA" == json.loads(columns)["mappings"]


@pytest.mark.parametrize(
    ("mappings", "shift"),
    [
        ("AAAA;AACA", Shift(0, 0, -1, 0)),
        (";;AAAA", Shift(0, 4, -1, 0)),
        ("CAAA", Shift(0, 0, 0, -4)),
    ],
    ids=["a line with positions", "a part of a line", "columns with positions"],
)
def test_but_not_over_positions(mappings: str, shift: Shift) -> None:
    """What was mapped there would be lost, or stand before the line."""
    with pytest.raises(SourceMapError):
        repaired(_map(mappings), _with(shifts=(shift,)), FILES.get)


def test_a_section_does_not_go_before_the_script() -> None:
    section = {"offset": {"line": 0, "column": 2}, "map": json.loads(_map())}
    map_ = json.dumps({"version": 3, "sections": [section]}).encode()
    with pytest.raises(SourceMapError):
        repaired(map_, _with(shifts=(Shift(0, 0, 0, -4),)), FILES.get)


@pytest.mark.parametrize("spelled", ["base64", "percent"])
def test_an_embedded_map_is_repaired_in_its_script(spelled: str) -> None:
    """The rest of the script stays; so does the spelling."""
    url = (
        "data:application/json;base64," + base64.b64encode(_map()).decode()
        if spelled == "base64"
        else "data:application/json," + quote(_map())
    )
    script = f"{GENERATED}//# sourceMappingURL={url}\n".encode()
    files = FILES | {"out/a.js": script}
    repair = _with(file="out/a.js", chained=CHAINED)
    made, undo = embedded_with_undo(script, repair, files.get)

    assert script == unpacked(made, undo)
    assert made.startswith(f"{GENERATED}//# sourceMappingURL={url[:24]}".encode())
    text = embedded_map(made, comments.read(made)).text
    assert repaired(_map(), repair, files.get) == text


@pytest.mark.parametrize("opening", ["", "'use strict';"], ids=["own line", "in the line"])
def test_a_script_that_was_injected_alone_counts_as_before(opening: str) -> None:
    """A run that was killed in between is done again, with the same bytes in the end."""
    script = f"{opening}var a = 1;\nvar b = 2;\n".encode()
    map_ = _map(f"{'a' if opening else 'A'}AAA;AACA")
    repair = _with(chained=CHAINED)
    whole = repaired(map_, repair, (FILES | {"out/a.js": script}).get)
    injected = apply(script, plan(script, whole).script)
    half = repaired(map_, repair, (FILES | {"out/a.js": injected}).get)

    assert ("../src/a.ts", 0, 8) == _line(whole, 0, 9 + len(opening))
    assert whole == half


def test_without_the_script_only_columns_are_coarser() -> None:
    """Which part of a line is as the generated file has it cannot be told then."""
    files = {path: data for path, data in FILES.items() if path != "out/a.js"}
    made = repaired(_map(), _with(chained=CHAINED), files.get)

    assert [("../src/a.ts", 0, 0), ("../src/a.ts", 0, 0), ("../src/a.ts", 2, 0)] == [
        _line(made, 0),
        _line(made, 0, 9),
        _line(made, 1),
    ]

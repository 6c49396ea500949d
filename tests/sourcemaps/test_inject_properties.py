"""For any script and any map: what resolved before injection resolves to the same after it."""

import json
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from buildtools.sourcemaps.injection.inject import plan
from buildtools.sourcemaps.maps.map_text import open_map
from buildtools.sourcemaps.maps.mappings import encode, insertion, position
from buildtools.sourcemaps.scripts.prologue import prologue_end
from buildtools.splices import Splice, apply, undo
from tests.symbolic_judge import view_of

Token = tuple[int, int, int, int]
"""Generated line and column, original line and column."""

PROLOGUES = (
    "",
    '"use strict";',
    '"use strict"\n',
    "#!node\n",
    "/* ä\U0001f600 */ ",
    "// c\r\n'use client' ;\r\n ",
    "\ufeff",
    "\ufeff\"a\";'b'\u2028",
)
SOURCES = ["a.ts", "b.ts"]


def _flat(tokens: Sequence[Token]) -> dict[str, object]:
    """Write a map by the book: columns anew on each line, all else relative throughout."""
    lines: list[list[bytes]] = [[]]
    column = source = line = original = 0
    for token in sorted(set(tokens)):
        while len(lines) <= token[0]:
            lines.append([])
            column = 0
        new_source = token[3] % len(SOURCES)
        deltas = (token[1] - column, new_source - source, token[2] - line, token[3] - original)
        lines[-1].append(b"".join(map(encode, deltas)))
        column, source, line, original = token[1], new_source, token[2], token[3]
    mappings = b";".join(b",".join(each) for each in lines).decode()
    return {"version": 3, "sources": SOURCES, "names": [], "mappings": mappings}


def _indexed(tokens: Sequence[Token], cuts: Sequence[tuple[int, int]]) -> dict[str, object]:
    """Cut the tokens into sections, each counted from its own offset."""
    starts = sorted({(0, 0), *cuts})
    sections = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else (1 << 30, 0)
        local = [
            (line - start[0], column - (start[1] if line == start[0] else 0), *original)
            for line, column, *original in tokens
            if start <= (line, column) < end
        ]
        offset = {"line": start[0], "column": start[1]}
        sections.append({"offset": offset, "map": _flat(local)})  # type: ignore[arg-type]
    return {"version": 3, "sections": sections}


@st.composite
def pairs(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A script of random lines, and a map of random places in it."""
    code = [draw(st.text("abä\U0001f600;", max_size=12)) for _ in range(draw(st.integers(1, 4)))]
    end = draw(st.sampled_from(["", "\n", "\n//# sourceMappingURL=x.map\n"]))
    script = (draw(st.sampled_from(PROLOGUES)) + "x;" + "\n".join(code) + end).encode()
    number = st.integers(0, 40)
    tokens = draw(st.lists(st.tuples(st.integers(0, 6), number, number, number), max_size=12))
    line, column = position(script, prologue_end(script))
    near = st.tuples(st.just(line), st.integers(max(0, column - 1), column + 1), number, number)
    tokens += draw(st.lists(near, max_size=2))  # where a mistake by one would show
    unique = list({token[:2]: token for token in tokens}.values())
    if draw(st.booleans()):
        return script, json.dumps(_flat(unique)).encode()
    cuts = draw(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 20)), max_size=3))
    return script, json.dumps(_indexed(unique, cuts)).encode()


def _resolved(map_: bytes) -> dict[tuple[int, int], tuple[str | None, int, int]]:
    view = view_of(map_)
    return {(t.dst_line, t.dst_col): (t.src, t.src_line, t.src_col) for t in view}


def _insertion(script: bytes, splices: Sequence[Splice]) -> tuple[int, bytes]:
    snippet = next(each for each in splices if b"!function" in each.new)
    return snippet.at, snippet.new


@settings(max_examples=300, deadline=None)
@given(pairs())
def test_every_position_resolves_to_the_same_original(pair: tuple[bytes, bytes]) -> None:
    """The one promise: a stack trace is as good after injection as it was before."""
    script, map_ = pair
    planned = plan(script, map_)
    move = insertion(script, *_insertion(script, planned.script))
    before = _resolved(map_)
    after = view_of(apply(map_, planned.map))

    assert len(before) == len(after)
    for (line, column), original in before.items():
        place = (line, column)
        if line == move.line and column >= move.column:
            place = (line + move.lines, move.column_of(column))
        elif line > move.line:
            place = (line + move.lines, column)
        found = after.lookup(*place)

        assert found is not None
        assert original == (found.src, found.src_line, found.src_col)


@settings(max_examples=200, deadline=None)
@given(pairs())
def test_injecting_twice_is_injecting_once(pair: tuple[bytes, bytes]) -> None:
    """A step that is run again, by a person or by CI, changes nothing."""
    script, map_ = pair
    planned = plan(script, map_)
    again = plan(apply(script, planned.script), apply(map_, planned.map))

    assert (planned.debug_id, "kept", (), ()) == (
        again.debug_id,
        again.state,
        again.script,
        again.map,
    )


@settings(max_examples=200, deadline=None)
@given(pairs())
def test_undo_is_identity(pair: tuple[bytes, bytes]) -> None:
    """The built files can be given back, byte for byte."""
    script, map_ = pair
    planned = plan(script, map_)

    assert script == undo(apply(script, planned.script), planned.script)
    assert map_ == undo(apply(map_, planned.map), planned.map)


@settings(max_examples=100, deadline=None)
@given(pairs())
def test_the_map_stays_what_it_was_but_for_ids_and_places(pair: tuple[bytes, bytes]) -> None:
    """Other keys, and the number of segments, are never touched."""
    _, map_ = pair
    planned = plan(*pair)
    before, after = json.loads(map_), json.loads(apply(map_, planned.map))
    opened = open_map(apply(map_, planned.map))

    assert {planned.debug_id} == opened.debug_ids()
    assert len([*open_map(map_).positions()]) == len([*opened.positions()])
    assert {**before, "mappings": 0, "sections": 0} == {
        **{key: value for key, value in after.items() if key not in ("debugId", "debug_id")},
        "mappings": 0,
        "sections": 0,
    }

"""Proof on disk: what it counts, and that it can fail."""

import json
from pathlib import Path

import pytest

from buildtools.checks.debug_ids import carried_ids, unequal_ids
from buildtools.checks.injected_pairs import Side, compare
from buildtools.checks.sampling import spread
from buildtools.errors import SourceMapError
from buildtools.sourcemaps.injection.inject import plan
from buildtools.sourcemaps.maps.mappings import decode, encode
from buildtools.splices import apply
from buildtools.values import DebugId

MADE = Path(__file__).resolve().parents[1] / "stories/shop/made/web"


@pytest.fixture
def before() -> Side:
    name = "chunk-R6QZX3VN.js"
    return Side((MADE / name).read_bytes(), (MADE / f"{name}.map").read_bytes())


@pytest.fixture
def injected(before: Side) -> tuple[DebugId, Side]:
    planned = plan(before.script, before.map)
    assert planned.debug_id
    after = Side(apply(before.script, planned.script), apply(before.map, planned.map))
    return planned.debug_id, after


def test_injection_moves_no_position(before: Side, injected: tuple[DebugId, Side]) -> None:
    """The promise of the whole project, on a real bundle."""
    compared = compare("a.js", before, injected[1], 1000)

    assert compared.findings == ()
    assert compared.positions > 20


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(b';e._sentryDebugIds[n]="%s";', True, id="code"),
        pytest.param(b';worker(`e._sentryDebugIds[n]="%s"`);', False, id="a text"),
        pytest.param(b"/* sentry-dbid-%s */", False, id="a comment"),
    ],
)
def test_another_id_that_wins_at_run_time_is_noticed(
    injected: tuple[DebugId, Side], text: bytes, told: bool
) -> None:
    """The SDK believes the last snippet that ran in a file, not the first that stands there."""
    debug_id, side = injected
    other = text % b"540bca55-a45e-502a-9995-ed5fb773207c"
    first, second = Side(side.script + other, side.map), Side(other + side.script, side.map)

    assert told == any(unequal_ids("a.js", debug_id, carried_ids(debug_id, first)))
    assert told == any(unequal_ids("a.js", debug_id, carried_ids(debug_id, second)))


def test_what_only_a_function_begins_is_no_move() -> None:
    """An entry that repeats the one before it counts where another function begins.

    The side before is asked with names of functions, the one after without, to spare memory.
    """
    script = b"function a(){return total}\nconst b=()=>{\nreturn total}\n"
    mappings = '"mappings":"AAAA,SAASA;AAAA;AAAA"'
    map_ = f'{{"version":3,"sources":["a.ts"],"names":["a"],{mappings}}}'.encode()
    planned = plan(script, map_)
    before = Side(script, map_)
    after = Side(apply(script, planned.script), apply(map_, planned.map), named=False)
    compared = compare("a.js", before, after, 100)

    assert any(after.resolver.lookup(*each.place) is None for each in compared.tried)
    assert () == compared.findings


def test_a_byte_order_mark_moves_no_position() -> None:
    """It takes no column, neither where it stands before injection nor where it stands after."""
    script = b"\xef\xbb\xbfvar total;\ntotal();\n"
    mappings = '"mappings":"AAAA,IAAI;AACJ"'
    map_ = f'{{"version":3,"sources":["a.ts"],"names":[],{mappings}}}'.encode()
    planned = plan(script, map_)
    after = Side(apply(script, planned.script), apply(map_, planned.map))
    compared = compare("a.js", Side(script, map_), after, 9)

    assert after.script.startswith(b"\xef\xbb\xbf")
    assert (6, ()) == (compared.positions, compared.findings)


@pytest.mark.parametrize(
    ("script", "mappings"),
    [
        pytest.param(
            b"f();g()//# sourceMappingURL=a.js.map\n", "AAAA,IAAI,GAAG", id="comment after code"
        ),
        pytest.param(b"'a';f();g();\n", "AAAA,IAAI,IAAI", id="directive on the line of code"),
    ],
)
def test_what_injection_puts_beside_a_position_does_not_move_it(
    script: bytes, mappings: str
) -> None:
    """A false alarm would stop the release of a build in which all is well."""
    map_ = f'{{"version":3,"sources":["a.ts"],"names":[],"mappings":"{mappings}"}}'.encode()
    planned = plan(script, map_)
    after = Side(apply(script, planned.script), apply(map_, planned.map))

    compared = compare("a.js", Side(script, map_), after, 9)

    assert compared.positions >= 5
    assert () == compared.findings


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(b"f();g();//# sourceMappingURL=a.js.map\n", id="another end"),
        pytest.param(b"f();h()//# sourceMappingURL=a.js.map\n", id="another code"),
        pytest.param(b"f(); g()//# sourceMappingURL=a.js.map\n", id="one column on"),
    ],
)
def test_what_is_beside_a_closing_comment_is_still_compared(after: bytes) -> None:
    """The control: leaving out what is ours must leave out nothing else."""
    map_ = b'{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA,IAAI"}'
    before = Side(b"f();g()//# sourceMappingURL=a.js.map\n", map_)

    assert compare("a.js", before, Side(after, map_), 9).findings


def test_only_so_many_positions_are_compared_and_counted(
    before: Side, injected: tuple[DebugId, Side]
) -> None:
    """The count says what was really tried."""
    assert compare("a.js", before, injected[1], 5).positions == 5


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b'"mappings": "', b'"mappings": ";', id="a line too many"),
        pytest.param(b"cart.ts", b"card.ts", id="another source"),
    ],
)
def test_a_map_that_moved_is_found(
    before: Side, injected: tuple[DebugId, Side], old: bytes, new: bytes
) -> None:
    """A shift that does not fit the script is exactly the mistake other injectors make."""
    assert old in injected[1].map
    moved = Side(injected[1].script, injected[1].map.replace(old, new, 1))

    assert ["position-moved"] == [
        found.code for found in compare("a.js", before, moved, 9).findings
    ]


@pytest.mark.parametrize(
    ("mappings", "codes"),
    [
        pytest.param(b";AAAA,QAAQ,QAAQ,QAAQ", [], id="as it was"),
        pytest.param(b";AAAA,QAAQ,CAAQ,eAAQ", ["position-moved"], id="seven columns early"),
    ],
)
def test_an_entry_that_is_not_sampled_shows_between_those_that_are(
    mappings: bytes, codes: list[str]
) -> None:
    """Frames stand at any column: there the last entry before counts, whichever that is."""
    map_ = b'{"version":3,"sources":["a.ts"],"names":[],"mappings":"%s"}'
    before = Side(b"total();counts()other();again();\n", map_ % b"AAAA,QAAQ,QAAQ,QAAQ")
    planned = plan(before.script, before.map)
    after = Side(apply(before.script, planned.script), map_ % mappings)
    compared = compare("a.js", before, after, 4)

    assert codes == [found.code for found in compared.findings]
    assert [8, 12, 24, 28] == [each.place.column for each in compared.resolved]


def test_an_entry_that_moved_by_one_column_is_found(
    before: Side, injected: tuple[DebugId, Side]
) -> None:
    """Whatever entries are sampled: one of a few places on each side of it tells."""
    keys = json.loads(injected[1].map)
    lines = keys["mappings"].split(";")
    segments = lines[1].split(",")
    column, end = decode(segments[9].encode(), 0)
    segments[9] = encode(column + 1).decode() + segments[9][end:]
    off = ";".join((lines[0], ",".join(segments), *lines[2:]))
    moved = Side(injected[1].script, json.dumps(keys | {"mappings": off}).encode())

    assert compare("a.js", before, moved, 1000).findings
    assert not compare("a.js", before, injected[1], 1000).findings


@pytest.mark.parametrize("old", [b"cart.ts", b"negative price`"], ids=["name", "text"])
def test_what_was_uploaded_must_be_what_was_built(
    before: Side, injected: tuple[DebugId, Side], old: bytes
) -> None:
    """The name of a file and its lines are what people see of a frame."""
    assert old in injected[1].map
    other = Side(injected[1].script, injected[1].map.replace(old, old.replace(b"c", b"k")))

    assert ["position-moved"] == [
        found.code for found in compare("a.js", before, other, 1000).findings
    ]


@pytest.mark.parametrize(
    ("lines", "codes"), [(1, []), (0, []), (2, ["position-moved"])], ids=["right", "not", "wrong"]
)
def test_a_map_that_was_repaired_is_compared_by_what_it_owed(
    before: Side, injected: tuple[DebugId, Side], lines: int, codes: list[str]
) -> None:
    """The snippet stood there already, and only the map was moved."""
    map_ = before.map.replace(b'"mappings": "', b'"mappings": "' + b";" * lines)
    side = Side(injected[1].script, before.map)
    compared = compare("a.js", side, Side(injected[1].script, map_), 1000)

    assert codes == [found.code for found in compared.findings]
    assert compared.positions > 20


def test_a_script_that_moved_under_its_map_is_found(
    before: Side, injected: tuple[DebugId, Side]
) -> None:
    """The map may agree with itself and be wrong about the script: the text is compared too."""
    moved = Side(b"\n" + injected[1].script, injected[1].map)

    assert ["position-moved"] == [
        found.code for found in compare("a.js", before, moved, 9).findings
    ]


def test_a_map_that_lost_tokens_is_found(before: Side, injected: tuple[DebugId, Side]) -> None:
    """Tokens correspond one to one, or the comparison would compare the wrong ones."""
    cut = injected[1].map.replace(b'"mappings": "', b'"mappings": "", "x": "', 1)
    compared = compare("a.js", before, Side(injected[1].script, cut), 9)

    assert compared.positions == 0
    assert "tokens became 0" in compared.findings[0].sentence


def test_a_place_past_the_end_of_the_script_is_found(
    before: Side, injected: tuple[DebugId, Side]
) -> None:
    """A cut script must not pass because nothing is there to compare."""
    compared = compare("a.js", before, Side(b"", injected[1].map), 9)

    assert ["position-moved"] == [found.code for found in compared.findings]


def test_a_position_that_resolved_to_nothing_before_is_not_counted() -> None:
    """symbolic drops a line's first entry when it repeats the one before; that is no change."""
    map_ = b'{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA;AAAA"}'
    side = Side(b"f();\ng();\n", map_)
    compared = compare("a.js", side, side, 9)

    assert (2, ()) == (compared.positions, compared.findings)


def test_one_id_stands_in_three_places(injected: tuple[DebugId, Side]) -> None:
    """Comment, snippet and map must agree: each of the three is read by somebody."""
    debug_id, after = injected

    assert [] == list(unequal_ids("a.js", debug_id, carried_ids(debug_id, after)))


def test_each_missing_id_is_named(before: Side, injected: tuple[DebugId, Side]) -> None:
    """A half-injected pair is the failure nobody else reports."""
    found = list(unequal_ids("a.js", injected[0], carried_ids(injected[0], before)))

    assert ["pair-not-injected"] * 3 == [each.code for each in found]
    assert "the map has no debug ID" in found[2].sentence


def test_a_map_with_two_ids_has_none(injected: tuple[DebugId, Side]) -> None:
    """Readers disagree on which key wins, so two different ones prove nothing."""
    debug_id, after = injected
    other = b"00000000-0000-4000-8000-000000000000"
    two = after.map.replace(b'"debug_id":"' + debug_id.encode(), b'"debug_id":"' + other, 1)
    assert two != after.map

    found = list(unequal_ids("a.js", debug_id, carried_ids(debug_id, Side(after.script, two))))
    assert ["pair-not-injected"] == [each.code for each in found]


def test_a_map_that_is_no_json_cannot_be_judged(injected: tuple[DebugId, Side]) -> None:
    """It is told as a fault of the pair, not as a traceback."""
    with pytest.raises(SourceMapError):
        carried_ids(injected[0], Side(injected[1].script, b"<html>"))


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        pytest.param(9, [0, 1, 2, 3, 4], id="more than there are"),
        pytest.param(2, [2, 4], id="fewer"),
        pytest.param(1, [4], id="one"),
    ],
)
def test_a_sample_is_spread_evenly(number: int, expected: list[int]) -> None:
    """The same positions every time, from the whole file."""
    assert expected == list(spread([0, 1, 2, 3, 4], number))

"""The measure of accuracy: lies say how much they move, and the table counts what was said."""

import msgspec

from bench import accuracy, lies, script_lies
from bench.frames import Pair, pair, written
from buildtools.checks import maps
from buildtools.checks.accuracy.glancing import SMALL
from buildtools.checks.maps import Map, Part
from tests.checks.accuracy.pairs import made


def right(modules: int, *, lines: bool = False) -> Pair:
    given = made(modules, lines=lines)
    return pair(f"{modules}.js", given.script, given.map)


def test_every_kind_of_lie_can_be_told() -> None:
    """Of a program in lines, all but those that need other pairs or texts of another kind."""
    pairs = [right(12, lines=True), right(9, lines=True)]
    told = {kind for kind, _, lie in lies.all_lies(pairs, 0) if lie.moved > 0}

    assert {*lies.LIES, "map of another script"} - told <= {
        "minified again",
        "no columns",
        "other language",
    }


def test_a_lie_says_how_much_it_moves() -> None:
    """A line on top moves every frame but the last line's; one further down those behind it."""
    given = right(9, lines=True)
    top, half = script_lies.on_top(1)(given), script_lies.between(1, 0.7)(given)

    assert top is not None
    assert half is not None
    assert top.moved > 0.85
    assert 0.1 < half.moved < 0.5
    assert top.script.split("\n", 1)[1] == "\n".join(given.lines)


def test_a_few_columns_are_no_lie() -> None:
    """Frames that are read all the same are not counted against the verdict."""
    given = right(3)
    near = script_lies.before(8, first=True)(given)

    assert near is not None
    assert near.moved < 0.7


def test_right_pairs_and_lies_are_measured() -> None:
    """The right one first; whatever is planted on it after that."""
    seen = accuracy.measured("looked at", [right(12), right(9)], 0)

    assert (seen[0].kind, seen[0].outcome) == (accuracy.RIGHT, "passed")
    assert len(seen) > 30
    noticed = [each for each in seen[1:] if each.outcome == "noticed"]
    assert len(noticed) > 0.8 * (len(seen) - 1)


def test_the_page_keeps_what_is_written_by_hand() -> None:
    """Tables of both halves stand behind the mark."""
    seen = [
        accuracy.Seen("looked at", "30 to 299", "right", 0.0, "passed", 100, "a"),
        accuracy.Seen("looked at", "30 to 299", "lines on top", 1.0, "passed", 100, "b"),
        accuracy.Seen("not looked at", "30 to 299", "right", 0.0, "not judged", 300, "c"),
        accuracy.Seen("not looked at", "30 to 299", "right", 0.0, "noticed", 100, "d.js: is off"),
    ]
    page = accuracy.page(seen, "# A page\n")

    assert page.startswith("# A page\n")
    assert "| lines on top | 30 to 299 | 1 | 0 (0.0%) | 1 | 0 | 1 of 1 |" in page
    assert "1 of 2 scripts, 75.000% of the mapped columns" in page
    assert "- `d.js` (not looked at): is off" in page


def test_places_are_written_as_they_are_read() -> None:
    """The control of the lies on maps."""
    given = right(4, lines=True)

    assert written(given.map, given.places).parts[0].mappings == given.map.parts[0].mappings


def test_a_large_pair_is_judged_at_a_glance_too() -> None:
    """The same lies, by the resolver's index; what `build` does is what is measured."""
    given = right(110)
    assert len(given.places) > SMALL
    seen = accuracy.measured("looked at", [given, right(9)], 0)
    whole, glance = (
        [(each.kind, each.what) for each in seen if each.size == size and each.outcome == "noticed"]
        for size in (f"over {SMALL:,}, as a whole", accuracy.GLANCE)
    )

    assert accuracy.indexed(given.map) is not None
    assert whole
    assert set(whole) <= set(glance)


def test_a_map_is_written_as_it_was() -> None:
    """Flat, or in sections with their offsets."""
    flat = right(12).map
    first = Part(flat.parts[0].mappings)
    second = msgspec.structs.replace(first, first=len(flat.sources), line=40, column=0)
    two = Map((*flat.sources, *flat.sources), mapped=True, parts=(first, second))

    for map_ in (flat, two):
        assert maps.parse("a.js.map", accuracy.written(map_)) == map_

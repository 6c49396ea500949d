"""All lines are seen at a glance: which have a place inside a word, and where the last one is."""

import pytest

from buildtools.checks.accuracy.places import Places, Unfit
from buildtools.checks.accuracy.screening import Screened, screen
from buildtools.checks.accuracy.tokens import is_part
from tests.checks.accuracy.pairs import Known, Made, made, mapped, plain

LINES = ["let found = one;", "", "say(found) // and no more of it", "x"]


def seen(script: str, pair: Made) -> Screened:
    """Screen a script by the map of a pair."""
    return screen(Places(pair.map, Known(pair.map)), script.split("\n"))


def pair_of(*places: tuple[int, int]) -> Made:
    """Map places of `LINES` to one source."""
    every = [(line, column, 0, number, 0) for number, (line, column) in enumerate(places)]
    return Made("\n".join(LINES), mapped(every, ["text"]), every)


def test_no_line_of_a_right_map_is_odd() -> None:
    """The control: all lines are fine, and each is counted with its places."""
    pair = plain(12)
    found = seen(pair.script, pair)

    assert found.odd == []
    assert sum(found.fine) == len(pair.places)
    assert found.rows == len({place[0] for place in pair.places})


@pytest.mark.parametrize("column", range(17))
def test_a_line_is_odd_whose_place_is_inside_a_word(column: int) -> None:
    """Or behind the line's end: for each column of a line."""
    line = LINES[0]
    pair = pair_of((0, 0), (0, column), (2, 4))
    inside = 0 < column < len(line) and is_part(line[column]) and is_part(line[column - 1])
    found = seen(pair.script, pair)

    assert [spot.number for spot, _ in found.odd] == [0] * inside
    assert len(found.fine) == 2 - inside


def test_a_place_behind_the_end_of_its_line_is_odd() -> None:
    """So is one on a line that the script does not have."""
    pair = pair_of((0, 17), (2, 4), (9, 0))

    assert [(spot.number, count) for spot, count in seen(pair.script, pair).odd] == [(0, 1), (2, 1)]


def test_every_line_that_was_moved_is_odd_where_a_place_falls_inside() -> None:
    """One line of many, into which something was put."""
    pair = plain(12)
    lines = pair.script.split("\n")
    script = "\n".join([*lines[:20], "/**/" + lines[20], *lines[21:]])
    first = next(number for number, place in enumerate(pair.places) if place[0] == 20)
    count = sum(place[0] == 20 for place in pair.places)

    assert [(spot.number, count) for spot, count in seen(script, pair).odd] == [(first, count)]


def test_code_behind_the_last_place_of_a_line_is_noted() -> None:
    """With the number of that place, and its column."""
    pair = pair_of((0, 0), (0, 12), (2, 0), (2, 4))
    found = seen(pair.script, pair)

    assert [(tail.number, tail.line, tail.column) for tail in found.tails] == [(3, 2, 4)]


def test_of_a_long_line_the_end_is_noted() -> None:
    """What was put into it moved the places there too."""
    pair = made(40)
    found = seen(pair.script, pair)
    ((spot, count),) = found.ends

    assert found.fine == []
    assert spot.number + count == len(pair.places)
    assert next(Places(pair.map, Known(pair.map)).at([spot.number]))[:2] == pair.places[-count][:2]


def test_letters_of_other_alphabets_do_not_move_columns() -> None:
    """They are a column each, whatever bytes they take."""
    pair = pair_of((0, 7), (0, 9))

    assert seen("/*決まり*/ a b", pair).odd == []


def test_lines_that_count_otherwise_are_noticed() -> None:
    """An empty segment is none for the resolver."""
    pair = pair_of((0, 0), (0, 4))
    part = pair.map.parts[0]
    text = part.mappings.replace(",", ",,")
    map_ = type(pair.map)(pair.map.sources, mapped=True, parts=(type(part)(text),))
    with pytest.raises(Unfit):
        screen(Places(map_, Known(map_)), LINES)

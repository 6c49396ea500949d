"""A place inside a token of a map that is exact everywhere else tells that its line was changed."""

import pytest

from buildtools.checks.accuracy import judge, tell
from tests.checks.accuracy.pairs import Made, mapped, plain


def told(pair: Made, script: str) -> list[tuple[str, str, str]]:
    findings = tell("a.js.map", pair.map, judge(script.encode(), pair.map), "none").findings
    return [(found.code, found.severity, found.sentence) for found in findings]


@pytest.mark.parametrize("modules", [1, 3, 20])
def test_a_map_of_code_to_be_read_is_right(modules: int) -> None:
    """The control: nothing slips."""
    pair = plain(modules)
    assert told(pair, pair.script) == []


@pytest.mark.parametrize("modules", [3, 20])
@pytest.mark.parametrize("before", ["entry.", "undefined", "concat"])
@pytest.mark.parametrize(
    "put", ["/* eleven */", "checked(this.one), ", "/* " + "word " * 20 + "*/"]
)
def test_columns_put_into_a_short_line_are_told(modules: int, before: str, put: str) -> None:
    """A line of a few places, none of whose words says where it stands now."""
    pair = plain(modules)
    at = pair.script.index(before, len(pair.script) // 2)
    line = pair.script.count("\n", 0, at) + 1
    found = told(pair, pair.script[:at] + put + pair.script[at:])

    assert [code for code, _, _ in found] == ["map-wrong"]
    assert found[0][1] in ("warning", "error")
    assert f"line {line}" in found[0][2]


def test_one_slip_alone_is_a_warning() -> None:
    """It tells of a line, and nobody's release is refused for one place."""
    pair = plain(20)
    end = pair.script.rindex("unit19")
    found = told(pair, pair.script[: end - 6] + "/* for me */" + pair.script[end - 6 :])

    assert [(code, severity) for code, severity, _ in found] == [("map-wrong", "warning")]


def test_places_a_little_behind_the_end_of_a_line_are_let_be() -> None:
    """Versions are put into texts at the end of a line after maps were made."""
    pair = plain(20)
    assert told(pair, pair.script.replace("unit17);", "u17);")) == []


def test_where_places_slip_in_most_lines_it_is_no_slip_of_one() -> None:
    """A map that is off by one everywhere is wrong as a whole."""
    pair = plain(20)
    off = pair.script.replace(" = entry", " =" + " " * 14 + "entry").replace(
        "(found", "(/* it is */found"
    )
    found = told(pair, off)
    assert [code for code, _, _ in found] == ["map-wrong"]
    assert "more place" in found[0][2]


def test_the_last_place_of_a_line_may_be_before_its_end() -> None:
    """Names of files become longer after a map was made, from `./a` to `./a.js`."""
    pair = plain(20)
    assert told(pair, pair.script.replace("unit17);", "unit17suf);")) == []


def test_where_every_character_is_mapped_operators_have_places_inside() -> None:
    """Some bundlers map each letter, so that a place lies between the signs of `===`."""
    text = "if (found === undefined || found.size >= 20) throw new TypeError(found.name);\n" * 3
    places = [
        (line, column, 0, line, column)
        for line, one in enumerate(text.splitlines())
        for column in range(min(len(one), 40))
    ]
    assert told(Made(text, mapped(places, [text]), places), text) == []

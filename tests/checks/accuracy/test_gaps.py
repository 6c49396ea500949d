"""Places that were lost in between are told by the words that the source has in between too."""

import pytest

from buildtools.checks.accuracy import judge, tell
from tests.checks.accuracy.pairs import Made, made, mapped, module, plain


def told(pair: Made) -> list[tuple[str, str, str]]:
    verdict = judge(pair.script.encode(), pair.map)
    findings = tell("a.js.map", pair.map, verdict, "none").findings
    return [(found.code, found.severity, found.sentence) for found in findings]


def without(pair: Made, first: int, last: int) -> Made:
    """Take places out of a pair's map."""
    places = [*pair.places[:first], *pair.places[last:]]
    modules = 1 + max(place[2] for place in pair.places)
    return pair._replace(map=mapped(places, [module(number) for number in range(modules)]))


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
def test_places_lost_in_a_minified_line_are_told(share: float) -> None:
    """Frames there resolve to the last place before the loss."""
    pair = made(40)
    number = len(pair.places)
    first = int(number * (0.5 - share / 2))
    found = told(without(pair, first, int(number * (0.5 + share / 2))))

    assert [(code, severity) for code, severity, _ in found] == [("map-wrong", "warning")]
    assert "says nothing of the code behind" in found[0][2]


def test_all_places_of_some_sources_are_lost() -> None:
    """Then nothing leads to them, and their words stand in the script all the same."""
    pair = made(40)
    first = next(index for index, place in enumerate(pair.places) if place[2] == 10)
    last = next(index for index, place in enumerate(pair.places) if place[2] == 30)
    assert [code for code, _, _ in told(without(pair, first, last))] == ["map-wrong"]


def test_nothing_is_lost_of_right_maps() -> None:
    """The control, minified and to be read."""
    assert told(made(40)) == []
    assert told(plain(20)) == []


def test_the_text_of_a_comment_is_no_loss() -> None:
    """It has no places, and stands in the source as well."""
    pair = made(40)
    note = "/* the found total of all that was trimmed by concat and counted once more */"
    script = pair.script.replace("trimEnd().", "trimEnd()." + note)
    assert all(
        "says nothing" not in sentence for _, _, sentence in told(pair._replace(script=script))
    )


@pytest.mark.parametrize("modules", [3, 20])
def test_a_map_of_lines_says_nothing_of_columns(modules: int) -> None:
    """One place a line, as `cheap` devtools have it: told as a warning."""
    pair = plain(modules)
    firsts = list({place[0]: place for place in reversed(pair.places)}.values())
    texts = [module(number) for number in range(modules)]
    found = told(pair._replace(map=mapped(sorted(firsts), texts)))

    assert [(code, severity) for code, severity, _ in found] == [("map-coarse", "warning")]
    assert "one place for each of" in found[0][2]


def test_a_list_of_exports_is_no_loss() -> None:
    """Bundlers write the names of all modules again, and map none of them."""
    pair = made(40)
    names = ",".join(f"{letter} as trimEndOf{letter}" for letter in "abcdefgh")
    listed = pair.script + "export{" + names + ",i as concat,j as undefined};"
    assert told(pair._replace(script=listed)) == []

"""Losses are found in the text of a map as they are by reading all of its places."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildtools.checks import maps
from buildtools.checks.accuracy import runs
from buildtools.checks.accuracy.coverage import cover
from buildtools.checks.accuracy.far_gaps import losses
from buildtools.checks.accuracy.gaps import Loss
from buildtools.checks.accuracy.places import Places, Unfit
from buildtools.checks.accuracy.screening import screen
from buildtools.checks.accuracy.texts import Sources, as_engines
from buildtools.checks.maps import Map
from tests.checks.accuracy.pairs import Known, Made, made, mapped, module, plain

FIXTURES = Path(__file__).parents[2] / "fixtures"


def both(script: str, map_: Map) -> tuple[list[Loss], list[Loss]]:
    """Look for losses in both ways: all places read, and the text searched."""
    lines, sources = as_engines(script), Sources(map_, {}, as_engines)
    places = Places(map_, Known(map_))
    found = losses(places, screen(places, lines).tails, lines, sources)
    return cover(runs.places(map_), lines, sources).losses, found


@settings(max_examples=60, deadline=None)
@given(st.booleans(), st.integers(3, 40), st.data())
def test_the_same_is_lost_in_both_ways(minified: bool, modules: int, data: st.DataObject) -> None:
    """Wherever places were taken out, and however many."""
    pair: Made = made(modules) if minified else plain(modules)
    number = len(pair.places)
    first = data.draw(st.integers(0, number - 1))
    last = data.draw(st.integers(first, min(first + 400, number)))
    kept = [*pair.places[:first], *pair.places[last:]] or pair.places
    one, other = both(pair.script, mapped(kept, [module(each) for each in range(modules)]))

    assert one == other


@settings(max_examples=60, deadline=None)
@given(st.booleans(), st.integers(3, 40), st.data())
def test_the_same_is_lost_before_what_leads_nowhere(
    minified: bool, modules: int, data: st.DataObject
) -> None:
    """As bundlers end what they wrap, and lines of their own."""
    pair: Made = made(modules) if minified else plain(modules)
    number = len(pair.places)
    nowhere = data.draw(st.sets(st.integers(0, number - 1), max_size=number // 3))
    first = data.draw(st.integers(0, number - 1))
    last = data.draw(st.integers(first, min(first + 200, number)))
    places = [
        (line, column, *((-1, 0, 0) if at in nowhere else original))
        for at, (line, column, *original) in enumerate(pair.places)
    ]
    kept = [*places[:first], *places[last:]] or places
    one, other = both(pair.script, mapped(kept, [module(each) for each in range(modules)]))

    assert one == other


def test_code_before_what_leads_nowhere_is_found_lost() -> None:
    """The control: a line that has one place, and an end that leads nowhere."""
    pair = plain(200)
    line = max(place[0] for place in pair.places if place[2] == 120 and place[3] == 4)
    of_line = [place for place in pair.places if place[0] == line]
    others = [place for place in pair.places if place[0] != line]
    end = (line, of_line[-1][1], -1, 0, 0)
    kept = sorted([*others, *of_line[:2], end])
    one, other = both(pair.script, mapped(kept, [module(each) for each in range(200)]))

    assert one
    assert one == other


def test_what_was_lost_is_found_at_all() -> None:
    """The control of the property, with sources that nothing leads to any more."""
    pair = made(40)
    kept = [place for place in pair.places if not 10 <= place[2] < 30]
    one, other = both(pair.script, mapped(kept, [module(number) for number in range(40)]))

    assert len(one) == 1
    assert one == other


@pytest.mark.parametrize("name", ["esbuild", "vite", "webpack", "next-turbopack", "rollup", "tsc"])
def test_real_maps_have_lost_the_same_in_both_ways(name: str) -> None:
    """As bundlers wrote them."""
    tried = 0
    for path in sorted((FIXTURES / name).glob("**/*.js.map")):
        map_ = maps.parse(path.name, path.read_bytes())
        script = path.with_suffix("")
        if script.is_file() and isinstance(map_, Map) and map_.mapped:
            try:
                one, other = both(script.read_text(), map_)
            except Unfit:
                continue
            assert one == other
            tried += 1
    assert tried

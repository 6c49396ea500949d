"""A glance settles only maps that are right; every other one is read as a whole."""

from collections.abc import Iterator

import pytest

from bench.frames import pair as framed
from bench.lies import LIES
from buildtools.checks.accuracy import judge, tell
from buildtools.checks.accuracy.glancing import SMALL, Glance, glances
from buildtools.checks.accuracy.texts import Read, Sources, ways
from buildtools.checks.accuracy.verdict import Verdict
from buildtools.checks.maps import Map, Source
from tests.checks.accuracy.pairs import Known, Made, made, mapped, module, plain

MODULES = 130
"""Of so many a program has more places than are read as a whole."""


def glanced(script: str, map_: Map) -> list[Glance]:
    """Take a glance at a pair."""
    read = [Read(way(script), Sources(map_, {}, way)) for way in ways(script)]
    return glances(map_, Known(map_), read)


def codes(map_: Map, verdict: Verdict) -> list[str]:
    """Return what is told of a verdict, of one's own code."""
    findings = tell("a.js.map", map_, verdict, "none", range(len(map_.sources))).findings
    return [found.code for found in findings if found.severity != "info"]


@pytest.mark.parametrize("pair", [made(MODULES), plain(MODULES)], ids=["minified", "plain"])
def test_a_right_map_is_settled(pair: Made) -> None:
    """Without a word against it, and by less than all of its places."""
    known = Known(pair.map)
    verdict = judge(pair.script.encode(), pair.map, index=known)

    assert len(known) > SMALL
    assert codes(pair.map, verdict) == []
    assert verdict.is_judged
    assert 300 < verdict.places < len(known)
    assert verdict.coverage.places == len(known)


def test_a_small_map_is_read_as_a_whole() -> None:
    """The control of the one before it."""
    pair = made(10)

    assert glanced(pair.script, pair.map) == []
    assert glanced(PAIRS["plain"].script, PAIRS["plain"].map)[0].verdict()


PAIRS = {"minified": made(MODULES), "plain": plain(MODULES)}
NONE_OF = {
    ("minified", "lines on top"),
    ("minified", "lines in between"),
    ("minified", "minified again"),
    ("minified", "other language"),
    ("plain", "other language"),
    ("plain", "no columns"),
}
"""Kinds that move nothing there, such as lines of a script that has one."""


@pytest.mark.parametrize("kind", sorted(LIES))
@pytest.mark.parametrize("pair", sorted(PAIRS))
def test_no_lie_is_settled_that_reading_all_would_tell(pair: str, kind: str) -> None:
    """All kinds that accuracy is measured by, the last of each."""
    given = framed("a.js", PAIRS[pair].script, PAIRS[pair].map)
    told = [told for lie in LIES[kind].values() if (told := lie(given)) and told.moved]
    assert ((pair, kind) in NONE_OF) == (not told)

    for each in told[-1:]:
        whole = codes(each.map, judge(each.script.encode(), each.map))
        index = Known(each.map)
        assert codes(each.map, judge(each.script.encode(), each.map, index=index)) == whole


def of_one_line(pair: Made, number: int) -> Iterator[tuple[str, Map]]:
    """Put something into one line of many, at each of its places."""
    lines = pair.script.split("\n")
    for line, column, *_ in pair.places:
        if line == number:
            changed = lines[number][:column] + "/* put here */" + lines[number][column:]
            yield "\n".join([*lines[:number], changed, *lines[number + 1 :]]), pair.map


def test_one_line_of_many_is_told_as_by_reading_all() -> None:
    """Every line is screened, so that none is too few to be seen."""
    pair = plain(MODULES)
    told = 0
    for script, map_ in of_one_line(pair, 203):
        whole = codes(map_, judge(script.encode(), map_))
        assert codes(map_, judge(script.encode(), map_, index=Known(map_))) == whole
        told += bool(whole)
    assert told


@pytest.mark.parametrize("number", [0, 64, 128])
def test_the_text_of_one_source_is_told(number: int) -> None:
    """Of each source that the map is in something is looked at."""
    pair = PAIRS["plain"]
    other = "  !~[{}] && 77 / 'else' ? `x` : 0, 8\n" * 8
    texts = [other if each == number else module(each) for each in range(MODULES)]
    map_ = mapped(pair.places, texts)

    assert codes(map_, judge(pair.script.encode(), map_)) == ["map-wrong"]
    assert codes(map_, judge(pair.script.encode(), map_, index=Known(map_))) == ["map-wrong"]


def test_without_any_text_places_tell() -> None:
    """Of what was compared with nothing it is not said that it was."""
    pair = plain(MODULES)
    sources = tuple(Source(each.name, None) for each in pair.map.sources)
    map_ = Map(sources, mapped=True, parts=pair.map.parts)
    verdict = judge(pair.script.encode(), map_, index=Known(map_))

    assert not any(verdict.compared.values())
    assert codes(map_, verdict) == codes(map_, judge(pair.script.encode(), map_)) == []

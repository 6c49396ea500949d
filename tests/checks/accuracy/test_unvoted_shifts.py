"""What was put before a script whose words are nowhere in its sources, and so vote for no shift."""

import pytest

from buildtools.checks.accuracy import Told, Verdict, judge, tell
from buildtools.checks.maps import Map
from buildtools.values import Shift
from tests.checks.accuracy.pairs import mapped

SENTRY = (
    ";(function(){var g=globalThis.__SENTRY_ORCHESTRION__=globalThis.__SENTRY_ORCHESTRION__||{};"
    "g.bundler=g.bundler||new Set();})();"
)
OWN = 'self.shop={version:"2"};'
NAMES = ["fs", "node:url", "node:http", "perf_hooks", "node:inspector", "shop/baskets", "zlib"]
HEAD, TAIL = (
    '"use strict";(()=>{var a={};a.modules={',
    '};var b=require("../runtime.js");b.C(a)})();',
)


def entry(numbers: range, first: int = 0) -> tuple[str, Map]:
    """Return an entry that only names what lies outside of it: one line, mapped to line starts."""
    script, places, texts = HEAD, [], []
    for index, number in enumerate(numbers):
        name = NAMES[(index + first) % len(NAMES)]
        script += f"{',' * bool(index)}{number}:a=>{{"
        places.append((0, len(script), index, 0, 0))
        script += f'a.exports=require("{name}")}}'
        texts.append(f'module.exports = require("{name}");')
    return script + TAIL, mapped(places, texts)


def judged(script: str, map_: Map) -> tuple[Verdict, Told]:
    verdict = judge(script.encode(), map_)
    return verdict, tell("page.js.map", map_, verdict, "known")


ENTRY, MAP = entry(range(100, 130))


def test_alone_it_is_right() -> None:
    """The control: nothing is told of it."""
    assert judged(ENTRY, MAP)[1] == Told()


def test_the_text_of_a_known_writer_is_moved() -> None:
    """Sentry's SDK writes it into each server entry of webpack after the map was made."""
    verdict, told = judged(SENTRY + ENTRY, MAP)

    assert told.shifts == (Shift(0, 0, 0, len(SENTRY)),)
    assert [put.text for put in verdict.puts] == [SENTRY]
    assert [(each.code, each.severity) for each in told.findings] == [("map-realigned", "info")]


@pytest.mark.parametrize("text", [OWN, f"{OWN}{OWN}", "/*! made by us; see the licence */"])
def test_the_text_of_anybody_is_told(text: str) -> None:
    """How long it is, where it stands, and the setting that moves the map by it."""
    verdict, told = judged(text + ENTRY, MAP)

    assert [(put.shift, put.text) for put in verdict.puts] == [(Shift(0, 0, 0, len(text)), text)]
    assert told.shifts == ()
    assert f"does not count {len(text)} columns before line 1" in told.findings[0].sentence
    assert "build.realign" in told.findings[0].remedy


@pytest.mark.parametrize("lines", [1, 3, 25])
def test_lines_on_top_are_counted(lines: int) -> None:
    """A licence that a plugin puts there."""
    verdict, _ = judged("/* ours */\n" * lines + ENTRY, MAP)

    assert [put.shift for put in verdict.puts] == [Shift(0, 0, lines, 0)]


@pytest.mark.parametrize("top", ["", SENTRY, OWN, "/* ours */\n"])
@pytest.mark.parametrize(
    ("numbers", "first"), [(range(1, 31), 0), (range(9_990, 10_020), 0), (range(100, 130), 2)]
)
def test_the_map_of_another_build_has_no_shift(numbers: range, first: int, top: str) -> None:
    """It has other modules or numbers, so that no text makes all of its places right."""
    verdict, told = judged(top + ENTRY, entry(numbers, first)[1])

    assert not verdict.puts
    assert told.shifts == ()
    assert {each.severity for each in told.findings} == {"error"}

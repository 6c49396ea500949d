"""Right maps pass, whatever was renamed in their scripts; maps that lie do not, and say where."""

from itertools import pairwise

import pytest

from buildtools.checks.accuracy import judge, tell
from buildtools.checks.maps import Map, Part, Source
from buildtools.values import Shift
from tests.checks.accuracy.pairs import Made, made, mapped, module, written

BANNER = "/*! made by us; see the licence for the terms of use */"
SIZES = [1, 4, 30]


def codes(pair: Made, script: str, map_: Map | None = None) -> list[tuple[str, str]]:
    map_ = map_ or pair.map
    told = tell("a.js.map", map_, judge(script.encode(), map_), "known")
    return [(found.code, found.severity) for found in told.findings]


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize("modules", SIZES)
def test_a_right_map_is_right(modules: int, lines: bool) -> None:
    """Locals are renamed, types are gone, and most words stand elsewhere than in the source."""
    pair = made(modules, lines=lines)
    verdict = judge(pair.script.encode(), pair.map)

    assert codes(pair, pair.script) == []
    assert verdict.is_judged
    assert verdict.weight > verdict.places / 2


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize("modules", SIZES)
@pytest.mark.parametrize("top", ["/* one */\n", "// one\n// two\n// three\n", "\n" * 25])
def test_lines_on_top_are_found_and_counted(modules: int, lines: bool, top: str) -> None:
    """What a plugin does that writes a banner and leaves the map alone."""
    pair = made(modules, lines=lines)
    verdict = judge((top + pair.script).encode(), pair.map)

    assert verdict.is_alien
    assert [put.shift for put in verdict.puts] == [Shift(0, 0, top.count("\n"), 0)]
    assert codes(pair, top + pair.script) == [("map-wrong", "error")]


@pytest.mark.parametrize("modules", SIZES)
@pytest.mark.parametrize("columns", [11, 37, 55])
def test_columns_before_a_line_are_found_and_counted(modules: int, columns: int) -> None:
    """A banner without a line end moves the first line alone."""
    pair = made(modules)
    put = BANNER[: columns - 2] + "*/" if columns < len(BANNER) else BANNER
    verdict = judge((put + pair.script).encode(), pair.map)

    assert [each.shift for each in verdict.puts] == [Shift(0, 0, 0, columns)]
    assert verdict.puts[0].text == put


def test_a_text_in_the_middle_of_a_line_moves_what_follows() -> None:
    """A module that was wrapped later; what stands before it is right."""
    pair = made(20)
    line, column, *_ = pair.places[len(pair.places) // 2]
    script = pair.script[:column] + BANNER + pair.script[column:]
    verdict = judge(script.encode(), pair.map)

    assert not verdict.is_alien
    assert [each.shift for each in verdict.puts] == [Shift(line, column, 0, len(BANNER))]
    assert codes(pair, script) == [("map-wrong", "error")]


def test_a_few_columns_are_a_warning() -> None:
    """Frames stay on their line and near their column."""
    pair = made(4)

    assert codes(pair, f"void 0;{pair.script}") == [("map-wrong", "warning")]


def test_one_column_that_is_gone_is_an_error() -> None:
    """A frame at the first word of a line would lead to the end of the line before."""
    pair = made(8)
    places = [(at[0], at[1] + 1, *at[2:]) for at in pair.places]
    off = pair._replace(map=mapped(places, [module(number) for number in range(8)]))

    assert codes(off, pair.script) == [("map-wrong", "error")]


def test_columns_that_nobody_can_count_are_a_warning() -> None:
    """Without texts of sources it is not known how many are gone: one word was written shorter."""
    pair = made(8)
    column = pair.places[40][1]
    script = pair.script[: column - 2] + pair.script[column:]
    sources = tuple(Source(each.name, None) for each in pair.map.sources)
    nameless = Map(sources, mapped=True, parts=pair.map.parts)

    assert codes(pair, script, nameless) == [("map-wrong", "warning")]


def test_columns_that_are_gone_are_told_too() -> None:
    """Something took out what the map still counts."""
    pair = made(8)
    column = pair.places[40][1]
    verdict = judge((pair.script[: column - 20] + pair.script[column:]).encode(), pair.map)

    assert [each.shift.columns for each in verdict.puts] == [-20]


def test_the_map_of_another_script_has_no_shift() -> None:
    """Same bundler, other modules: no move makes it right."""
    other = made(12).map
    mine = made(30).script[400:]
    verdict = judge(mine.encode(), other)
    told = tell("a.js.map", other, verdict, "all")

    assert verdict.is_alien
    assert not verdict.puts
    assert told.shifts == ()
    assert "is not the map of this script" in told.findings[0].sentence


def test_a_stub_with_a_large_map_is_told() -> None:
    """The code was compiled away, and its map was left."""
    pair = made(30)

    assert codes(pair, 'require("./loader.cjs")("./code.jsc");') == [("map-wrong", "error")]


def test_a_script_of_comments_alone_has_nothing_to_be_wrong() -> None:
    """A stub that names the map of another file, as for WebAssembly."""
    assert codes(made(4), "// nothing here\n/* nor here */\n") == []


def swapped(pair: Made) -> Map:
    """Return sources that each have the text of the next one."""
    texts = [source.content for source in pair.map.sources]
    sources = [
        Source(source.name, text)
        for source, text in zip(pair.map.sources, texts[1:] + texts[:1], strict=True)
    ]
    return Map(tuple(sources), mapped=True, parts=pair.map.parts)


def test_texts_of_other_sources_are_told() -> None:
    """Places fall right in the script, and nothing there is what the source has."""
    texts = [module(number) for number in range(6)]
    pair = made(6)
    foreign = ["import a from 'b';\n" * 9 for _ in texts]
    told = codes(pair, pair.script, mapped(pair.places, foreign))

    assert told == [("map-wrong", "error")]


def bought(map_: Map) -> Map:
    """Return a map whose sources are all of a package."""
    sources = tuple(Source(f"node_modules/x/{each.name}", each.content) for each in map_.sources)
    return Map(sources, mapped=True, parts=map_.parts)


def test_a_fault_in_a_package_is_a_note() -> None:
    """No project can correct the map that a package was published with."""
    pair = made(6)
    map_ = mapped(pair.places, ["import a from 'b';\n" * 9] * 6)

    assert codes(pair, pair.script, map_) == [("map-wrong", "error")]
    assert codes(pair, pair.script, bought(map_)) == [("map-wrong", "info")]


def test_a_text_put_before_packages_is_a_warning() -> None:
    """Whoever put it there is in the project."""
    pair = made(6, lines=True)
    lines = pair.script.split("\n")
    lines[2] = BANNER + lines[2]

    assert codes(pair, "\n".join(lines), bought(pair.map)) == [("map-wrong", "warning")]


def test_every_character_may_have_a_place() -> None:
    """MagicString maps so when it is asked to; put through another map all lead to word starts."""
    script = " ".join(
        f"function is{noun}(value) {{ return value.{noun}Field === entry.{noun}Name; }}"
        for noun in ("Price", "Basket", "Order", "Parcel", "Address")
    )
    source = f"export {script}"
    each = [(0, column, 0, 0, column + 7) for column in range(len(script))]
    starts = [
        (line, column, number, at, script.rfind(" ", 0, column + 1) + 1 + 7)
        for line, column, number, at, _ in each
    ]

    for places in (each, starts):
        map_ = mapped(places, [source])
        assert codes(made(1), script, map_) == []
        (told, *_) = codes(made(1), f"{BANNER}{script}", map_)
        assert told in {("map-wrong", "error"), ("map-not-judged", "info")}


def test_a_map_that_a_package_was_published_with_is_a_warning() -> None:
    """Most places are another set's: wrong in itself, and nobody here can correct it."""
    pair = made(6)
    places = sorted(
        (line, column + (13 + 7 * (index % 4)) * (index % 10 > 1), *rest)
        for index, (line, column, *rest) in enumerate(pair.places)
    )
    mixed = mapped(places, [source.content or "" for source in pair.map.sources])  # type: ignore[arg-type]
    foreign = [Source(f"webpack://_N_E/../{each.name}", each.content) for each in mixed.sources]
    bought = Map(tuple(foreign), mapped=True, parts=mixed.parts)

    assert codes(pair, pair.script, mixed) == [("map-wrong", "error")]
    assert codes(pair, pair.script, bought) == [("map-wrong", "warning")]


def test_one_place_for_a_minified_script_says_nothing_of_columns() -> None:
    """webpack's cheap maps resolve every frame to the first line of one source."""
    pair = made(30)
    map_ = mapped(pair.places[:1], [module(0)])

    assert codes(pair, pair.script, map_) == [("map-coarse", "error")]


def test_places_lost_in_between_are_told_by_the_lines_they_lead_to() -> None:
    """Frames there resolve to the last place before the loss."""
    text = "".join(module(number) for number in range(30))
    lines = len(module(0).splitlines())
    pair = made(30)
    places = [(a, b, 0, source * lines + c, d) for a, b, source, c, d in pair.places]
    kept = [*places[:200], *places[400:]]

    assert codes(pair, pair.script, mapped(places, [text])) == []
    told = tell(
        "m", mapped(kept, [text]), judge(pair.script.encode(), mapped(kept, [text])), "known"
    )
    assert [(each.code, each.severity) for each in told.findings] == [("map-wrong", "warning")]
    assert "says nothing of the code behind line 1, column" in told.findings[0].sentence


def test_too_little_is_not_judged_and_said() -> None:
    """Nothing said would read as a pass."""
    map_ = mapped([(0, 0, 0, 0, 0)], ["export {};"])

    assert codes(made(1), "f();", map_) == [("map-not-judged", "info")]


def test_sections_count_from_their_offset() -> None:
    """Turbopack's maps with IDs have one section below the snippet."""
    pair = made(4)
    script = f"!function(){{}}();\n{pair.script}"
    moved = Map(pair.map.sources, mapped=True, parts=(Part(pair.map.parts[0].mappings, line=1),))

    assert codes(pair, script, moved) == []
    assert codes(pair, script) == [("map-wrong", "error")]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028"])
def test_lines_end_as_engines_or_bundlers_count_them(end: str) -> None:
    """Some bundlers count line feeds alone; one way must fit as a whole."""
    pair = made(12, lines=True)

    assert codes(pair, pair.script.replace("\n", end)) == []


def test_columns_are_utf_16_units() -> None:
    """A letter of two units in front of code on its line."""
    pair = made(4)
    places = [(line, column + 8, *rest) for line, column, *rest in pair.places]
    texts = [source.content or "" for source in pair.map.sources]

    assert codes(pair, f"/*\U0001f600*/; {pair.script}", mapped(places, texts)) == []  # type: ignore[arg-type]


def test_known_writers_are_moved_by_default() -> None:
    """The banner that Sentry's SDK puts on server entries, whose maps nobody moves."""
    pair = made(6)
    banner = (
        ";(function(){var g=globalThis.__SENTRY_ORCHESTRION__="
        "globalThis.__SENTRY_ORCHESTRION__||{};"
        "g.bundler=g.bundler||new Set();})();"
    )
    verdict = judge((banner + pair.script).encode(), pair.map)
    known, nobody = (tell("m", pair.map, verdict, ways) for ways in ("known", "none"))

    assert known.shifts == (Shift(0, 0, 0, len(banner)),)
    assert [(each.code, each.severity) for each in known.findings] == [("map-realigned", "info")]
    assert "Sentry's SDK" in known.findings[0].sentence
    assert nobody.shifts == ()
    assert nobody.findings[0].severity == "error"


def test_anyones_text_is_moved_where_it_is_asked_for() -> None:
    """The setting says that what stands on top is meant to."""
    pair = made(6)
    verdict = judge(f"{BANNER}\n{pair.script}".encode(), pair.map)
    told = tell("m", pair.map, verdict, "all")

    assert told.shifts == (Shift(0, 0, 1, 0),)
    assert [(each.code, each.severity) for each in told.findings] == [("map-realigned", "warning")]


def test_written_places_are_read_again() -> None:
    """The control of the fixtures here."""
    pair = made(3, lines=True)

    assert written(pair.places) == pair.map.parts[0].mappings
    assert all(first[:2] < second[:2] for first, second in pairwise(pair.places))

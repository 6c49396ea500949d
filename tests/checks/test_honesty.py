"""Honest maps pass, lying ones do not; both on made-up scripts and on what bundlers wrote."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from buildtools.checks.honesty import Score, Tally, judge, score
from buildtools.checks.maps import Map, Part, Source, parse
from buildtools.sourcemaps import comments
from buildtools.sourcemaps.embedded import embedded_map
from buildtools.sourcemaps.mappings import encode

TESTS = Path(__file__).resolve().parents[1]
FIXTURES = sorted(TESTS.glob("fixtures/*/expected.json"))
SNIPPET = b"!function(){try{var e=globalThis}catch(e){}}();\n"


def words(number: int) -> list[str]:
    return [f"property{index:04}" for index in range(number)]


def minified(names: list[str]) -> str:
    return "".join(f"o.{name}();" for name in names)


def mapped(names: list[str], *, line: int = 0, source: str = "src/a.ts") -> Map:
    """Map each word of `minified` to a line of its own in the source."""
    mappings, at, before = [], 2, 0
    for turn, name in enumerate(names):
        down = b"C" if turn else b"A"
        mappings.append(encode(at - before) + b"A" + down + b"A")
        before, at = at, at + len(name) + 5
    return Map(
        (Source(source, "\n".join(names)),),
        mapped=True,
        parts=(Part(b",".join(mappings).decode(), line=line),),
    )


def verdict(script: bytes, map_: Map) -> str | None:
    found = judge("a.js.map", score(script, map_))
    return found.severity if found else None


def test_a_right_map_is_honest() -> None:
    """All forty words stand where it says."""
    names = words(40)
    found = score(minified(names).encode(), mapped(names))

    assert {"src/a.ts": Tally(40, 40)} == found.by_source
    assert judge("a.js.map", found) is None


def test_a_line_on_top_without_a_move_is_an_error() -> None:
    """What an injector does that writes into the script and forgets its map."""
    names = words(40)
    found = judge("a.js.map", score(SNIPPET + minified(names).encode(), mapped(names)))

    assert found is not None
    assert (found.code, found.severity, found.subject) == ("map-dishonest", "error", "a.js.map")
    assert "of 37 words only 0 stand where it says" in found.sentence


def test_a_section_is_read_at_its_offset() -> None:
    """Turbopack's maps with IDs have one section on line 1, below the snippet."""
    names = words(40)
    script = SNIPPET + minified(names).encode()

    assert verdict(script, mapped(names, line=1)) is None
    assert verdict(script, mapped(names, line=0)) == "error"


def test_a_map_of_another_script_is_an_error() -> None:
    """Same names, other contents: what a warm cache leaves."""
    names = words(40)

    assert verdict(minified(names[20:] + names[:20]).encode(), mapped(names)) == "error"


def test_too_few_words_are_no_verdict() -> None:
    """Small stubs can miss by chance."""
    names = words(29)

    assert verdict(minified(names[::-1]).encode(), mapped(names)) is None


@pytest.mark.parametrize(
    ("source", "severity"),
    [
        pytest.param("src/a.ts", "warning", id="own"),
        pytest.param("turbopack:///[project]/node_modules/x/a.ts", "info", id="bought"),
    ],
)
def test_a_map_that_is_wrong_in_places_is_told(source: str, severity: str) -> None:
    """Between the thresholds the positions are partly wrong; only own code is one's business."""
    names = words(100)
    shuffled = names[:70] + names[70:][::-1]
    found = judge("m", score(minified(shuffled).encode(), mapped(names, source=source)))

    assert found is not None
    assert found.severity == severity
    assert f"30 of 100 words do not stand where it says, such as those of {source}" in (
        found.sentence
    )


def test_the_own_source_is_named_before_the_worst() -> None:
    """The reader can do something about that one."""
    found = Score({"node_modules/x.js": Tally(90, 40), "src/a.ts": Tally(40, 38)})

    assert found.worst == "src/a.ts"
    assert Score().worst == ""


@pytest.mark.parametrize(
    "source", ["src/App.svelte", "index.astro?astro&type=script", "webpack://_N_E/?e642", "b.vue"]
)
def test_texts_that_were_not_mapped_say_nothing(source: str) -> None:
    """Compiled components and loader text are another text than the one in the map."""
    names = words(40)

    assert not score(minified(names).encode(), mapped(names, source=source)).by_source


def test_texts_from_disk_stand_in_for_missing_ones() -> None:
    """tsc leaves them out, and the build step puts them in later."""
    names = words(40)
    bare = Map((Source("src/a.ts", None),), mapped=True, parts=mapped(names).parts)
    script = minified(names).encode()

    assert not score(script, bare).by_source
    assert score(script, bare, {0: "\n".join(names)}).whole == Tally(40, 40)


def test_words_that_stand_everywhere_are_not_counted() -> None:
    """A wrong map would score with them, and a right one lose by what compilers add."""
    names = ["return", "function", "undefined", "jsxs"]

    assert not score(minified(names).encode(), mapped(names)).by_source


def test_columns_count_utf_16_units() -> None:
    """An emoji is two of them; a map that is right must not fail for it."""
    names = words(40)
    map_ = mapped(names)
    script = f'"😀";{minified(names)}'
    moved = Part("K" + map_.parts[0].mappings, column=0)
    shifted = Map(map_.sources, mapped=True, parts=(Part(map_.parts[0].mappings, column=5),))

    assert moved.mappings[0] == "K"
    assert verdict(script.encode(), shifted) is None
    assert score(script.encode(), shifted).whole == Tally(40, 40)


@pytest.mark.parametrize("end", ["\u2028", "\r"])
def test_both_ways_to_count_lines_are_tried(end: str) -> None:
    """Engines end a line there, some bundlers do not; neither way is a lie."""
    names = words(40)
    script = f"var s='{end}';\n{minified(names)}".encode()

    assert verdict(script, mapped(names, line=1)) is None
    assert verdict(script, mapped(names, line=2)) is None
    assert verdict(script, mapped(names, line=3)) == "error"


def test_places_behind_the_end_do_not_accuse_a_map_of_the_right_lines() -> None:
    """SWC maps comments it has dropped: a third of a real chunk's positions are such."""
    names = words(40)
    script = minified(names[:5]).encode()

    assert verdict(script, mapped(names)) is None


def test_originals_behind_the_end_of_their_source_are_wrong() -> None:
    """The text in the map is shorter than the map believes."""
    names = words(40)
    short = Map((Source("src/a.ts", names[0]),), mapped=True, parts=mapped(names).parts)

    assert score(minified(names).encode(), short).whole == Tally(40, 1)


@pytest.mark.parametrize("broken", ["!", ",CAAA!", ",CEAA"])
def test_what_cannot_be_read_ends_the_reading_only(broken: str) -> None:
    """Unreadable mappings and sources that are not there are told by other checks."""
    names = words(40)
    map_ = mapped(names)
    cut = Map(map_.sources, mapped=True, parts=(Part(map_.parts[0].mappings + broken),))

    assert score(minified(names).encode(), cut).whole.standing >= 39


# What bundlers wrote


def _pairs(expected: Path) -> Iterator[tuple[str, bytes, Map]]:
    """Give the pairs of a fixture whose map can be read and maps something."""
    for name, map_name in json.loads(expected.read_text())["paired"].items():
        script = (expected.parent / name).read_bytes()
        if map_name:
            text = (expected.parent / map_name).read_bytes()
        else:
            text = embedded_map(script, comments.read(script)).text
        map_ = parse(name, text)
        if isinstance(map_, Map) and map_.mapped:
            yield name, script, map_


@pytest.mark.parametrize("expected", FIXTURES, ids=lambda path: str(path.parent.name))
def test_no_real_build_is_accused(expected: Path) -> None:
    """A false error would stop every release of a healthy project."""
    accused = {
        name: found
        for name, script, map_ in _pairs(expected)
        if (found := judge(name, score(script, map_))) and found.severity != "info"
    }

    assert {} == accused


def test_every_real_map_with_enough_words_is_caught_when_it_lies() -> None:
    """The control: the same builds, each script with a line on top that its map does not know."""
    shares = [
        found.whole.share
        for expected in FIXTURES
        for _, script, map_ in _pairs(expected)
        if (found := score(SNIPPET + script, map_)).whole.enough
    ]

    assert len(shares) >= 30 or not FIXTURES
    assert all(share < 0.5 for share in shares)

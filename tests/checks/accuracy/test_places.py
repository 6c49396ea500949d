"""Places are read from anywhere in a map as they are from its beginning."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from buildtools.checks import maps
from buildtools.checks.accuracy.places import Places, Unfit
from buildtools.checks.accuracy.runs import places as all_places
from buildtools.checks.maps import Map, Part, Source
from buildtools.sourcemaps.maps.mappings import encode
from buildtools.sourcemaps.maps.resolve import Tokens
from tests.checks.accuracy.pairs import Known, Made, made, plain

FIXTURES = Path(__file__).parents[2] / "fixtures"
SOURCES = tuple(Source(f"src/{number}.ts", f"text {number}") for number in range(60))


@st.composite
def segment(draw: st.DrawFn) -> str:
    """A segment of one field or four or five, all of which go on or stay."""
    column = encode(draw(st.integers(0, 700))).decode()
    if draw(st.integers(0, 5)) == 0:
        return column
    more = [draw(st.sampled_from(["A", "A", "A", "C"]))]
    more += [encode(draw(st.integers(0, 40))).decode() for _ in range(draw(st.integers(2, 3)))]
    return column + "".join(more)


rows = st.lists(st.lists(segment(), max_size=6).map(",".join), max_size=12)


def of(*parts: str) -> Map:
    """Make a map of parts, each of which begins on a line of its own."""
    made_: list[Part] = []
    line = 0
    for text in parts:
        made_.append(Part(text, 0, line, 0))
        line += text.count(";") + 1
    return Map(SOURCES, mapped=True, parts=tuple(made_))


@given(st.lists(rows.map(";".join), min_size=1, max_size=3), st.integers(1, 30))
def test_stretches_are_what_is_read_from_the_beginning(texts: list[str], count: int) -> None:
    """At whatever offset, also of a map in parts, and with places that lead nowhere."""
    map_ = of(*texts)
    every = [*all_places(map_)]
    assume(len(every) == sum(map(number_of, texts)))
    places = Places(map_, Known(map_))

    for part, text in enumerate(places.texts):
        end = text.number + text.counted(text.begin, len(text.text))
        for spot in places.spots(part, range(len(text.text))):
            wanted = every[spot.number : min(spot.number + count, end)]
            found = [*places.stretches([(spot, count)])]
            assert found == ([wanted] if wanted[0].source >= 0 else [])


def number_of(text: str) -> int:
    """Count the segments of a text by another way than the code does."""
    return sum(map(bool, text.replace(";", ",").split(",")))


@given(rows.map(";".join))
def test_lines_are_cut_as_a_whole_text_is(text: str) -> None:
    """A piece at a time."""
    map_ = of(text)
    assume(len([*all_places(map_)]) == number_of(text))

    assert [*Places(map_, Known(map_)).texts[0].rows(3)] == text.encode().split(b";")


@pytest.mark.parametrize("pair", [made(40), plain(12)], ids=["minified", "plain"])
def test_few_entries_are_asked_for(pair: Made) -> None:
    """One for each stretch, and none to count them."""
    map_ = pair.map
    known = Known(map_)
    places = Places(map_, known)
    (spot,) = places.spots(0, [len(places.texts[0].text) // 2])

    assert known.asked == 0
    assert len(next(places.stretches([(spot, 24)]))) == 24
    assert known.asked == 1


@pytest.mark.symbolic
@pytest.mark.parametrize("name", ["esbuild", "vite", "webpack", "next-turbopack", "tsc"])
def test_the_resolver_counts_the_entries_of_real_maps_so(name: str) -> None:
    """Every place of them, by its number."""
    for path in sorted((FIXTURES / name).glob("**/*.map")):
        data = path.read_bytes()
        map_ = maps.parse(path.name, data)
        assert isinstance(map_, Map)
        try:
            places = Places(map_, Tokens(data))
        except Unfit:
            continue  # sources without a name, or of one name and another text
        assert [*places.at(range(places.number))] == [*all_places(map_)]


def test_a_map_whose_entries_go_back_is_not_read_so() -> None:
    """The resolver has put them in order."""
    with pytest.raises(Unfit):
        Places(of("AAAA,KAAC,HAAC"), Known(of("AAAA,KAAC,HAAC")))


def test_another_number_of_entries_is_noticed() -> None:
    """Whatever read the map left something out."""
    with pytest.raises(Unfit):
        Places(of("AAAA,KAAC"), Known(of("AAAA")))


@pytest.mark.parametrize("second", [Source("a.ts", "other"), Source("", "text")])
def test_sources_that_names_cannot_tell_are_not_read_so(second: Source) -> None:
    """The resolver names the source of an entry."""
    map_ = Map((Source("a.ts", "text"), second), mapped=True, parts=(Part("AAAA"),))
    with pytest.raises(Unfit):
        Places(map_, Known(map_))


def test_two_sources_of_one_name_and_text_are_one() -> None:
    """Bundlers name a source in each section that has it."""
    map_ = Map((SOURCES[0], SOURCES[0]), mapped=True, parts=(Part("AAAA,CCAA"),))

    assert [place.source for place in Places(map_, Known(map_)).at([0, 1])] == [0, 0]


def test_a_name_that_is_no_source_is_noticed() -> None:
    """It is another map that was read."""
    other = Map((Source("b.ts", ""),), mapped=True, parts=(Part("AAAA"),))
    with pytest.raises(Unfit):
        next(Places(of("AAAA"), Known(other)).at([0]))

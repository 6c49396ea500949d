"""Texts by lines and columns: large ones take a byte a letter, and their columns stay."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.checks.accuracy import texts
from buildtools.checks.accuracy.coverage import cover
from buildtools.checks.maps import Map
from buildtools.sourcemaps.maps.segments import Segment


@pytest.mark.parametrize("end", ["", "\u2028"], ids=["plain", "with another line end"])
def test_a_large_script_keeps_its_columns(end: str) -> None:
    """Letters of two units count two, a byte order mark none, and lines end where they did."""
    line = 'say("決まり🙈");' * 1000 + end
    text = "\ufeff" + "\n".join([line] * 500)
    script = text.encode()
    large = "".join(texts.blocks(script))

    assert len(script) > texts._LARGE
    (here, *_), (there, *_) = texts.ways(large), texts.ways(text)
    ours, theirs = here(large), there(text)
    assert len(theirs) == len(ours)
    for column in (0, 3, 9, 12, 700, 4000):
        mine = ours[-2][column : column + 4]
        other = theirs[-2][column : column + 4]
        assert mine == other or not other.isascii()
    assert len(theirs[-2]) == len(ours[-2])


def test_a_small_script_is_read_as_it_is() -> None:
    """Words of any alphabet are compared there."""
    assert "\ufeff決=1" == "".join(texts.blocks("\ufeff決=1".encode()))


def test_a_whole_script_under_one_place_is_looked_at_in_part() -> None:
    """Its beginning tells whether it is code; taking all of it apart would cost as much again."""
    line = "function work(a){throw new Error(a)};" * 10_000
    place = Segment(0, 0, 0, 0, 0)
    found = cover([place], [line], texts.Sources(Map((), True), {}, texts.as_engines))

    assert found.stretched == len(line)
    assert found.is_coarse


_LETTERS = st.text(
    st.sampled_from("a\n\r\u2028\u2029\ufeff\xe9\u6c7a\U0001f648\ud83d\x0b\x0c\x1c\x85")
)


@given(text=_LETTERS)
def test_lines_are_those_that_an_expression_finds(text: str) -> None:
    """Whatever ends them, and whichever alphabet they are of."""
    units = re.sub("[\U00010000-\U0010ffff]", "\ufffd\ufffd", text.removeprefix("\ufeff"))
    lines = re.split("\r\n|[\n\r\u2028\u2029]", units)

    assert list(texts.as_engines(text)) == lines
    assert list(texts.as_bundlers(text)) == units.split("\n")
    ways = texts.ways(text)
    assert texts.as_engines == ways[0]
    assert (len(ways) == 2) is bool(re.search("\r(?!\n)|[\u2028\u2029]", text))


def test_letters_of_two_units_are_found_behind_the_first_block() -> None:
    """A script is looked through in blocks."""
    text = "\xe9" * texts._BLOCK + "\U0001f648"

    assert "\ufffd\ufffd" == texts.as_engines(text)[0][-2:]

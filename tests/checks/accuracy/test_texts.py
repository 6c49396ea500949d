"""Texts by lines and columns: large ones take a byte a letter, and their columns stay."""

import pytest

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

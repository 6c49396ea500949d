"""Trials hold what was seen so that it can be shown without any file."""

import pytest

from buildtools.proof.trials import CUT, MOST_TEXT, shortened

LONG = "a" * 5_000 + "here" + "b" * 5_000


@pytest.mark.parametrize("text", [None, "", "total", "x" * MOST_TEXT])
def test_what_is_short_stays_as_it_is(text: str | None) -> None:
    """Most lines are."""
    assert text == shortened(text, 3)


@pytest.mark.parametrize("column", [None, 0, 5_000, 5_003, len(LONG), 10**9])
def test_of_a_long_line_the_place_stays_in_sight(column: int | None) -> None:
    """A bundled library is one line of source, and the frame is somewhere in it."""
    kept = shortened(LONG, column) or ""

    assert MOST_TEXT < len(kept) <= MOST_TEXT + 2
    assert CUT in (kept[0], kept[-1])
    assert (column in (5_000, 5_003)) == ("here" in kept)

"""The treemap: tiles inside, none over another, and areas in proportion, whatever the weights."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from buildtools.reports.html.treemap import Rect, squarified

WITHIN = Rect(0, 0, 960, 340)
NEARLY = 1e-6
WEIGHTS = st.lists(st.integers(1, 10**9), min_size=1, max_size=40)


@given(WEIGHTS)
def test_areas_are_in_proportion(weights: list[int]) -> None:
    """Who compares two scripts by eye compares their bytes."""
    rects = squarified(weights, WITHIN)
    whole = WITHIN.width * WITHIN.height

    assert len(weights) == len(rects)
    for weight, rect in zip(weights, rects, strict=True):
        share = weight / sum(weights)
        assert abs(rect.width * rect.height / whole - share) <= NEARLY


@given(WEIGHTS)
def test_tiles_are_inside_and_none_lies_over_another(weights: list[int]) -> None:
    """Nothing is cut off, and nothing is hidden."""
    rects = squarified(weights, WITHIN)

    for each in rects:
        assert each.x >= 0
        assert each.y >= 0
        assert each.x + each.width <= WITHIN.width + NEARLY
        assert each.y + each.height <= WITHIN.height + NEARLY
    for one, other in combinations(rects, 2):
        wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
        high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
        assert min(wide, high) <= NEARLY


def test_the_example_of_the_paper_is_laid_as_there() -> None:
    """Two large ones beside two of a middle size, then the rest."""
    first, second, third, *_ = squarified([6, 6, 4, 3, 2, 2, 1], Rect(0, 0, 6, 4))

    assert Rect(0, 0, 3, 2) == first
    assert Rect(0, 2, 3, 2) == second
    assert (3, 0) == (third.x, third.y)
    assert abs(third.height - 7 / 3) < NEARLY


def test_many_equal_ones_are_nearly_squares() -> None:
    """A tile that is a line can neither be marked nor pointed at."""
    rects = squarified([1.0] * 2_000, WITHIN)

    assert max(max(each.width / each.height, each.height / each.width) for each in rects) < 2


def test_nothing_is_divided_among_nobody() -> None:
    """No weights, no tiles."""
    assert [] == squarified([], WITHIN)

"""The history of reviews as trends, and what may be foretold of it."""

import pytest

from buildtools.reports.strategy.forecast import forecast
from buildtools.reports.strategy.trends import trends
from buildtools.review.plan import NO_PLAN, Item, Plan
from tests.measured import PLAN, measured

GROWING = tuple(
    measured(f"web@1.{at}.0", weight_first_page_gz=value, pii_recall=None)
    for at, value in enumerate((34_700, 36_900, 38_600, 41_000, 42_800))
)
BOUND = Plan(1, (Item("weight-first-page-gz", "<= 45 kB"),))


def test_reviews_stand_side_by_side() -> None:
    """A table for every reader; what a review did not measure is told in its cell."""
    text = trends((*GROWING[:2], measured("web@1.5.0")), NO_PLAN, ())

    assert (
        "| 1 | web@1.0.0 | 2026-11-27 | 34.7 kB | 62.6 kB | 38.8 % | not measured | 3 | 2 |" in text
    )
    assert "| 3 | web@1.5.0 | 2026-11-27 | 56.9 kB | 62.6 kB | 38.8 % | 34.8 % | 3 | 2 |" in text


def test_a_chart_is_drawn_from_two_reviews_on() -> None:
    """By numbers, for twelve releases' names would lie one upon another."""
    text = trends(GROWING, NO_PLAN, ())

    assert '    x-axis "review" ["1", "2", "3", "4", "5"]\n    y-axis "kB" 0 --> 48\n' in text
    assert "    line [34.7, 36.9, 38.6, 41.0, 42.8]\n" in text
    assert "mermaid" not in trends(GROWING[:1], NO_PLAN, ())


def test_only_the_last_reviews_are_shown_and_they_keep_their_numbers() -> None:
    """Else every line of the table would change with each release."""
    many = tuple(measured(f"web@{at}") for at in range(20))
    text = trends(many, NO_PLAN, ())

    assert "The last 12 of 20 reviews." in text
    assert "| 9 | web@8 |" in text
    assert "web@7 |" not in text


@pytest.mark.parametrize("number", [1, 2, 3])
def test_nothing_is_foretold_from_fewer_than_four(number: int) -> None:
    """How many there are is said."""
    text = trends(GROWING[:number], NO_PLAN, ())

    assert f"{number} of 4 reviews: no forecast." in text
    assert "next release" not in text


def test_a_figure_that_fewer_reviews_have_measured_is_not_foretold() -> None:
    """Four reviews are not four of it."""
    text = trends((*GROWING[1:], measured(weight_first_page_gz=None)), NO_PLAN, ())
    fewer = trends((*GROWING[2:], measured(weight_first_page_gz=None)), NO_PLAN, ())

    assert "(95 %, 4 reviews)" in text
    assert "gzip 6: 3 of 4 reviews: no forecast" in fewer


def test_a_trend_is_told_with_its_spread_and_the_plans_bound() -> None:
    """When the line passes it, and not as a certainty."""
    text = trends(GROWING, BOUND, ())

    assert "44.9 kB in the next release, 44.1 kB to 45.7 kB (95 %, 5 reviews)" in text
    assert "2.0 kB more a release; past the plan's `<= 45 kB` in about 2 releases" in text


def test_what_moves_within_its_spread_has_no_trend() -> None:
    """A line goes through any points."""
    wild = tuple(measured(weight_first_page_gz=each) for each in (40e3, 50e3, 41e3, 49e3, 44e3))
    text = trends(wild, BOUND, ())

    assert "no trend beyond its spread" in text
    assert "past the plan" not in text
    assert "38.8 % in all of 5 reviews" in text


def test_a_line_away_from_a_bound_never_passes_it() -> None:
    """Or it has passed it long ago, which the plan against actual tells."""
    falling = tuple(reversed(GROWING))
    text = trends(falling, PLAN, ())

    assert "2.0 kB less a release" in text
    assert "past the plan" not in text


def test_a_share_is_foretold_as_one() -> None:
    """A straight line knows no hundred per cent."""
    rising = tuple(measured(pii_recall_shapes=each) for each in (0.80, 0.87, 0.93, 0.99))

    assert "100.0 % in the next release" in trends(rising, NO_PLAN, ())


def test_the_forecast_is_that_of_the_book() -> None:
    """Held against the closed form of five points, worked by hand."""
    found = forecast([1.0, 2.0, 2.0, 4.0, 5.0])

    assert found is not None
    assert found.value == pytest.approx(5.8)
    assert found.slope == pytest.approx(1.0)
    assert found.slope_spread == pytest.approx(3.182 * (0.8 / 3) ** 0.5 / 10**0.5, abs=1e-9)
    spread = 3.182 * (0.8 / 3) ** 0.5 * (1 + 1 / 5 + 9 / 10) ** 0.5
    assert (found.low, found.high) == pytest.approx((5.8 - spread, 5.8 + spread))
    assert found.has_trend
    assert 3 == found.reaches(6.9)
    assert found.reaches(1.0) is None


def test_many_reviews_have_a_quantile_too() -> None:
    """Beyond the table it is nearly that of the normal distribution."""
    found = forecast([float(at % 2) for at in range(40)])

    assert found is not None
    assert not found.has_trend
    assert 0.9 < (found.high - found.value) / 0.5 / 2.1 < 1.2

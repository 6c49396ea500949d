"""Bounds and tests of rates: known values, and errors as promised."""

import random
from fractions import Fraction
from math import comb, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.health.intervals import bounds, chance_of_fewer, chance_of_worse, surely

ERROR = 0.05
ROUNDS = 1500


@pytest.mark.parametrize(
    ("good", "total", "low"),
    [(50, 50, 0.9487), (299, 299, 0.9910), (598, 598, 0.9955), (9, 10, 0.6523), (0, 20, 0.0)],
)
def test_known_lower_bounds(good: int, total: int, low: float) -> None:
    """Wilson's, one-sided at 95 %: 50 of 50 are no proof of 99 %, 299 of 299 are one."""
    assert low == pytest.approx(bounds(good, total, ERROR)[0], abs=5e-5)


def test_of_nothing_nothing_is_known() -> None:
    """Neither all nor none."""
    assert (0.0, 1.0) == bounds(0, 0, ERROR)
    assert 0 == surely(0, 0, 0.99, ERROR)


@pytest.mark.parametrize(
    ("failed", "total", "wanted", "answer"),
    [
        (0, 50, 0.99, 0),
        (0, 298, 0.99, 0),
        (0, 299, 0.99, 1),
        (0, 597, 0.995, 0),
        (0, 598, 0.995, 1),
        (1, 300, 0.99, 0),
        (1, 473, 0.99, 1),
        (2, 10, 0.99, -1),
        (1, 100, 0.99, 0),
        (1, 3, 1.0, -1),
        (0, 10**6, 1.0, 0),
        (5, 5, 0.0, 1),
        (6_000, 1_000_000, 0.99, 1),
        (16_000, 1_000_000, 0.99, -1),
        (10_000, 1_000_000, 0.99, 0),
    ],
)
def test_known_answers(failed: int, total: int, wanted: float, answer: int) -> None:
    """The rule of three: 299 without a failure prove 99 %, 598 prove 99.5 %."""
    assert answer == surely(failed, total, wanted, ERROR)


@pytest.mark.parametrize("total", [30, 299, 473, 1500])
@pytest.mark.parametrize("wanted", [0.9, 0.99])
def test_a_rate_that_just_misses_passes_no_more_often_than_promised(
    total: int, wanted: float
) -> None:
    """All numbers of failures by their chance: of the rate that is wanted one in twenty at most."""
    share = Fraction(str(wanted))
    chances = [
        float(comb(total, bad) * (1 - share) ** bad * share ** (total - bad)) if bad < 60 else 0.0
        for bad in range(total + 1)
    ]
    said = [surely(bad, total, wanted, ERROR) for bad in range(min(total + 1, 60))]

    assert sum(chance for chance, one in zip(chances, said, strict=False) if one > 0) <= ERROR
    assert sum(chance for chance, one in zip(chances, said, strict=False) if one < 0) <= ERROR


@pytest.mark.parametrize(("share", "total"), [(0.001, 834), (0.01, 300), (0.05, 100)])
def test_two_of_one_rate_are_told_apart_no_more_often_than_promised(
    share: float, total: int
) -> None:
    """Drawn with a seed: nothing is worse, and one in twenty at most is said to be."""
    draw = random.Random(20260504)
    wrong = 0
    for _ in range(ROUNDS):
        now, before = (sum(draw.random() < share for _ in range(total)) for _ in range(2))
        wrong += chance_of_worse(now, total, before, total) <= ERROR

    assert wrong / ROUNDS <= ERROR + 0.015


def test_a_fall_is_noticed_with_the_power_that_it_takes() -> None:
    """From 99 % to 95 % with 300 on either side: in most of the draws."""
    draw = random.Random(7)
    noticed = 0
    for _ in range(400):
        now = sum(draw.random() < 0.05 for _ in range(300))
        before = sum(draw.random() < 0.01 for _ in range(300))
        noticed += chance_of_worse(now, 300, before, 300) <= ERROR

    assert noticed / 400 > 0.8


@pytest.mark.parametrize(
    ("now", "before", "chance"),
    [((3, 3), (0, 3), 1 / 20), ((0, 10), (5, 10), 1.0), ((3, 4), (1, 4), 17 / 70)],
)
def test_known_chances(now: tuple[int, int], before: tuple[int, int], chance: float) -> None:
    """Fisher's: the lady who tastes tea has three of four right by chance in 17 of 70."""
    assert chance == pytest.approx(chance_of_worse(*now, *before))


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_chances_are_those_of_counting(total: int, total_before: int, data: st.DataObject) -> None:
    """Every table of four numbers, counted exactly."""
    bad = data.draw(st.integers(0, total))
    bad_before = data.draw(st.integers(0, total_before))
    every, failures = total + total_before, bad + bad_before
    ways = sum(
        comb(failures, here) * comb(every - failures, total - here)
        for here in range(bad, min(failures, total) + 1)
    )

    expected = ways / comb(every, total)
    assert expected == pytest.approx(chance_of_worse(bad, total, bad_before, total_before))


@given(st.integers(0, 80), st.integers(0, 80), st.sampled_from([0.0, 0.01, 0.3, 0.99, 1.0]))
def test_fewer_are_counted_exactly(failed: int, total: int, share: float) -> None:
    """The tail of the binomial distribution, also where a share is none or all."""
    exact = Fraction(str(share))
    expected = sum(
        comb(total, bad) * exact**bad * (1 - exact) ** (total - bad)
        for bad in range(min(failed, total) + 1)
    )

    assert float(expected) == pytest.approx(chance_of_fewer(failed, total, share), abs=1e-9)
    assert 0.0 == chance_of_fewer(-1, total, share)


@given(st.integers(1, 10**6), st.data(), st.sampled_from([0.2, 0.05, 0.001]))
def test_bounds_hold_the_rate(total: int, data: st.DataObject, error: float) -> None:
    """They lie on either side of it, within 0 and 1, and are the same for what fails."""
    good = data.draw(st.integers(0, total))
    low, high = bounds(good, total, error)

    assert 0 <= low <= good / total <= high <= 1
    assert (1 - high, 1 - low) == pytest.approx(bounds(total - good, total, error), abs=1e-9)
    assert low > -inf

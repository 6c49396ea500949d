"""Three answers, and none of them by default."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildtools.health.intervals import surely
from buildtools.health.judging import Counts, Rate, judge, needed, of_look, together

ERROR = 0.05


def rate(total: int, failed: int = 0, before: Counts | None = None) -> Rate:
    """Judge sessions of which 99 % have to be well."""
    return judge("sessions", Counts(total, failed, failed), 0.99, ERROR, before)


def test_too_few_are_not_enough_and_say_how_many_would_be() -> None:
    """50 of 50 are no proof of 99 %."""
    few = rate(50)

    assert ("not-enough", 299, 1.0) == (few.answer, few.needed, few.rate)
    assert few.low == pytest.approx(0.9487, abs=5e-5)


def test_enough_without_failure_pass() -> None:
    """And nothing more is needed."""
    well = rate(299)
    assert ("pass", None) == (well.answer, well.needed)


def test_no_session_is_neither_well_nor_ill() -> None:
    """There is no rate of nothing."""
    none = rate(0)
    assert ("not-enough", None, 299) == (none.answer, none.rate, none.needed)


def test_who_surely_misses_what_is_wanted_fails() -> None:
    """And so does who reaches it, and is surely worse than before."""
    assert "fail" == rate(100, 10).answer
    worse = rate(20_000, 120, Counts(20_000, 40, 40))
    assert "fail" == worse.answer
    assert worse.high > worse.wanted
    assert worse.chance is not None
    assert worse.chance < ERROR


def test_as_good_as_before_passes() -> None:
    """And better too."""
    assert "pass" == rate(20_000, 120, Counts(20_000, 118, 118)).answer
    assert "pass" == rate(20_000, 20, Counts(20_000, 118, 118)).answer


def test_a_baseline_without_sessions_is_none() -> None:
    """It is not compared, which is told."""
    alone = rate(299, 0, Counts(0))
    assert ("pass", None, None) == (alone.answer, alone.before, alone.chance)


def test_what_may_be_more_neither_passes_nor_fails() -> None:
    """Users may have crashed and had an error that nobody caught: 1 to 20 of 300."""
    unsure = judge("users", Counts(300, 1, 20), 0.99, ERROR)
    assert "not-enough" == unsure.answer


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], "not-enough"),
        ([rate(299)], "pass"),
        ([rate(299), rate(3)], "not-enough"),
        ([rate(299), rate(3), rate(10, 9)], "fail"),
    ],
)
def test_one_that_fails_fails_all(answers: list[Rate], expected: str) -> None:
    """All of them have to pass."""
    assert expected == together(answers)


def test_no_number_decides_a_rate_that_is_what_is_wanted() -> None:
    """Nor one that is to be 100 %."""
    assert needed(Counts(1000, 10, 10), 0.99, ERROR) is None
    assert needed(Counts(10), 1.0, ERROR) is None


@given(st.integers(1, 3000), st.integers(0, 12))
def test_so_many_as_are_needed_decide(total: int, failed: int) -> None:
    """At the share of failures that there is."""
    failed = min(failed, total)
    number = needed(Counts(total, failed, failed), 0.99, ERROR)
    if number is None:
        return

    assert 0 != surely(round(number * failed / total), number, 0.99, ERROR)


def test_many_looks_share_one_error() -> None:
    """However often it is looked, the errors add up to no more."""
    assert 0.99 * ERROR < sum(of_look(ERROR, look) for look in range(1, 1000)) < ERROR

"""Two reviews beside each other."""

import msgspec
import pytest

from buildtools.review.against import WITHIN, compare
from buildtools.review.reviewed import Figure, Reviewed

HERE, THERE = "Chrome/156, a CPU", "Chrome/157, another CPU"


def review(release: str, *figures: Figure) -> Reviewed:
    kept = ("build",)
    return Reviewed(
        *("web", "production", release, None, "2026-11-27", {}, kept, (), figures, (), ())
    )


def timed(value: float, low: float, high: float, source: str = HERE) -> Figure:
    return Figure("page-cpu", value, source, 9, low, high)


@pytest.mark.parametrize(
    ("then", "now", "change", "says"),
    [
        (
            Figure("weight-all", 72_331, "maps"),
            Figure("weight-all", 34_000, "maps"),
            "−38.3 kB",
            "better",
        ),
        (
            Figure("weight-all", 34_000, "maps"),
            Figure("weight-all", 72_331, "maps"),
            "+38.3 kB",
            "worse",
        ),
        (
            Figure("weight-all", 34_000, "maps"),
            Figure("weight-all", 34_050, "maps"),
            "+0.1 kB",
            WITHIN,
        ),
        (Figure("secrets", 0, "patterns"), Figure("secrets", 0, "patterns"), "±0", "the same"),
        (Figure("pii-recall", 0.4, "x"), Figure("pii-recall", 0.8, "x"), "+40.0 points", "better"),
        (timed(20, 18, 22), timed(28, 27, 29), "+8.0 ms", "worse"),
        (timed(20, 18, 26), timed(28, 25, 29), "+8.0 ms", WITHIN),
        (timed(20, 18, 22), timed(20, 18, 22, f"{HERE}; below"), "±0.0 ms", "the same"),
    ],
)
def test_a_change_is_told_where_it_says_anything(
    then: Figure, now: Figure, change: str, says: str
) -> None:
    """Noise is no news."""
    ((_, _, _, shown, told),) = compare(review("web@2", now), review("web@1", then)).rows

    assert (change, says) == (shown, told)


def test_times_of_two_machines_are_not_compared() -> None:
    """Another CPU makes another number of the same page."""
    table = compare(
        review("web@2", timed(28, 27, 29, THERE)), review("web@1", timed(20, 18, 22, HERE))
    )
    ((_, then, now, change, told),) = table.rows

    assert ("20 ms", "28 ms", "") == (then, now, change)
    assert "not compared" in str(told)


def test_what_one_of_them_has_not_measured_is_said() -> None:
    """It is no change to or from nothing."""
    table = compare(review("web@2", Figure("secrets", 0, "x")), review("web@1"))
    unnamed = compare(msgspec.structs.replace(review(""), figures=()), review("web@1"))

    assert ("not measured", "0", "", "") == table.rows[0][1:]
    assert "web@2 beside web@1" == table.title
    assert ((), "this build beside web@1") == (unnamed.rows, unnamed.title)

"""The page of figures: what it says must be what was measured."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

import pytest

from bench import goals, report
from bench.figures import growth, rows


def _runs(*seconds: float, peak_mb: float = 10.0, sent_mb: float = 0.0) -> list[dict[str, float]]:
    return [
        {"seconds": each, "processor_seconds": each, "peak_mb": peak_mb, "sent_mb": sent_mb}
        for each in seconds
    ]


@pytest.fixture
def figures() -> dict[str, Any]:
    """Two sizes, ours four times as fast on one of them and slower on the other."""
    cases = {
        name: {
            "corpus": {"name": name, "scripts": 5, "megabytes": megabytes},
            "runs": {"ours": _runs(*ours), "sentry-cli": _runs(*theirs, peak_mb=40.0)},
        }
        for name, megabytes, ours, theirs in (
            ("inject medium", 100.0, (1.0, 9.0, 1.0), (4.0, 4.0, 5.0)),
            ("inject large", 400.0, (4.4, 4.4, 4.4), (2.2, 2.2, 2.2)),
        )
    }
    return {"cases": cases, "machine": {"python": 3}}


def _uploaded(*, sent_mb: float) -> dict[str, Any]:
    runs = {
        "sentry-cli": _runs(10.0, sent_mb=100.0),
        "ours": _runs(1.0, sent_mb=sent_mb),
        "ours, small": _runs(4.0, sent_mb=101.0),
    }
    return {"corpus": {"name": "medium", "scripts": 5, "megabytes": 9.0}, "runs": runs}


def test_ratios_are_of_medians_and_a_slower_one_is_told(figures: Mapping[str, Any]) -> None:
    """One slow round must not decide, and no row may flatter."""
    medium, large = rows(figures["cases"])

    assert (4.0, 0.25) == (medium.faster, medium.memory)
    assert (4.0 / 9.0, 5.0) == (medium.least, medium.greatest)
    assert 0.5 == large.faster
    assert "| **0.50** |" in report.page(figures)


def test_time_per_megabyte_compares_large_with_medium(figures: Mapping[str, Any]) -> None:
    """Ours must scale; without both sizes nothing is said."""
    cases = dict(figures["cases"])

    assert pytest.approx(1.1) == growth(cases, "inject {}")
    del cases["inject large"]
    assert growth(cases, "inject {}") is None


def test_a_goal_that_is_not_reached_is_told(figures: Mapping[str, Any]) -> None:
    """A page that only tells of what went well is an advertisement."""
    told = report.page(figures)

    assert "| inject medium | at least 7 times as fast | 4 | **no** |" in told
    assert "| inject medium | at most 0.333 of its memory | 0.25 | reached |" in told
    assert "| inject large: time per MB, against medium | at most 1.15 | 1.10 | reached |" in told


@pytest.mark.parametrize(("sent_mb", "reached"), [(119.0, True), (121.0, False)])
def test_bytes_are_compared_in_the_same_case(sent_mb: float, reached: bool) -> None:
    """Faster by sending more is no victory; each contestant of ours has its own bounds."""
    cases = {"upload medium, loopback": _uploaded(sent_mb=sent_mb)}
    made = rows(cases)
    seen = {(each.what, each.wanted): each.reached for each in goals.outcomes(made, cases)}

    assert ["ours", "ours, small"] == [row.contestant for row in made]
    assert seen["upload medium, loopback", "at most 1.2 of its bytes"] is reached
    assert seen["upload medium, loopback (small)", "at least 3 times as fast"] is False
    assert seen["upload medium, loopback (small)", "at most 1.02 of its bytes"] is True


def test_every_goal_is_of_a_case_that_is_measured() -> None:
    """A goal whose case was renamed would be passed over unsaid."""
    from bench.cases import CASES

    named = {goal.case for goal in goals.GOALS}
    named |= {task.format(size) for task in goals.GROWTH for size in ("medium", "large")}

    assert set() == named - set(CASES)


def test_the_plot_is_well_formed_and_longer_means_slower(figures: Mapping[str, Any]) -> None:
    """A bar that lies is worse than none."""
    drawing = ElementTree.fromstring(report.plot(rows(figures["cases"])))
    bars = [each for each in drawing if each.get("class") in ("ours", "other")]
    widths = [float(bar.get("width", "")) for bar in bars]

    assert widths[0] < widths[1]
    assert widths[2] > widths[3]

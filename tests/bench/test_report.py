"""The page of figures: what it says must be what was measured."""

from collections.abc import Mapping
from xml.etree import ElementTree

import pytest

from bench import report


def _runs(*seconds: float, peak_mb: float = 10.0) -> list[dict[str, float]]:
    return [{"seconds": each, "processor_seconds": each, "peak_mb": peak_mb} for each in seconds]


@pytest.fixture
def figures() -> dict[str, Mapping[str, Mapping[str, object]]]:
    """Two sizes, ours four times as fast on one of them and slower on the other."""
    cases = {
        name: {
            "corpus": {"scripts": 5, "megabytes": megabytes},
            "runs": {"ours": _runs(*ours), "sentry-cli": _runs(*theirs, peak_mb=35.0)},
        }
        for name, megabytes, ours, theirs in (
            ("inject-medium", 100.0, (1.0, 9.0, 1.0), (4.0, 4.0, 5.0)),
            ("inject-large", 400.0, (4.4, 4.4, 4.4), (2.2, 2.2, 2.2)),
        )
    }
    return {"cases": cases, "machine": {"python": {"version": 3}}}


def test_ratios_are_of_medians_and_a_slower_one_is_told(
    figures: dict[str, Mapping[str, Mapping[str, object]]],
) -> None:
    """One slow round must not decide, and no row may flatter."""
    medium, large = report.rows(figures["cases"])

    assert (4.0, 3.5) == (medium.faster, medium.smaller)
    assert (4.0 / 9.0, 5.0) == medium.spread
    assert 0.5 == large.faster
    assert "| **0.5** |" in report.page(figures)


def test_time_per_megabyte_compares_large_with_medium(
    figures: dict[str, Mapping[str, Mapping[str, object]]],
) -> None:
    """Ours must scale; without both sizes nothing is said."""
    cases = dict(figures["cases"])

    assert pytest.approx(1.1) == report.per_megabyte(cases)
    del cases["inject-large"]
    assert report.per_megabyte(cases) is None


def test_the_plot_is_well_formed_and_longer_means_slower(
    figures: dict[str, Mapping[str, Mapping[str, object]]],
) -> None:
    """A bar that lies is worse than none."""
    drawing = ElementTree.fromstring(report.plot(report.rows(figures["cases"])))
    bars = [each for each in drawing if each.get("class") in ("ours", "other")]
    widths = [float(bar.get("width", "")) for bar in bars]

    assert widths[0] < widths[1]
    assert widths[2] > widths[3]

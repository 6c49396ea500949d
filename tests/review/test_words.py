"""Figures in words: no more digits than their noise lets one see."""

import pytest

from buildtools.review.figures import FIGURES
from buildtools.review.words import measured, rounded


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("weight-first-page-gz", 56_854, "56.9 kB"),
        ("weight-first-page-gz", 1_234_567, "1,234.6 kB"),
        ("weight-pipeline", 6_371, "6.37 kB"),
        ("weight-first-page-share", 0.2887, "28.9 %"),
        ("pii-recall", 0, "0.0 %"),
        ("quota-dropped", 0.346, "35 %"),
        ("page-cpu", 39.3, "39 ms"),
        ("page-cpu", -0.2, "0 ms"),
        ("server-request-cpu", 221.4, "220 µs"),
        ("build-cpu", 8_049.0, "8,000 ms"),
        ("secrets", 3.0, "3"),
    ],
)
def test_a_figure_is_rounded_to_its_noise(name: str, value: float, words: str) -> None:
    """A digit below it would change with every run."""
    assert words == rounded(name, value)


def test_every_figure_can_be_said() -> None:
    """Whatever noise its row has."""
    assert all(rounded(name, 1.0) for name in FIGURES)
    assert "8.0 s" == measured(8, "s")

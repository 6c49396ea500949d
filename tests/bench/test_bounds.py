"""The measure of bounds: they are scaled for one judgement, and the table counts what was said."""

import pytest

from bench import bounds
from bench.accuracy import RIGHT, Seen


def fail_scaled(within: list[float]) -> None:
    """Take down the bounds where they are scaled, and fail there."""
    with bounds.scaled(0.5):
        within += [getattr(module, name) for module, name, _ in bounds.BOUNDS]
        raise ZeroDivisionError


def test_bounds_are_as_they_were_afterwards() -> None:
    """Within it each is another one, stricter by the factor; a failure changes nothing."""
    usual = [getattr(module, name) for module, name, _ in bounds.BOUNDS]
    within: list[float] = []
    with pytest.raises(ZeroDivisionError):
        fail_scaled(within)

    pairs = zip(usual, within, bounds.BOUNDS, strict=True)
    assert all(now == pytest.approx(was * (2 if up else 0.5)) for was, now, (_, _, up) in pairs)
    assert usual == [getattr(module, name) for module, name, _ in bounds.BOUNDS]


def test_a_row_counts_right_maps_apart_from_lies() -> None:
    """What leaves no trace but what is missing is counted with the rest, and the rest alone."""
    seen = [
        Seen(str(factor), "300 and more", kind, moved, outcome, 1, "")
        for factor in bounds.FACTORS
        for kind, moved, outcome in (
            (RIGHT, 0.0, "passed"),
            (RIGHT, 0.0, "noticed"),
            (bounds.LOST, 0.2, "passed"),
            ("lines on top", 1.0, "noticed"),
        )
    ]

    assert "| × 1 | 1 of 2 (50.0%) | 50.0% of 2 | 100.0% of 1 | 0 of 1 |" in [*bounds.table(seen)]

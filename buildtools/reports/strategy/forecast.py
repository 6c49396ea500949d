"""A figure's next value by a straight line through its reviews, with the spread of that line.

Source: ordinary least squares; the interval is that of a new observation, by Student's t at 95 %.
"""

from collections.abc import Sequence
from math import ceil, sqrt

import msgspec

FEWEST = 4
"""Reviews without which nothing is foretold: a line through three says little of a fourth."""

_STUDENT = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)
"""Two-sided 95 % quantiles of Student's t, from one degree of freedom on."""


class Forecast(msgspec.Struct, frozen=True):
    """What a straight line says of the next release."""

    value: float
    low: float
    high: float
    slope: float
    """A release."""
    slope_spread: float
    """Half of the slope's own interval."""
    n: int

    @property
    def has_trend(self) -> bool:
        """Whether the slope is more than its spread."""
        return abs(self.slope) > self.slope_spread

    def reaches(self, bound: float) -> int | None:
        """Return in how many releases the line passes a bound; None where it goes elsewhere."""
        before = self.value - self.slope
        if not self.has_trend or (bound - before) * self.slope <= 0:
            return None
        return ceil((bound - before) / self.slope)


def forecast(values: Sequence[float]) -> Forecast | None:
    """Foretell the value after these, which came a release after the other; None of too few."""
    n = len(values)
    if n < FEWEST:
        return None
    middle, mean = (n - 1) / 2, sum(values) / n
    squares = sum((at - middle) ** 2 for at in range(n))
    slope = sum((at - middle) * (value - mean) for at, value in enumerate(values)) / squares
    left = (value - mean - slope * (at - middle) for at, value in enumerate(values))
    error = sqrt(sum(each**2 for each in left) / (n - 2))
    quantile = _student(n - 2)
    value = mean + slope * (n - middle)
    spread = quantile * error * sqrt(1 + 1 / n + (n - middle) ** 2 / squares)
    return Forecast(
        value, value - spread, value + spread, slope, quantile * error / sqrt(squares), n
    )


def _student(freedom: int) -> float:
    return _STUDENT[freedom - 1] if freedom <= len(_STUDENT) else 1.96 + 2.5 / freedom

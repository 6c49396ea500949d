"""Figures in words, as every screen and document says them."""

from math import floor, log10

from buildtools.review.figures import FIGURES, Unit
from buildtools.review.reviewed import Figure


def in_words(figure: Figure) -> str:
    """Write a figure with its unit, rounded to its noise: `34.7 kB`, `38.8 %`, `23 ms`."""
    return rounded(figure.name, figure.value)


def rounded(name: str, value: float) -> str:
    """Write a value of a figure with no more digits than its noise lets one see."""
    row = FIGURES[name]
    if row.noise == 0:
        return measured(value, row.unit)
    scale, unit = _SHOWN.get(row.unit, (1, row.unit))
    digits = -floor(log10(row.noise / scale) + _EXACT)
    return f"{round(value / scale, digits) + 0:,.{max(digits, 0)}f} {unit}"


_SHOWN = {"bytes": (1000, "kB"), "share": (0.01, "%")}
"""What a unit is shown in, and how many of its own make one."""

_EXACT = 1e-9
"""So that a tenth, which no float is, is a tenth."""


def measured(value: float, unit: str) -> str:
    """Write a number of a unit of figures: bytes as kB, shares in per cent."""
    match unit:
        case "bytes":
            return f"{value / 1000:,.1f} kB"
        case "share":
            return f"{value * 100:.1f} %"
        case "count":
            return f"{value:g}"
        case _:
            return f"{value:,.1f} {unit}"


def signed(value: float, unit: Unit) -> str:
    """Write a difference: `−38.4 kB`; of shares in points, since per cent would be of what it was.

    One of nothing is ±0.
    """
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    size = measured(abs(value), unit)
    return f"{sign}{size.replace('%', 'points') if unit == 'share' else size}"

"""Figures in words, as every screen and document says them."""

from buildtools.review.figures import FIGURES
from buildtools.review.reviewed import Figure


def in_words(figure: Figure) -> str:
    """Write a figure with its unit: `34.7 kB`, `38.8 %`, `22.6 ms`."""
    return measured(figure.value, FIGURES[figure.name].unit)


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

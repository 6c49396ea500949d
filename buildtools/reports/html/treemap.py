"""Treemap: rectangles whose areas are in proportion to weights, each as near to a square as may be.

Source: Bruls, Huizing, van Wijk, Squarified Treemaps, 2000.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Rect(NamedTuple):
    """A rectangle; in the unit of the one that was divided."""

    x: float
    y: float
    width: float
    height: float


def squarified(weights: Sequence[float], within: Rect) -> list[Rect]:
    """Divide a rectangle among weights, each of which is more than nothing.

    They are laid in their order, which gives the best shapes where the largest comes first.
    """
    whole = sum(weights)
    areas = [weight / whole * within.width * within.height for weight in weights]
    laid: list[Rect] = []
    while areas:
        row = _row(areas, min(within.width, within.height))
        rects, within = _laid(row, within, last=len(row) == len(areas))
        laid += rects
        areas = areas[len(row) :]
    return laid


def _row(areas: Sequence[float], side: float) -> Sequence[float]:
    """Return so many of the first areas that the worst of their shapes is the best there is."""
    total, best = areas[0], _worst(areas[0], areas[0], areas[0], side)
    smallest = largest = areas[0]
    for number, area in enumerate(areas[1:], 1):
        smallest, largest = min(smallest, area), max(largest, area)
        worst = _worst(total + area, smallest, largest, side)
        if worst > best:
            return areas[:number]
        total, best = total + area, worst
    return areas


def _worst(total: float, smallest: float, largest: float, side: float) -> float:
    """Return how far from a square the worst of a row is: its longer side by its shorter."""
    return max(side**2 * largest / total**2, total**2 / (side**2 * smallest))


def _laid(row: Sequence[float], within: Rect, *, last: bool) -> tuple[list[Rect], Rect]:
    """Lay a row along the shorter side; return it, and what is left."""
    total, (x, y, width, height) = sum(row), within
    rects: list[Rect] = []
    if width >= height:
        deep = width if last else total / height
        for area in row:
            rects.append(Rect(x, y, deep, area / total * height))
            y += rects[-1].height
        return rects, Rect(x + deep, within.y, width - deep, height)
    deep = height if last else total / width
    for area in row:
        rects.append(Rect(x, y, area / total * width, deep))
        x += rects[-1].width
    return rects, Rect(within.x, y + deep, width, height - deep)

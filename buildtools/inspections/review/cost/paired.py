"""Paired measurements: the same with and without, in turns, and what can be told of it. Pure.

What else the machine does moves both measures of a pair, so differences are taken pair by pair.
A difference is seen where chance makes such a one in five of a hundred at most: by the signs of
the pairs (sign test), or, where they are few, by ranges that lie apart (rank sums).
"""

from collections.abc import Callable, Mapping, Sequence
from math import comb
from statistics import median
from typing import NamedTuple, TypeVar

from buildtools.review.figures import FIGURES
from buildtools.review.reviewed import Figure

BELOW = "below what can be seen here"
_CHANCE = 0.05

Measured = TypeVar("Measured")


class Spread(NamedTuple):
    """Several measurements of one thing."""

    median: float
    low: float
    high: float
    n: int


class Difference(NamedTuple):
    """What one thing takes above another, pair by pair."""

    spread: Spread
    seen: bool
    """Whether it is more than chance would make of nothing."""


def spread(values: Sequence[float]) -> Spread:
    """Return the median of measurements, with the smallest and the largest."""
    return Spread(median(values), min(values), max(values), len(values))


def difference(base: Sequence[float], other: Sequence[float], least: float = 0.0) -> Difference:
    """Return what `other` takes above `base`, pair by pair.

    Less than `least` is never seen, and neither is that it would take less.
    """
    pairs = [after - before for before, after in zip(base, other, strict=True)]
    found = spread(pairs)
    likely = min(_by_signs(pairs), _by_ranges(base, other))
    return Difference(found, found.median >= max(least, 0.0) and likely <= _CHANCE)


def _by_signs(pairs: Sequence[float]) -> float:
    """Return how likely so many pairs are above zero where nothing is different."""
    signs = [each for each in pairs if each]
    above = sum(each > 0 for each in signs)
    return float(sum(comb(len(signs), k) for k in range(above, len(signs) + 1)) / 2 ** len(signs))


def _by_ranges(base: Sequence[float], other: Sequence[float]) -> float:
    """Return how likely all of one kind are above all of the other where nothing is different."""
    apart = min(other) > max(base)
    return 1 / comb(len(base) + len(other), len(base)) if apart else 1.0


def in_turns(
    measures: Mapping[str, Callable[[], Measured]], rounds: int, before: int = 1
) -> dict[str, list[Measured]]:
    """Measure each once a round, in an order that is turned round every other time.

    So many rounds are done `before`, and not kept: they fill caches.
    """
    names = [*measures]
    kept: dict[str, list[Measured]] = {name: [] for name in names}
    for number in range(1 - before, rounds + 1):
        for name in names if number % 2 else reversed(names):
            value = measures[name]()
            if number > 0:
                kept[name].append(value)
    return kept


def figure(name: str, found: Difference, source: str) -> Figure:
    """Return a difference as a figure; its source says where it is below what can be seen."""
    where = source if found.seen else f"{source}; {BELOW}"
    value, low, high = (round(each, 2) for each in found.spread[:3])
    return Figure(name, value, where, found.spread.n, low, high)


def least(name: str) -> float:
    """Return the difference below which a figure says nothing."""
    return FIGURES[name].noise

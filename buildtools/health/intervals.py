"""What can be told of a rate by a sample of it, one-sided and with a promised error.

Source: Wilson, Probable Inference (1927); Clopper and Pearson, The Use of Confidence or Fiducial
Limits (1934); Fisher, The Design of Experiments (1935), the exact test.
"""

from math import exp, inf, lgamma, log, log1p, sqrt
from statistics import NormalDist
from typing import Final

_MANY: Final = 5_000
"""With more failures than these Wilson's bounds are exact enough, and adding up takes long."""


def bounds(good: int, total: int, error: float) -> tuple[float, float]:
    """Return a lower and an upper bound of a rate, each wrong about once in 1 / `error` samples.

    Without a sample nothing is known: 0 and 1. 50 of 50 at 0.05 -> (0.9487, 1.0)
    """
    if total <= 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(1 - error)
    rate, square = good / total, z * z
    centre = (rate + square / (2 * total)) / (1 + square / total)
    half = z / (1 + square / total) * sqrt(rate * (1 - rate) / total + square / (4 * total**2))
    low = 0.0 if good == 0 else max(centre - half, 0.0)
    high = 1.0 if good == total else min(centre + half, 1.0)
    return low, high


def chance_of_worse(bad: int, total: int, bad_before: int, total_before: int) -> float:
    """Return how likely so many failures here are where both have the same rate.

    Given all failures of both, at least `bad` of them here: exact for samples of every size, so a
    bound on it is wrong no more often than it says.
    """
    every, failures = total + total_before, bad + bad_before
    most = min(failures, total)
    whole = _choose(every, total)
    chance = sum(
        exp(_choose(failures, here) + _choose(every - failures, total - here) - whole)
        for here in range(bad, most + 1)
    )
    return min(chance, 1.0)


def surely(failed: int, total: int, wanted: float, error: float) -> int:
    """Return 1 where a rate surely reaches what is wanted, -1 where it surely misses it, else 0.

    Wilson's bounds are a little too sure where failures are rare: 268 of 268 would be 99 %. So a
    rate has to be told by the exact binomial test as well, for which it takes 299.
    """
    low, high = bounds(total - failed, total, error)
    many = failed > _MANY or wanted <= 0
    if total and low >= wanted:
        return int(many or chance_of_fewer(failed, total, 1 - wanted) <= error)
    if high < wanted:
        return -int(many or 1 - chance_of_fewer(failed - 1, total, 1 - wanted) <= error)
    return 0


def chance_of_fewer(failed: int, total: int, share: float) -> float:
    """Return how likely at most so many failures are where each of all fails by that share."""
    if failed < 0:
        return 0.0
    if failed >= total or share <= 0:
        return 1.0
    if share >= 1:
        return 0.0
    fails, holds = log(share), log1p(-share)
    return min(
        sum(
            exp(_choose(total, here) + here * fails + (total - here) * holds)
            for here in range(failed + 1)
        ),
        1.0,
    )


def _choose(of: int, take: int) -> float:
    """Return the logarithm of how many ways there are to take some; -inf where there is none."""
    if not 0 <= take <= of:
        return -inf
    return lgamma(of + 1) - lgamma(take + 1) - lgamma(of - take + 1)

"""What the sessions of a release say: that it is well, that it is not, or that they are too few.

It is well where the rate surely reaches what is wanted and is not surely worse than before; not
well where it surely misses that, or is surely worse. Anything else is not enough.
Source: docs/wire.md#sessions.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from buildtools.health.intervals import bounds, chance_of_worse, surely

Answer = Literal["pass", "fail", "not-enough"]
Of = Literal["sessions", "users"]

_MOST_NEEDED = 100_000_000


class Counts(msgspec.Struct, frozen=True):
    """How many there were, and how many of them failed.

    Who crashed and who had an error that nobody caught may be the same: `failed` counts the least
    that it can be, `failed_most` the most.
    """

    total: int
    failed: int = 0
    failed_most: int = 0


class Rate(msgspec.Struct, frozen=True):
    """What is known of one rate. Rates are shares from 0 to 1; None where nobody knows."""

    of: Of
    wanted: float
    total: int
    failed: int
    failed_most: int
    rate: float | None
    low: float
    high: float
    answer: Answer
    needed: int | None
    """How many would decide, if they go on as they do; None where that is decided, or never."""
    before: Counts | None = None
    chance: float | None = None
    """How likely so many failures are where it is no worse than before; None: not compared."""


def judge(of: Of, seen: Counts, wanted: float, error: float, before: Counts | None = None) -> Rate:
    """Judge one rate; each of the two ways to say `fail` is wrong about once in 1 / `error`.

    A baseline without any session is none.
    """
    low, _ = bounds(seen.total - seen.failed_most, seen.total, error)
    _, high = bounds(seen.total - seen.failed, seen.total, error)
    compared = before if before and before.total and seen.total else None
    chance = (
        chance_of_worse(seen.failed, seen.total, compared.failed_most, compared.total)
        if compared
        else None
    )
    answer: Answer = "not-enough"
    worse = chance is not None and chance <= error
    if worse or surely(seen.failed, seen.total, wanted, error) < 0:
        answer = "fail"
    elif surely(seen.failed_most, seen.total, wanted, error) > 0:
        answer = "pass"
    return Rate(
        of=of,
        wanted=wanted,
        total=seen.total,
        failed=seen.failed,
        failed_most=seen.failed_most,
        rate=1 - seen.failed / seen.total if seen.total else None,
        low=low,
        high=high,
        answer=answer,
        needed=needed(seen, wanted, error) if answer == "not-enough" else None,
        before=compared,
        chance=chance,
    )


def together(rates: Sequence[Rate]) -> Answer:
    """Return the answer of several: one that fails fails all, and all have to pass."""
    answers = {rate.answer for rate in rates}
    for answer in ("fail", "not-enough"):
        if answer in answers:
            return answer
    return "pass" if answers else "not-enough"


def needed(seen: Counts, wanted: float, error: float) -> int | None:
    """Return how many in all would decide, at the share of failures that there is.

    None where no number does: the rate is that which is wanted, or nothing can be better than it.
    """
    share = seen.failed / seen.total if seen.total else 0.0
    fewest, most = max(seen.total, 1), _MOST_NEEDED
    if not _decides(most, share, wanted, error):
        return None
    while fewest < most:
        middle = (fewest + most) // 2
        if _decides(middle, share, wanted, error):
            most = middle
        else:
            fewest = middle + 1
    return most


def _decides(total: int, share: float, wanted: float, error: float) -> bool:
    return surely(round(total * share), total, wanted, error) != 0


def of_look(error: float, look: int) -> float:
    """Return the error of one of many looks, so that of all together it is no more than `error`.

    The first look is number 1. Who looks until something passes would else be wrong in the end.
    """
    return error / (look * (look + 1))

"""How long to wait before asking again: a little longer each time, or as long as a server says.

Pure: no clock, no socket. Source: docs/wire.md#retries-and-rate-limits; RFC 9110,
Retry-After.
"""

import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple


class Backoff(NamedTuple):
    """Waits in seconds that grow from the first to the longest."""

    first: float
    growth: float
    """What a wait is multiplied by for the next one."""
    longest: float

    def after(self, tried: int) -> float:
        """Return the wait after so many tries, at least one."""
        try:
            return min(self.first * self.growth ** (tried - 1), self.longest)
        except OverflowError:  # an hour of tries
            return self.longest

    def waits(self, count: int) -> tuple[float, ...]:
        """Return the waits between `count` tries and one more."""
        return tuple(self.after(tried) for tried in range(1, count + 1))


def told_seconds(headers: Mapping[str, str], now: float) -> float | None:
    """Read how long the server asks us to wait: `Retry-After`, else the reset of its limit.

    Never below zero; None where it says nothing that can be read.
    """
    after = headers.get("retry-after", "").strip()
    told = _number(after)
    if told is None and after:
        told = _until(after, now)
    if told is None:
        reset = _number(headers.get("x-sentry-rate-limit-reset", ""))
        told = None if reset is None else reset - now
    return None if told is None else max(told, 0.0)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _until(date: str, now: float) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp() - now
    except (ValueError, OverflowError):
        return None

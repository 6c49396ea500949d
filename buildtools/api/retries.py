"""When a request is tried again, and how long to wait first. Pure: no clock, no socket.

Source: docs/wire.md#retries-and-rate-limits.
"""

import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import msgspec

from buildtools.api.reply import Reply
from buildtools.api.silences import Silence

GATEWAY = frozenset({408, 425, 502, 503, 504, 507, *range(520, 528), 530})
"""Somebody between us and the server has no answer, or the server has no room just now.

408 comes from a proxy that lost patience, 520 to 530 are Cloudflare's words for a server that it
cannot reach.
"""

FIRST_WAIT_SECONDS = 1.0
GROWTH = 1.5
LONGEST_STEP_SECONDS = 5.0
LONGEST_TOLD_SECONDS = 120.0
"""We wait no longer than this for one request because a server asks us to; then the run fails and
says so."""

_SERVER_FAULT = 500
_CONFLICT = 409
_TOO_MANY = 429
_RARELY = 2
"""Tries after the first for faults that seldom mend themselves."""


class Plan(msgspec.Struct, frozen=True):
    """What a request can bear."""

    retries: int
    idempotent: bool = True
    """Doing it twice is as good as once."""
    conflicts: bool = False
    """409 means that another update is running, which ends."""

    def wait(
        self,
        outcome: Reply | Silence,
        tried: int,
        *,
        now: float,
        chance: float,
        waited: float = 0.0,
    ) -> float | None:
        """Seconds to wait before the next try; None when there is none to make.

        `tried` counts the tries so far, `now` is in seconds since 1970, `chance` in 0..1 spreads
        clients that failed together, `waited` are the seconds between the tries so far.
        """
        if tried > min(self.retries, self._most(outcome)):
            return None
        step = min(FIRST_WAIT_SECONDS * GROWTH ** (tried - 1), LONGEST_STEP_SECONDS)
        usual = step * (1 + chance / 4)
        if isinstance(outcome, Silence):
            return usual
        told = told_seconds(outcome.headers, now)
        if told is None or outcome.status not in GATEWAY | {_TOO_MANY}:
            return usual
        # Some say zero, or a moment that has passed: coming back at once makes a limit last.
        return max(told, usual) if told + waited <= LONGEST_TOLD_SECONDS else None

    def _most(self, outcome: Reply | Silence) -> int:
        if isinstance(outcome, Silence):
            if outcome.lasting or (outcome.arrived and not self.idempotent):
                return 0
            return _RARELY if outcome.slow else self.retries
        if outcome.status == _TOO_MANY or (outcome.status == _CONFLICT and self.conflicts):
            return self.retries
        if not self.idempotent:
            return 0
        if outcome.status == _SERVER_FAULT:
            return _RARELY
        return self.retries if outcome.status in GATEWAY else 0


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

"""When a request is tried again, and how long to wait first. Pure: no clock, no socket.

Source: docs/wire.md#retries-and-rate-limits.
"""

import msgspec

from buildtools.api.http.backoff import Backoff, told_seconds
from buildtools.api.http.connection_errors import ConnectionFailure
from buildtools.api.http.response import Response

NO_ROOM = 507
"""The server is at work and says itself that it can store nothing."""
GATEWAY = frozenset({408, 425, 502, 503, 504, NO_ROOM, *range(520, 528), 530})
"""Somebody between us and the server has no answer, or the server has no room just now.

408 comes from a proxy that waited too long, 520 to 530 are Cloudflare's words for a server that it
cannot reach.
"""

BACKOFF = Backoff(first=1.0, growth=1.5, longest=5.0)
LONGEST_TOLD_SECONDS = 120.0
"""We wait no longer than this for one request because a server asks us to; then the run fails and
says so."""

_SERVER_FAULT = 500
_CONFLICT = 409
_TOO_MANY = 429
_RARELY = 2
"""Tries after the first for faults that seldom pass by themselves."""


class Plan(msgspec.Struct, frozen=True):
    """What a request can bear."""

    retries: int
    idempotent: bool = True
    """Doing it twice is as good as once."""
    conflicts: bool = False
    """409 means that another update is running, which ends."""

    def wait(
        self,
        outcome: Response | ConnectionFailure,
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
        usual = BACKOFF.after(tried) * (1 + chance / 4)
        if isinstance(outcome, ConnectionFailure):
            return usual
        told = told_seconds(outcome.headers, now)
        if told is None or outcome.status not in GATEWAY | {_TOO_MANY}:
            return usual
        # Some say zero, or a moment that has passed: coming back at once makes a limit last.
        return max(told, usual) if told + waited <= LONGEST_TOLD_SECONDS else None

    def _most(self, outcome: Response | ConnectionFailure) -> int:
        if isinstance(outcome, ConnectionFailure):
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

"""Waiting for a bundle's final state: ask, a little less often each time, until the time is up."""

import logging
from collections.abc import Callable

from buildtools.api.http.backoff import Backoff
from buildtools.api.http.response import Refused
from buildtools.api.http.retries import GATEWAY, NO_ROOM
from buildtools.api.models.answers import Assembly
from buildtools.errors import ServerUnreachable

log = logging.getLogger("buildtools")

BACKOFF = Backoff(first=0.15, growth=1.5, longest=2.0)
"""A small bundle is stored at once; a second of waiting would be most of the step."""

_GAVE_UP = GATEWAY - {NO_ROOM}


class Poller:
    """Asks until a state is final, a little less often each time."""

    def __init__(
        self,
        ask: Callable[[], Assembly],
        final: frozenset[str],
        seconds: float,
        pause: Callable[[float], None],
        now: Callable[[], float],
    ) -> None:
        self._ask = ask
        self._final = final | {"ok", "error", "not_found"}
        self._seconds = seconds
        self._pause = pause
        self._now = now
        self.begin()

    def begin(self) -> None:
        """Count the time from now on."""
        self._deadline = self._now() + self._seconds
        self._rests = 0

    def ask(self) -> Assembly:
        """Ask once; a gateway that gave up says nothing of the work behind it, so ask again.

        Raises what the transport raises, once the time is up; at once where the server is out of
        room, which the transport's own tries have outlasted: nobody makes any while we wait.
        """
        while True:
            try:
                return self._ask()
            except (ServerUnreachable, Refused) as failure:
                if isinstance(failure, Refused) and failure.status not in _GAVE_UP:
                    raise
                if not self._rest():
                    raise
                log.info("no answer on the bundle's state (%s), asking again", failure)

    def settled(self, answer: Assembly) -> Assembly:
        """Ask until the state is final.

        Raises ServerUnreachable when the time is up before.
        """
        while answer.state not in self._final:
            if not self._rest():
                raise ServerUnreachable(
                    f"the bundle is still “{answer.state}” after {self._seconds:.0f} s",
                    evidence=["every chunk is on the server, which has not finished its work"],
                    remedy="run the step again: it goes on where this one stopped; "
                    "server.wait_seconds allows more time",
                )
            answer = self.ask()
        return answer

    def _rest(self) -> bool:
        """Pause before the next question; False when there is no time for one."""
        left = self._deadline - self._now()
        if left <= 0:
            return False
        self._rests += 1
        self._pause(min(BACKOFF.after(self._rests), left))
        return True

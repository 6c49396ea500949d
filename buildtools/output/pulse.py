"""Pulse: off a terminal, a line for every half minute in which a step says nothing.

CI systems end jobs that are silent for long, and people who read a log want to know where it is.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from buildtools.output.display import Unseen
from buildtools.output.pace import Pace

SILENT_SECONDS = 30.0
"""Far less than CI systems wait: Travis ends a job after ten silent minutes, others later."""


class Pulse(Unseen):
    """Says now and then that a step goes on."""

    def __init__(
        self, say: Callable[[str], None], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._say = say
        self._now = now
        self._pace: Pace | None = None
        self._heard = now()

    def begin(self, step: str) -> None:
        self._pace, self._heard = Pace(step, self._now()), self._now()

    def advanced(self, what: str, done: int, of: int | None) -> None:
        if self._pace:
            self._pace.advanced(what, done, of, self._now())

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take that somebody says something: that is as good."""
        self._heard = self._now()
        yield

    def tick(self) -> None:
        now, pace = self._now(), self._pace
        if pace and now - self._heard >= SILENT_SECONDS:
            self._say(pace.words(now))

    def end(self, *, failed: bool = False) -> tuple[str, ...]:
        self._pace = None
        return ()

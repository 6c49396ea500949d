"""Waiting until a server has processed an event, as far as time allows."""

import time
from collections.abc import Callable
from typing import Protocol

from buildtools.api.http.backoff import Backoff
from buildtools.api.models.events import Event

BACKOFF = Backoff(first=1.0, growth=1.5, longest=8.0)


class EventReader(Protocol):
    """What is asked of a client."""

    def event(self, project: str, event_id: str) -> Event | None: ...


def wait_for(
    client: EventReader,
    project: str,
    event_id: str,
    *,
    seconds: float,
    pause: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.monotonic,
) -> Event | None:
    """Ask for an event until the server has processed it; None when the time is up."""
    end = now() + seconds
    tried = 0
    while True:
        event = client.event(project, event_id)
        left = end - now()
        if event is not None or left <= 0:
            return event
        tried += 1
        pause(min(BACKOFF.after(tried), left))

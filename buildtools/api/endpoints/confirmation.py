"""Asking once more: what a server accepted is looked at before it counts as done.

Sentry counts commits and deploys within the request, but may answer the next one from a copy of its
database that is a little behind, so a thing that is missing is asked for again, for at most
`sum(WAITS)` seconds. Source: docs/wire.md#releases.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from buildtools.api.http.backoff import Backoff

T = TypeVar("T")

WAITS = Backoff(first=0.5, growth=2.0, longest=4.0).waits(4)
"""Seconds before each further question."""


def read_back(
    ask: Callable[[], T], holds: Callable[[T], bool], pause: Callable[[float], None] = time.sleep
) -> T:
    """Ask until the answer is as it should be, or time is up; give the last answer."""
    answer = ask()
    for seconds in WAITS:
        if holds(answer):
            break
        pause(seconds)
        answer = ask()
    return answer

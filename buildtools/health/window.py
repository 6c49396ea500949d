"""Which hours after a deploy are looked at: servers count sessions by the hour.

Source: docs/wire.md#sessions.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_HOUR = timedelta(hours=1)


class Window(NamedTuple):
    """Whole hours; the end is not part of them."""

    start: datetime
    hours: int

    @property
    def end(self) -> datetime:
        """When they are over."""
        return self.start + self.hours * _HOUR

    @property
    def asked(self) -> tuple[str, str]:
        """The same as a server is asked, which counts the last second in."""
        ends = (self.start, self.end - timedelta(seconds=1))
        return ends[0].strftime(_FORM), ends[1].strftime(_FORM)


_FORM = "%Y-%m-%dT%H:%M:%S"


def after(deployed: datetime, now: datetime, most: int) -> Window:
    """Return the hours from that of a deploy to this one, at most so many of them.

    A deploy that is still to come, by the clock of a server, is looked at from this hour on.
    """
    start = _hour(min(deployed, now))
    passed = (now - start) // _HOUR + 1
    return Window(start, min(passed, most))


def same_after(deployed: datetime, window: Window) -> Window:
    """Return as many hours after another deploy."""
    return Window(_hour(deployed), window.hours)


def _hour(when: datetime) -> datetime:
    return when.astimezone(UTC).replace(minute=0, second=0, microsecond=0)

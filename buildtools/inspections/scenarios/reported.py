"""Events that errors were reported by: found again on the server, and read as far as they matter.

The event of a page is known by the ID that its SDK sent. One of a server is new, and of the trace
that the request belonged to; of several the one that shows the marked line is meant.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from buildtools.api.http.backoff import Backoff
from buildtools.api.models.events import Event, ExceptionValue, Frame
from buildtools.checks.expectations import Came
from buildtools.checks.test_events import Seen

BACKOFF = Backoff(first=0.1, growth=1.5, longest=5.0)
SILENT_SECONDS = 5.0
"""How long a page that was pressed for a while, and sent nothing, is given to send something."""
SETTLE_SECONDS = 2.0
"""How much longer is waited where an event came, and not the one that was expected."""


class EventReader(Protocol):
    """What is asked of a client."""

    def recent_events(self, project: str) -> tuple[str, ...]: ...

    def event(self, project: str, event_id: str) -> Event | None: ...


class Clock(NamedTuple):
    """How long an event is waited for, and by which clock."""

    seconds: float
    pause: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic


class Wanted(NamedTuple):
    """Which event is looked for."""

    sent: Callable[[], Collection[str]]
    """The IDs of what pages have sent so far."""
    by_page: bool
    """Whether it is one of these; else it is none of them."""
    known: Collection[str] = ()
    """Events that were there before."""
    trace_id: str = ""
    foreign: Collection[str] = ()
    """Traces of others."""


class Reports:
    """What the projects of a release have been told; an event is read once."""

    def __init__(self, reader: EventReader, projects: Sequence[str], clock: Clock) -> None:
        self._reader = reader
        self._projects = projects
        self._clock = clock
        self._read: dict[str, tuple[str, Event]] = {}

    def known(self) -> frozenset[str]:
        """Name the events that are there already."""
        return frozenset(self._recent())

    def wait(
        self,
        wanted: Wanted,
        fits: Callable[[Came], bool],
        pause: Callable[[float], None] | None = None,
    ) -> Came | None:
        """Wait for an event that fits; else give the best that came, None when none did.

        A page that has sent nothing is not waited for as long as a server is. `pause` lets time
        pass for a page, too.
        """
        clock = self._clock
        seconds = clock.seconds
        if wanted.by_page and not wanted.sent():
            seconds = min(seconds, SILENT_SECONDS)
        end = clock.now() + seconds
        tried, best = 0, None
        while True:
            candidates = [came_of(*found) for found in self._candidates(wanted)]
            found = next((came for came in candidates if fits(came)), None)
            if found:
                return found
            if candidates and best is None:
                end = min(end, clock.now() + SETTLE_SECONDS)
            best = candidates[0] if candidates else best
            left = end - clock.now()
            if left <= 0:
                return best
            tried += 1
            (pause or clock.pause)(min(BACKOFF.after(tried), left))

    def _candidates(self, wanted: Wanted) -> list[tuple[str, Event]]:
        """Return the events that may be meant, those of the trace first."""
        sent = wanted.sent()
        if wanted.by_page:
            return list(self._events(sent))
        new = [one for one in self._recent() if one not in sent and one not in wanted.known]
        events = self._events(new)
        ours = [found for found in events if found[1].trace_id not in wanted.foreign]
        return sorted(ours, key=lambda found: found[1].trace_id != wanted.trace_id)

    def _recent(self) -> list[str]:
        return [one for each in self._projects for one in self._reader.recent_events(each)]

    def _events(self, event_ids: Iterable[str]) -> Iterator[tuple[str, Event]]:
        """Read events, each with the project that has it."""
        for event_id in event_ids:
            for project in self._projects if event_id not in self._read else ():
                if event := self._reader.event(project, event_id):
                    self._read[event_id] = project, event
                    break
            if event_id in self._read:
                yield self._read[event_id]


def came_of(project: str, event: Event) -> Came:
    """Read an event as far as it matters here: the throwing frame of each of its exceptions."""
    thrown = (_thrown(each) for each in event.exceptions)
    return Came(project, event.event_id, tuple(frame for frame in thrown if frame))


def _thrown(exception: ExceptionValue) -> Seen | None:
    """Return the frame that threw, which is the last one."""
    if not exception.frames:
        return None
    new = exception.frames[-1]
    return seen(exception.raw_frames[-1] if exception.raw_frames else new, new)


def seen(old: Frame, new: Frame) -> Seen:
    """Return a frame as it came back; `old` is the same one as it was sent."""
    return Seen(
        (old.filename, old.line_no) != (new.filename, new.line_no),
        new.filename or "",
        new.line_no,
        new.function,
        new.col_no,
        _text(new),
    )


def _text(frame: Frame) -> str | None:
    return next((text for line, text in frame.context or () if line == frame.line_no), None)

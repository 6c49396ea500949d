"""Sends test events from a thread, while the frames of later ones are still being chosen.

A server may resolve the frames of an event before it answers, and meanwhile there are pairs to read
and questions to ask. One thread sends, one event after the other.
"""

import logging
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

import msgspec

from buildtools.api.models.probe_event import ProbeFrame, probe_event
from buildtools.checks import test_events
from buildtools.checks.test_events import Probe
from buildtools.errors import NotPermitted
from buildtools.machine import threads
from buildtools.steps.verify.client import VerifyClient
from buildtools.texts.wording import count
from buildtools.values import Kind

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

log = logging.getLogger("buildtools")

FRAMES_IN_EVENT = 50
"""Sentry keeps this many frames of an event before it starts to drop some."""

_CONTROL = "control"
"""The name of the control's function: who looks at the event sees why it stays minified."""


class EventContext(msgspec.Struct, frozen=True):
    """What a test event carries besides its frames, and how long to wait for it."""

    release: str
    dist: str | None
    environment: str
    site: str | None
    pause: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time


class Sent(NamedTuple):
    """An event on its way."""

    project: str
    batch: Sequence[Probe]
    event_id: str


class ToProject:
    """What was done in one project."""

    def __init__(self) -> None:
        self.unknown = uuid.uuid4().hex
        """The event that does not exist."""
        self.came_back: bool | None = None
        """Whether that one was read; None where nobody could try."""
        self.sent: list[Sent] = []
        self.failure: Exception | None = None
        """Why no more was sent there."""


class Sending:
    """Takes frames as they become known. A context: nothing is sent after its end.

    In each project an event that does not exist is read first: may the token read any, and does
    the server say no? A refusal ends sending to that project, any other failure all of it; both
    are kept for whoever asks what was done.
    """

    def __init__(self, client: VerifyClient, context: EventContext, *, wanted: bool) -> None:
        """`wanted` says whether settings and upload allow any event."""
        self._client, self._context, self._wanted = client, context, wanted
        self._over = Event()
        self._batches: dict[Kind, list[Probe]] = {}
        self._jobs: list[Future[None]] = []
        self._projects = {each: ToProject() for each in client.connection.projects}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        if self._jobs:
            self._pool.shutdown(cancel_futures=True)

    def take(self, probes: Sequence[Probe]) -> None:
        """Send these, as soon as there are enough for an event."""
        if not (self._wanted and probes):
            return
        if not self._jobs:
            self._jobs.append(self._pool.submit(self._ask))
        for probe in probes:
            batch = self._batches.setdefault(probe.kind, [])
            batch.append(probe)
            if len(batch) == FRAMES_IN_EVENT - 1:
                self._submit(probe.kind)

    def no_more(self) -> None:
        """Send what is left, and wait until the server has said what it can.

        Raises what asking it raised.
        """
        for kind, batch in self._batches.items():
            if batch:
                self._submit(kind)
        if self._jobs:
            self._jobs[0].result()

    def stop(self) -> None:
        """Begin no other event from now on."""
        self._over.set()

    def done(self) -> Iterator[tuple[str, ToProject]]:
        """Wait for all, and give what was done in each project, its events ordered by kind."""
        for job in self._jobs:
            job.result()
        kinds = list(self._batches)
        for project, done in self._projects.items():
            done.sent.sort(key=lambda sent: kinds.index(sent.batch[0].kind))
            yield project, done

    @cached_property
    def _pool(self) -> "ThreadPoolExecutor":
        return threads.pool(1, "test events")

    def _submit(self, kind: Kind) -> None:
        self._jobs.append(self._pool.submit(self._send_everywhere, self._batches[kind]))
        self._batches[kind] = []

    def _ask(self) -> None:
        """Ask whether the server takes events: this decides whether any is sent."""
        is_able = False
        try:
            is_able = self._client.capabilities().events
        finally:
            if not is_able:
                self.stop()

    def _send_everywhere(self, batch: Sequence[Probe]) -> None:
        for project, done in self._projects.items():
            if done.failure is None and not self._over.is_set():
                try:
                    self._send_to(project, done, batch)
                except NotPermitted as refusal:
                    done.failure = refusal
                except Exception as failure:
                    done.failure = failure
                    self.stop()

    def _send_to(self, project: str, done: ToProject, batch: Sequence[Probe]) -> None:
        if done.came_back is None:
            done.came_back = self._client.event(project, done.unknown) is not None
        if not self._over.is_set():
            event_id = _send(self._client, project, batch, self._context)
            done.sent.append(Sent(project, batch, event_id))


def _send(client: VerifyClient, project: str, batch: Sequence[Probe], context: EventContext) -> str:
    event_id = uuid.uuid4().hex
    frames = [ProbeFrame(*_unknown_script(batch[0], context), _CONTROL, str(uuid.uuid4()))]
    for probe in batch:
        name = test_events.stack_name(probe.url, context.site)
        frames.append(ProbeFrame(name, probe.line + 1, probe.column + 1, debug_id=probe.debug_id))
    event = probe_event(
        frames,
        event_id=event_id,
        timestamp=context.now(),
        release=context.release,
        environment=context.environment,
        dist=context.dist,
        platform="javascript" if batch[0].kind == "browser" else "node",
    )
    client.send_event(project, event)
    frames_sent = count(len(batch), "frame")
    log.info("sent test event %s: %s of %s scripts", event_id, frames_sent, batch[0].kind)
    return event_id


def _unknown_script(probe: Probe, context: EventContext) -> tuple[str, int, int]:
    """Name a script nobody uploaded: the control frame, which must come back unresolved."""
    base = test_events.stack_name(probe.url, context.site).rpartition("/")[0]
    return f"{base}/{uuid.uuid4().hex}.js", probe.line + 1, probe.column + 1

"""Proof by a round trip: send test events, read them back, judge every frame."""

import logging
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import msgspec

from buildtools.api import events
from buildtools.api.client import Client
from buildtools.api.event_answers import Event
from buildtools.checks import roundtrip, server
from buildtools.checks.roundtrip import Probe, Seen
from buildtools.errors import NotPermitted
from buildtools.findings import Finding, finding
from buildtools.results import Skipped, Uploaded
from buildtools.settings import Verify

log = logging.getLogger("buildtools")

FRAMES_IN_EVENT = 50
"""Sentry keeps this many frames of an event before it starts to drop some."""

Found = tuple[Counter[str], list[Finding]]


class Circumstances(msgspec.Struct, frozen=True):
    """What a test event carries besides its frames, and how long to wait for it."""

    release: str
    dist: str | None
    environment: str
    site: str | None
    pause: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time


def round_trip(
    client: Client,
    probes: Sequence[Probe],
    uploaded: Uploaded | Skipped,
    settings: Verify,
    circumstances: Circumstances,
) -> Found:
    """Send the probes to every project and judge what comes back."""
    able = client.capabilities()
    hindrance = _hindrance(probes, uploaded, settings)
    if hindrance:
        return Counter(), [hindrance]
    if not able.events:
        return Counter(), [finding("not-offered", "test events", able.why("events"))]
    counts: Counter[str] = Counter()
    findings: list[Finding] = []
    for project in client.connection.projects:
        try:
            for each in _events(client, project, probes, settings, circumstances):
                counts.update(each[0])
                findings += each[1]
        except NotPermitted as refusal:
            findings.append(_refused(project, refusal))
    return counts, findings


def _hindrance(
    probes: Sequence[Probe], uploaded: Uploaded | Skipped, settings: Verify
) -> Finding | None:
    if not settings.events:
        return finding("not-tried", "test events", "verify.events is off in sentry.yml")
    if isinstance(uploaded, Skipped):
        return finding("not-tried", "test events", uploaded.reason)
    if not probes:
        return finding("not-tried", "test events", "no pair has a position to send")
    return None


def _events(
    client: Client,
    project: str,
    probes: Sequence[Probe],
    settings: Verify,
    circumstances: Circumstances,
) -> Iterator[Found]:
    """Send all events of one project, then judge each as it comes back.

    Reading an event that does not exist comes first: it is the control, and it shows whether the
    token may read events at all before any is sent.
    """
    nobodys = uuid.uuid4().hex
    came_back = client.event(project, nobodys) is not None
    yield Counter(controls=1), list(server.control(f"event {nobodys}", came_back=came_back))
    sent = [
        (batch, _send(client, project, batch, circumstances))
        for batch in roundtrip.batches(probes, FRAMES_IN_EVENT - 1)
    ]
    for batch, event_id in sent:
        yield _judged(client, project, batch, event_id, settings, circumstances)


def _send(
    client: Client, project: str, batch: Sequence[Probe], circumstances: Circumstances
) -> str:
    event_id = uuid.uuid4().hex
    frames = [
        events.ProbeFrame(*_strangers_place(batch[0], circumstances), debug_id=str(uuid.uuid4()))
    ]
    for probe in batch:
        name = roundtrip.stack_name(probe.url, circumstances.site)
        frames.append(
            events.ProbeFrame(name, probe.line + 1, probe.column + 1, debug_id=probe.debug_id)
        )
    event = events.probe_event(
        frames,
        event_id=event_id,
        timestamp=circumstances.now(),
        release=circumstances.release,
        environment=circumstances.environment,
        dist=circumstances.dist,
        platform="javascript" if batch[0].kind == "browser" else "node",
    )
    events.send(client.dsn(project), event, client.transport)
    log.info("sent test event %s: %d frames of %s scripts", event_id, len(batch), batch[0].kind)
    return event_id


def _strangers_place(probe: Probe, circumstances: Circumstances) -> tuple[str, int, int]:
    """Name a script nobody uploaded: the control frame, which must come back unresolved."""
    base = roundtrip.stack_name(probe.url, circumstances.site).rpartition("/")[0]
    return f"{base}/{uuid.uuid4().hex}.js", probe.line + 1, probe.column + 1


def _judged(
    client: Client,
    project: str,
    batch: Sequence[Probe],
    event_id: str,
    settings: Verify,
    circumstances: Circumstances,
) -> Found:
    event = events.wait_for(
        client,
        project,
        event_id,
        seconds=settings.wait_seconds,
        pause=circumstances.pause,
        now=circumstances.now,
    )
    kind = batch[0].kind
    if event is None:
        late = f"not readable {settings.wait_seconds} s after it was sent"
        return Counter({f"{kind} events": 1}), [
            finding("event-not-stored", f"event {event_id}", late)
        ]
    control, *seen = _seen(event, len(batch) + 1)
    findings = list(
        server.control(f"event {event_id}", came_back=bool(control and control.resolved))
    )
    for probe, frame in zip(batch, seen, strict=True):
        findings += roundtrip.judge(probe, frame)
    counts = {f"{kind} events": 1, f"{kind} frames": len(batch), "controls": 1}
    return Counter(counts), findings


def _seen(event: Event, number: int) -> list[Seen | None]:
    """Give the event's frames next to what was sent; all None when the stack was cut."""
    frames = [frame for each in event.exceptions for frame in each.frames]
    raw = [frame for each in event.exceptions for frame in each.raw_frames]
    if len(frames) != number or len(raw) not in (0, number):
        return [None] * number
    before = raw or frames
    return [
        Seen(
            (old.filename, old.line_no) != (new.filename, new.line_no),
            new.filename or "",
            new.line_no,
            new.function,
            new.col_no,
            next((text for line, text in new.context or () if line == new.line_no), None),
        )
        for old, new in zip(before, frames, strict=True)
    ]


def _refused(project: str, refusal: NotPermitted) -> Finding:
    subject = f"test events of {project}"
    return finding("not-permitted", subject, f"not tried: {refusal.what}", refusal.remedy)

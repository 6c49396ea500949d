"""Proof by a round trip: send test events, read them back, judge every frame."""

import logging
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from buildtools.api import events
from buildtools.api.client import Client
from buildtools.api.event_answers import Event
from buildtools.checks import roundtrip, server
from buildtools.checks.roundtrip import Probe, Seen
from buildtools.errors import NotPermitted
from buildtools.findings import Finding, finding, subjects
from buildtools.results import Skipped, Uploaded
from buildtools.settings import Verify

log = logging.getLogger("buildtools")

FRAMES_IN_EVENT = 50
"""Sentry keeps this many frames of an event before it starts to drop some."""

_EVENTS = subjects.Endpoint("test events")

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
        return Counter(), [finding("not-offered", _EVENTS, able.why("events"))]
    counts: Counter[str] = Counter()
    findings: list[Finding] = []
    sent: list[_Sent] = []
    for project in client.connection.projects:
        try:
            findings += _control(client, project)
            counts["controls"] += 1
            sent += _send_all(client, project, probes, circumstances)
        except NotPermitted as refusal:
            findings.append(_refused(project, refusal))
    # One deadline for all: they are on their way together, and waits for each would add up.
    end = circumstances.now() + settings.wait_seconds
    for one in sent:
        try:
            each = _judged(client, one, end, settings, circumstances)
        except NotPermitted as refusal:
            each = Counter(), [_refused(one.project, refusal)]
        counts.update(each[0])
        findings += each[1]
    return counts, findings


def _hindrance(
    probes: Sequence[Probe], uploaded: Uploaded | Skipped, settings: Verify
) -> Finding | None:
    if not settings.events:
        return finding("not-tried", _EVENTS, "verify.events is off in sentry.yml")
    if isinstance(uploaded, Skipped):
        return finding("not-tried", _EVENTS, uploaded.reason)
    if not probes:
        return finding("not-tried", _EVENTS, "no pair has a position to send")
    return None


class _Sent(NamedTuple):
    """An event on its way."""

    project: str
    batch: Sequence[Probe]
    event_id: str


def _control(client: Client, project: str) -> list[Finding]:
    """Read an event that does not exist: may the token read any, and does the server say no?"""
    nobodys = uuid.uuid4().hex
    came_back = client.event(project, nobodys) is not None
    return list(server.control(subjects.Event(nobodys), came_back=came_back))


def _send_all(
    client: Client, project: str, probes: Sequence[Probe], circumstances: Circumstances
) -> Iterator[_Sent]:
    for batch in roundtrip.batches(probes, FRAMES_IN_EVENT - 1):
        yield _Sent(project, batch, _send(client, project, batch, circumstances))


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
    client: Client, sent: _Sent, end: float, settings: Verify, circumstances: Circumstances
) -> Found:
    _, batch, event_id = sent
    event = events.wait_for(
        client,
        sent.project,
        event_id,
        seconds=end - circumstances.now(),
        pause=circumstances.pause,
        now=circumstances.now,
    )
    kind = batch[0].kind
    if event is None:
        late = f"not readable {settings.wait_seconds} s after it was sent"
        return Counter({f"{kind} events": 1}), [
            finding("event-not-stored", subjects.Event(event_id), late)
        ]
    control, *seen = _seen(event, len(batch) + 1)
    findings = list(
        server.control(subjects.Event(event_id), came_back=bool(control and control.resolved))
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
    about = subjects.Endpoint(_EVENTS.name, project)
    return finding("not-permitted", about, f"not tried: {refusal.what}", refusal.remedy)

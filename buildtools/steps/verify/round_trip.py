"""Proof by a round trip: send test events, read them back, judge every frame."""

import logging
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from buildtools.api.endpoints.event_waiting import wait_for
from buildtools.api.models.events import Event
from buildtools.api.models.probe_event import ProbeFrame, probe_event
from buildtools.checks import test_events, unanswered, uploaded_files
from buildtools.checks.test_events import Probe, Seen
from buildtools.errors import NotPermitted
from buildtools.findings import Finding, finding, subjects
from buildtools.proof import trials
from buildtools.proof.record import Record
from buildtools.proof.trials import EventState, Outcome, Trial
from buildtools.results import Skipped, Uploaded
from buildtools.settings import Verify
from buildtools.steps.verify.client import VerifyClient
from buildtools.texts.wording import count

log = logging.getLogger("buildtools")
_counts = logging.getLogger("buildtools.counted")

FRAMES_IN_EVENT = 50
"""Sentry keeps this many frames of an event before it starts to drop some."""

_CONTROL = "control"
"""The name of the control's function: who looks at the event sees why it stays minified."""

_EVENTS = subjects.Endpoint("test events")


class EventContext(msgspec.Struct, frozen=True):
    """What a test event carries besides its frames, and how long to wait for it."""

    release: str
    dist: str | None
    environment: str
    site: str | None
    pause: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time


def round_trip(
    client: VerifyClient,
    probes: Sequence[Probe],
    uploaded: Uploaded | Skipped,
    settings: Verify,
    context: EventContext,
    record: Record,
    certain: Callable[[Probe], Probe],
) -> list[Finding]:
    """Send the probes to every project, judge what comes back, and give what was found.

    Each event, frame and control goes into the record. `certain` names the function of a frame by
    all of its script.
    """
    hindrance = _hindrance(client, probes, uploaded, settings)
    if hindrance:
        record.add(_untried("", hindrance.sentence))
        return [hindrance]
    findings: list[Finding] = []
    sent: list[_Sent] = []
    for project in client.connection.projects:
        try:
            findings += _control(client, project, record)
            sent += _send_all(client, project, probes, context)
        except NotPermitted as refusal:
            record.add(_untried(project, refusal.what))
            findings.append(_refused(project, refusal))
    # One deadline for all: they are on their way together, and waits for each would add up.
    end = context.now() + settings.wait_seconds
    for done, one in enumerate(sent):
        _counts.debug("%s: %d of %s", "event", done, len(sent))
        try:
            findings += _judged(client, one, end, settings, context, record, certain)
        except NotPermitted as refusal:
            record.extend(_unread(one, trials.outcome(passed=None), refusal.what))
            findings.append(_refused(one.project, refusal))
    return findings


def _untried(project: str, why: str) -> Trial:
    return unanswered.untried("event", subjects.Endpoint(_EVENTS.name, project), why)


def _hindrance(
    client: VerifyClient, probes: Sequence[Probe], uploaded: Uploaded | Skipped, settings: Verify
) -> Finding | None:
    able = client.capabilities()
    if not settings.events:
        return unanswered.not_tried(_EVENTS, "verify.events is off in sentry.yml")
    if isinstance(uploaded, Skipped):
        return unanswered.not_tried(_EVENTS, uploaded.reason)
    if not probes:
        return unanswered.not_tried(_EVENTS, "no pair has a position to send")
    if not able.events:
        return unanswered.not_offered(_EVENTS, able.why("events"))
    return None


class _Sent(NamedTuple):
    """An event on its way."""

    project: str
    batch: Sequence[Probe]
    event_id: str


def _control(client: VerifyClient, project: str, record: Record) -> list[Finding]:
    """Read an event that does not exist: may the token read any, and does the server say no?"""
    unknown = uuid.uuid4().hex
    came_back = client.event(project, unknown) is not None
    made_up = subjects.Event(unknown)
    record.add(uploaded_files.control_trial(made_up, project, "event", came_back=came_back))
    return list(uploaded_files.control(made_up, came_back=came_back))


def _send_all(
    client: VerifyClient, project: str, probes: Sequence[Probe], context: EventContext
) -> Iterator[_Sent]:
    for batch in test_events.batches(probes, FRAMES_IN_EVENT - 1):
        yield _Sent(project, batch, _send(client, project, batch, context))


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


def _judged(
    client: VerifyClient,
    sent: _Sent,
    end: float,
    settings: Verify,
    context: EventContext,
    record: Record,
    certain: Callable[[Probe], Probe],
) -> list[Finding]:
    project, batch, event_id = sent
    event = wait_for(
        client,
        project,
        event_id,
        seconds=end - context.now(),
        pause=context.pause,
        now=context.now,
    )
    if event is None:
        late = f"not readable {settings.wait_seconds} s after it was sent"
        record.extend(_unread(sent, "failed", late))
        return [finding("event-not-stored", subjects.Event(event_id), late)]
    control, *seen = _seen(event, len(batch) + 1)
    came_back = bool(control and control.resolved)
    subject, asked = subjects.Event(event_id), "a frame of a made-up script"
    record.add(
        _event(sent, "passed"),
        uploaded_files.control_trial(subject, project, asked, came_back=came_back),
    )
    findings = list(uploaded_files.control(subject, came_back=came_back))
    for sent_as, frame in zip(batch, seen, strict=True):
        is_certain = test_events.is_certain(sent_as, frame)
        probe = sent_as if is_certain else certain(sent_as)
        found = list(test_events.judge(probe, frame))
        record.add(test_events.trial(probe, frame, found, project, event_id))
        findings += found
    return findings


def _unread(sent: _Sent, outcome: Outcome, why: str) -> Iterator[Trial]:
    """Return trials of an event that could not be read, and of its frames."""
    yield _event(sent, outcome, why)
    for probe in sent.batch:
        yield test_events.untried(probe, sent.project, sent.event_id, why)


def _event(sent: _Sent, outcome: Outcome, why: str = "") -> Trial:
    evidence = EventState(sent.project, len(sent.batch), why)
    return Trial("event", subjects.Event(sent.event_id), outcome, evidence, sent.batch[0].kind)


def _seen(event: Event, number: int) -> list[Seen | None]:
    """Return the event's frames next to what was sent; all None when the stack was cut."""
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
    return unanswered.not_permitted(subjects.Endpoint(_EVENTS.name, project), refusal)

"""Proof by a round trip: test events that were sent are read back, and every frame is judged."""

import logging
from collections.abc import Callable, Iterator, Sequence

from buildtools.api.endpoints.event_waiting import wait_for
from buildtools.api.models.events import Event
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
from buildtools.steps.verify.sending import EventContext, Sending, Sent, ToProject

_counts = logging.getLogger("buildtools.counted")

_EVENTS = subjects.Endpoint("test events")


def round_trip(
    client: VerifyClient,
    probes: Sequence[Probe],
    uploaded: Uploaded | Skipped,
    settings: Verify,
    context: EventContext,
    record: Record,
    certain: Callable[[Probe], Probe],
    sending: Sending,
) -> list[Finding]:
    """Wait for the events that are being sent to every project, judge what comes back of the
    `probes`, and give what was found.

    Each event, frame and control goes into the record. `certain` names the function of a frame by
    all of its script.
    """
    hindrance = _hindrance(client, probes, uploaded, settings)
    if hindrance:
        record.add(_untried("", hindrance.sentence))
        return [hindrance]
    findings: list[Finding] = []
    sent: list[Sent] = []
    for project, there in sending.done():
        findings += _control(project, there, record)
        sent += there.sent
        if isinstance(there.failure, NotPermitted):
            record.add(_untried(project, there.failure.what))
            findings.append(_refused(project, there.failure))
        elif there.failure:
            raise there.failure
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


def _control(project: str, done: ToProject, record: Record) -> list[Finding]:
    """Return what the control found, which reads an event that does not exist."""
    if done.came_back is None:
        return []
    made_up = subjects.Event(done.unknown)
    record.add(uploaded_files.control_trial(made_up, project, "event", came_back=done.came_back))
    return list(uploaded_files.control(made_up, came_back=done.came_back))


def _judged(
    client: VerifyClient,
    sent: Sent,
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


def _unread(sent: Sent, outcome: Outcome, why: str) -> Iterator[Trial]:
    """Return trials of an event that could not be read, and of its frames."""
    yield _event(sent, outcome, why)
    for probe in sent.batch:
        yield test_events.untried(probe, sent.project, sent.event_id, why)


def _event(sent: Sent, outcome: Outcome, why: str = "") -> Trial:
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

"""A test event that a page's own SDK sends: its frames are places of scripts that ran in the page.

The SDK reads them out of a stack text, finds their debug IDs by itself, and sends what it makes of
it through all that an app has given it. Read back, each frame has to be its original.
Source: `captureException` of the SDK for browsers, from version 7 on.
"""

import json
import logging
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

from buildtools.api.endpoints.event_waiting import wait_for
from buildtools.api.models.events import Event
from buildtools.checks import probing, test_events, unanswered
from buildtools.checks.injected_pairs import Side
from buildtools.checks.test_events import Probe
from buildtools.errors import SourceMapError
from buildtools.findings import Finding, finding, subjects
from buildtools.inspections.browser.scripts import Script
from buildtools.inspections.browser.taking import Taken
from buildtools.inspections.browser.telling import CLIENTS
from buildtools.inspections.scenarios.reported import seen
from buildtools.proof import trials
from buildtools.proof.record import Record
from buildtools.proof.trials import EventState, Trial
from buildtools.texts.wording import count
from buildtools.web.chromium.page import Page

log = logging.getLogger("buildtools")

TAG = "sentry-buildtools"
"""The tag of the event, and its fingerprint: it stays one issue that is easy to delete."""

MOST_FRAMES = 20
_OF_A_SCRIPT = 3
_SEND_SECONDS = 10.0
_MESSAGE = "test event of sentry-buildtools: its stack trace must resolve"
_NAME = "BuildtoolsProbe"
_EVENTS = subjects.Endpoint("test events")
_ASK = """((stack, id) => {
  const clients = %s, client = clients.find((one) => one.getOptions?.().dsn) ?? clients[0];
  if (!client) return "it has no SDK that can be asked";
  if (!client.getOptions?.().dsn) return "it has no DSN";
  const error = new Error(%s);
  error.name = %s;
  error.stack = stack;
  const captureContext = {level: "info", tags: {[%s]: "live"}, fingerprint: [%s]};
  client.captureException(error, {event_id: id, captureContext});
  client.flush?.(2000);
  return "";
})(%s, %s)"""


class EventClient(Protocol):
    """What is asked of the client."""

    def event(self, project: str, event_id: str) -> Event | None: ...

    def send_envelope(self, project: str, body: bytes, url: str = "") -> None: ...


class Sending(NamedTuple):
    """How an event is sent and read back."""

    client: EventClient
    project: str
    rehearsed: bool
    """Whether it goes to the sandbox, whatever DSN a page has."""
    side: Callable[[str], Side | None]
    """Finds a script of the release with its map, by its path; None where they are not at hand."""
    seconds: float
    """Longest wait until it can be read."""
    pause: Callable[[float], None] = time.sleep


def send(
    page: Page, ran: Sequence[Script], taken: Taken, sending: Sending, record: Record
) -> Iterator[Finding]:
    """Have the page's SDK send an event, read it back, and judge each of its frames.

    Raises what the client does.
    """
    probes = _chosen(ran, sending)
    if not probes:
        why = "no script that ran in the page is at hand with its map"
        record.add(unanswered.untried("event", _EVENTS, why))
        yield unanswered.not_tried(_EVENTS, why)
        return
    event_id = uuid.uuid4().hex
    taken.let_go, taken.elsewhere = event_id, not sending.rehearsed
    why = str(page.evaluate(_script(probes, event_id)))
    if why or not page.wait(lambda: taken.gone is not None, _SEND_SECONDS):
        why = why or "its beforeSend, a filter or its sample rate keeps it"
        yield _lost(event_id, probes, sending, record, f"the page's SDK does not send it: {why}")
        return
    if taken.gone and taken.gone.body:
        url = "" if sending.rehearsed else taken.gone.url
        sending.client.send_envelope(sending.project, taken.gone.body, url)
    scripts = len({probe.script for probe in probes})
    log.info(
        "the page's own SDK sent test event %s: %s of %s that it has loaded",
        *(event_id, count(len(probes), "frame"), count(scripts, "script")),
    )
    yield from _judged(event_id, probes, sending, record)


def _chosen(ran: Sequence[Script], sending: Sending) -> list[Probe]:
    """Choose places of each script, the oldest call first."""
    chosen: list[Probe] = []
    for script in ran:
        side = sending.side(script.path)
        if side is None:
            continue
        try:
            chosen += probing.choose(
                *("browser", script.path, script.address, script.debug_id, (side, side)),
                _OF_A_SCRIPT,
            )
        except SourceMapError:
            continue
        side.release()
    return chosen[:MOST_FRAMES]


def _script(probes: Sequence[Probe], event_id: str) -> str:
    """Return what makes the SDK send it; a stack has the innermost call first."""
    places = [f"    at {one.url}:{one.line + 1}:{one.column + 1}" for one in reversed(probes)]
    stack = "\n".join((f"{_NAME}: {_MESSAGE}", *places))
    texts = map(json.dumps, (_MESSAGE, _NAME, TAG, TAG, stack, event_id))
    return _ASK % (CLIENTS, *texts)


def _judged(
    event_id: str, probes: Sequence[Probe], sending: Sending, record: Record
) -> Iterator[Finding]:
    client, project = sending.client, sending.project
    event = wait_for(client, project, event_id, seconds=sending.seconds, pause=sending.pause)
    if event is None:
        late = f"not readable {sending.seconds:g} s after it was sent"
        yield _lost(event_id, probes, sending, record, late)
        return
    about, state = subjects.Event(event_id), EventState(project, len(probes))
    record.add(Trial("event", about, trials.outcome(passed=True), state, "browser"))
    frames = [frame for each in event.exceptions for frame in each.frames]
    raw = [frame for each in event.exceptions for frame in each.raw_frames] or frames
    whole = len(frames) == len(raw) == len(probes)
    shown = [seen(*both) for both in zip(raw, frames, strict=True)] if whole else []
    for number, probe in enumerate(probes):
        frame = shown[number] if whole else None
        found = list(test_events.judge(probe, frame))
        record.add(test_events.trial(probe, frame, found, project, event_id))
        yield from found


def _lost(
    event_id: str, probes: Sequence[Probe], sending: Sending, record: Record, why: str
) -> Finding:
    """Say that the event never came, and that its frames were not tried."""
    about, state = subjects.Event(event_id), EventState(sending.project, len(probes), why)
    record.add(Trial("event", about, trials.outcome(passed=False), state, "browser"))
    record.extend(test_events.untried(each, sending.project, event_id, why) for each in probes)
    return finding("event-not-stored", about, why)

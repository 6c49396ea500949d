"""Causes that the event tells: the SDK, its images, and what was cut from the stack."""

import re
from collections.abc import Mapping
from typing import Final

from buildtools.inspections.explain.causes.evidence import EventFacts, Evidence, file_name
from buildtools.inspections.explain.causes.row import Answer, Cause, Holds, RuledOut, Unasked

LEAST_SDKS: Final[Mapping[str, tuple[int, ...]]] = {
    "sentry.javascript.react-native": (5, 11, 1),
    "sentry.javascript.electron": (4, 6, 0),
    "sentry.javascript.nextjs": (8, 0, 0),
    "sentry.javascript.sveltekit": (8, 0, 0),
}
"""SDKs whose events have debug IDs from later on than those of the others.

Source: docs/wire.md#run-time-snippet.
"""

_LEAST: Final = (7, 56, 0)
_KEPT_FRAMES: Final = 50
"""Frames that a JavaScript SDK keeps of a stack."""


def has_image(evidence: Evidence) -> RuledOut | Unasked | None:
    """Return why a missing image is not the cause; None where the image is what lacks."""
    event = evidence.event
    if event is None:
        return Unasked("the event")
    if evidence.image_id:
        return RuledOut(f"the event has debug ID {evidence.image_id} for {evidence.path}")
    if wants_ids(evidence) is False:
        return RuledOut("nothing was uploaded with debug IDs: release and URL decide")
    return None


def wants_ids(evidence: Evidence) -> bool | None:
    """Whether the frame's file is found by debug ID, not by release and URL; None if unknown."""
    server, ledger = evidence.server, evidence.ledger
    if server and server.named:
        return any(stored.debug_id for stored in server.named)
    if ledger and ledger.debug_id:
        return True
    return server.has_ids if server else None


def _sdk(evidence: Evidence) -> Answer:
    event, server = evidence.event, evidence.server
    if event is None:
        return Unasked("the event")
    if event.images:
        return RuledOut("the event has debug IDs, so its SDK can send them")
    support = (server.sdk_support if server else None) or _support(event)
    if support is None:
        return Unasked("which SDK sent the event")
    least = (server.least_sdk if server else "") or _shown(_least(event.sdk_name))
    name = f"{event.sdk_name} {event.sdk_version}".strip() or "an SDK without a name"
    match support:
        case "full":
            return RuledOut(f"{name} can send debug IDs")
        case "needs-upgrade":
            lines = (f"the event was sent by {name}", f"debug IDs are sent from {least} on")
            return Holds(lines, f"upgrade the SDK to {least} or later")
        case "unofficial-sdk":
            why = "it is none of Sentry's JavaScript SDKs, and sent no debug ID"
        case _:
            why = "such an SDK sends no debug IDs"
    return Holds((f"the event was sent by {name}", why))


def _support(event: EventFacts) -> str | None:
    if not event.sdk_name:
        return None
    if not event.sdk_name.startswith("sentry.javascript."):
        return "unofficial-sdk"
    numbers = tuple(int(one) for one in re.findall(r"[0-9]{1,9}", event.sdk_version)[:3])
    return "full" if numbers >= _least(event.sdk_name) else "needs-upgrade"


def _least(name: str) -> tuple[int, ...]:
    return LEAST_SDKS.get(name, _LEAST)


def _shown(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))


def _path(evidence: Evidence) -> Answer:
    if (other := has_image(evidence)) is not None:
        return other
    event, ledger, path = evidence.event, evidence.ledger, evidence.path
    images = event.images if event else {}
    own = ledger.debug_id if ledger else ""
    name = file_name(path)
    for code_file, debug_id in images.items():
        if (own and debug_id == own) or (name and file_name(code_file) == name):
            return Holds(
                (
                    f"the frame's file is {path}",
                    f"the event has debug ID {debug_id} for {code_file}",
                )
            )
    return RuledOut("no image of the event has this file's name or debug ID")


def _worker(evidence: Evidence) -> Answer:
    if (other := has_image(evidence)) is not None:
        return other
    event, files, path = evidence.event, evidence.files, evidence.path
    if not (event and event.images):
        return RuledOut("the event has no debug ID for any file")
    name = file_name(path)
    if "worker" in name.lower():
        seen = f"{name} is called as a worker is"
    elif files and files.is_worker:
        seen = f"{files.script} listens as a worker does"
    elif files is None:
        return Unasked("the script on disk")
    else:
        return RuledOut("the file is not a worker's")
    others = len(event.images)
    return Holds((f"the event has no debug ID for {path}, but for {others} of the page", seen))


def _image(evidence: Evidence) -> Answer:
    if (other := has_image(evidence)) is not None:
        return other
    if wants_ids(evidence) is None:
        return Unasked("what was uploaded for this file: a ledger, or a server that shows it")
    event, ledger = evidence.event, evidence.ledger
    number = len(event.images) if event else 0
    lines = [f"the event has {number or 'no'} debug IDs, and none for {evidence.path}"]
    if ledger and ledger.debug_id:
        lines.append(f"{ledger.script} has debug ID {ledger.debug_id}")
    return Holds(tuple(lines))


def _cut(evidence: Evidence) -> Answer:
    event = evidence.event
    if event is None:
        return Unasked("the event")
    if event.omitted:
        return Holds((f"{event.omitted} frames were left out of the stack",))
    if event.frames >= _KEPT_FRAMES:
        return Holds((f"the stack has {event.frames} frames, and SDKs keep {_KEPT_FRAMES}",))
    return RuledOut(f"the stack has {event.frames} frames, and none was left out")


def _in_app(evidence: Evidence) -> Answer:
    event = evidence.event
    if event is None:
        return Unasked("the event")
    if event.in_app is False:
        return Holds(("the event says in_app: false of this frame",))
    return RuledOut("the page shows the frame")


SDK = Cause(
    "sdk-too-old",
    "the SDK sends no debug IDs",
    "the event has no image, and its SDK is older than 7.56.0 (8.0.0 of Next.js and SvelteKit, "
    "5.11.1 of React Native, 4.6.0 of Electron), or is another one",
    "the server can look files up by release and URL only",
    "upgrade the SDK, or upload by release and URL",
    "debugging.md#the-event-has-no-debug-id-for-the-file",
    "event",
    _sdk,
)
WORKER = Cause(
    "worker-not-registered",
    "the debug IDs of a worker stayed in the worker",
    "the event has images of the page, and none of the worker's file",
    "the SDK runs in the page, and sees only what was registered there",
    "call registerWebWorker in the worker, and webWorkerIntegration in the page",
    "debugging.md#the-event-has-no-debug-id-for-the-file",
    "event",
    _worker,
)
PATH = Cause(
    "frame-path-rewritten",
    "the frame's path was changed after the SDK had noted the debug IDs",
    "an image has the file's name or debug ID under another `code_file`",
    "the server matches frames and images by just this text, so it knows no ID of the frame",
    "take rewriteFrames and changes of paths in beforeSend out: debug IDs need none",
    "debugging.md#the-event-has-no-debug-id-for-the-file",
    "event",
    _path,
)
IMAGE = Cause(
    "image-missing",
    "the file registered no debug ID when it ran",
    "the event has no image of the file, though its SDK can send them and uploads have debug IDs",
    "what is deployed is not what `inject` left, or something took the snippet out again",
    "look at what is served: invoke live",
    "debugging.md#the-event-has-no-debug-id-for-the-file",
    "event",
    _image,
)
CUT = Cause(
    "stack-cut",
    "frames are missing from the stack",
    "the server says that it left some out, or the stack has just as many as an SDK keeps",
    "the middle or the beginning of a long stack is not shown, mostly of a recursion",
    "",
    "debugging.md#the-frame-has-its-original-and-something-lacks",
    "event",
    _cut,
    ("event",),
)
IN_APP = Cause(
    "frame-not-in-app",
    "the frame is taken for one of a library",
    "`in_app` is false",
    "it has its original, but pages fold it away, and grouping leaves it out",
    "where that is wrong, mark it with a stack trace rule of the project",
    "debugging.md#the-frame-has-its-original-and-something-lacks",
    "event",
    _in_app,
    ("resolved",),
)

"""Events as they are kept: every field that is looked into is of the type it is looked into as.

The same is done to what comes in and to what is read back, so that an event which an older sandbox
kept as it came breaks no page either. Source: docs/wire.md#envelopes.
"""

import json
import sqlite3
from typing import Any, Final

from buildtools.sandbox import frames
from buildtools.sandbox.answers import Json
from buildtools.sandbox.json_texts import repaired

MOST_FRAMES: Final = 500
"""Frames of one stack: as many of its callers as of those that threw."""
MOST_STACKS: Final = 50
"""Exceptions, and threads, of one event."""

_FIELDS: Final[dict[str, type | tuple[type, ...]]] = {
    **dict.fromkeys(("exception", "threads", "tags"), (dict, list)),
    **dict.fromkeys(("debug_meta", "sdk", "user", "contexts"), dict),
    **dict.fromkeys(("platform", "release", "dist", "environment", "level"), str),
    **dict.fromkeys(("fingerprint", "errors"), list),
}


def of_row(row: sqlite3.Row) -> Json:
    """Read the event of a row."""
    return tidy(repaired(json.loads(row["resolved"])))


def tidy(event: Json) -> Json:
    """Return an event without what is not of the type it should be, or is too much."""
    told = {key: one for key, one in event.items() if isinstance(one, _FIELDS.get(key, object))}
    for key in ("exception", "threads"):
        group = told.get(key)
        if isinstance(group, dict):
            told[key] = {**group, "values": _stacks(group.get("values"))}
        elif isinstance(group, list):
            told[key] = _stacks(group)
    return told


def _stacks(values: object) -> list[Json]:
    return [_stack(holder) for holder in frames.objects(values)[:MOST_STACKS]]


def _stack(holder: Json) -> Json:
    shown = dict(holder)
    for key in ("stacktrace", "raw_stacktrace"):
        trace = shown.pop(key, None)
        if isinstance(trace, dict):
            listed = _fewer(frames.objects(trace.get("frames")))
            shown[key] = {**trace, "frames": [frames.typed(frame) for frame in listed]}
    return shown


def _fewer(listed: list[Any]) -> list[Any]:
    if len(listed) <= MOST_FRAMES:
        return listed
    return listed[: MOST_FRAMES // 2] + listed[-MOST_FRAMES // 2 :]

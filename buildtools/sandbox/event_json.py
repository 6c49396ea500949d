"""Show a stored event as the API does: entries, camelCase frames, errors with a message.

Source: docs/wire.md#events.
"""

import hashlib
import json
import sqlite3
from typing import Any, Final

from buildtools.sandbox import frame_kinds, frames, kept_events
from buildtools.sandbox.answers import Json

_MESSAGES: Final = {
    "js_no_source": "Source code was not found",
    "js_invalid_source": "Source file was not found",
    "js_missing_sources_content": "Missing sourcesContent",
    "js_invalid_sourcemap_location": "Invalid location in sourcemap",
}


def event_json(row: sqlite3.Row) -> Json:
    """Show the event of a row."""
    event = kept_events.of_row(row)
    title = title_of(event)
    return {
        "id": row["event_id"],
        "eventID": row["event_id"],
        "groupID": group_of(event),
        "projectID": str(row["project_id"]),
        "platform": event.get("platform"),
        "type": "error" if "exception" in event else "default",
        "title": title,
        "message": message_of(event),
        "culprit": event.get("transaction") or "",
        "location": None,
        "dateCreated": row["received"],
        "dateReceived": row["received"],
        "release": {"version": event["release"]} if event.get("release") else None,
        "dist": event.get("dist"),
        "sdk": event.get("sdk"),
        "user": event.get("user"),
        "contexts": event.get("contexts") or {},
        "tags": _tags(event),
        "metadata": {"title": title},
        "size": len(row["raw"]),
        "entries": list(_entries(event)),
        "errors": [_error(error) for error in frames.objects(event.get("errors"))],
    }


def title_of(event: Json) -> str:
    """Say in one line what happened."""
    for holder in frames.holders({"exception": event.get("exception")}):
        return f"{holder.get('type')}: {holder.get('value')}"
    return message_of(event) or "<unlabeled event>"


def message_of(event: Json) -> str:
    """Return the text of a message event."""
    entry = event.get("logentry") or event.get("message") or ""
    return str(entry.get("formatted") or entry.get("message") if isinstance(entry, dict) else entry)


def group_of(event: Json) -> str:
    """Number the issue that an event belongs to, by what it says of itself."""
    told = [event.get("fingerprint"), title_of(event)]
    return str(int(hashlib.sha256(json.dumps(told).encode()).hexdigest()[:8], 16))


def _entries(event: Json) -> Any:
    for key in ("exception", "threads"):
        values = [_holder_json(holder) for holder in frames.holders({key: event.get(key)})]
        if values:
            yield {"type": key, "data": {"values": values, "hasSystemFrames": False}}
    if message := message_of(event):
        yield {"type": "message", "data": {"formatted": message}}
    if images := (event.get("debug_meta") or {}).get("images"):
        yield {"type": "debugmeta", "data": {"images": images}}


def _holder_json(holder: Json) -> Json:
    shown = {key: value for key, value in holder.items() if "stacktrace" not in key}
    return {
        **shown,
        "stacktrace": _trace_json(holder.get("stacktrace")),
        "rawStacktrace": _trace_json(holder.get("raw_stacktrace")),
    }


def _trace_json(trace: object) -> Json | None:
    if not trace:
        return None
    shown = [_frame_json(frame) for frame in frames.frames_of({"stacktrace": trace})]
    return {"frames": shown, "framesOmitted": None, "registers": None, "hasSystemFrames": False}


def _frame_json(frame: Json) -> Json:
    return {
        "filename": frame.get("filename"),
        "absPath": frame.get("abs_path"),
        "module": frame.get("module"),
        "package": None,
        "platform": frame.get("platform"),
        "function": frame.get("function"),
        "rawFunction": frame.get("raw_function"),
        "lineNo": frame.get("lineno"),
        "colNo": frame.get("colno"),
        "inApp": frame.get("in_app"),
        "context": _context(frame),
        "vars": frame.get("vars"),
        "errors": None,
    }


def _context(frame: Json) -> list[list[Any]]:
    if frame.get("context_line") is None:
        return []
    before = frame.get("pre_context") or []
    lines = [*before, frame["context_line"], *(frame.get("post_context") or [])]
    first = (frame.get("lineno") or 1) - len(before)
    return [[first + index, line] for index, line in enumerate(lines)]


def _error(error: Json) -> Json:
    kind = str(error.get("type"))
    data = {key: value for key, value in error.items() if key != "type"}
    return {"type": kind, "message": _MESSAGES.get(kind, kind), "data": data}


def _tags(event: Json) -> list[Json]:
    own = {key: event.get(key) for key in ("environment", "release", "dist", "level")}
    told = {**frame_kinds.tags_of(event), **own}
    return [{"key": key, "value": value} for key, value in told.items() if value]

"""An event as a server keeps it, read as stacks of frames with what became of each.

Fields may be missing or of any type: events are made by programs of many ages.
Source: docs/wire.md#events, docs/wire.md#envelopes.
"""

import posixpath
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from buildtools import stacks
from buildtools.inspections.explain.causes.evidence import EventFacts, Original
from buildtools.values import parse_debug_id

Json = dict[str, Any]

_MAP_ERROR = "js_invalid_source"
"""Its URL is that of the map, not of the script."""


class EventFrame(msgspec.Struct, frozen=True):
    """One frame: as the SDK sent it, and as the server shows it."""

    sent: stacks.Frame
    original: Original | None
    in_app: bool | None
    at: tuple[int, int]
    """Which exception, and which of its frames, both from zero and in the event's order."""


class EventStack(msgspec.Struct, frozen=True):
    """One exception, its frames with the innermost call first."""

    type: str
    value: str
    frames: tuple[EventFrame, ...]
    omitted: int | None = None


class StoredEvent(msgspec.Struct, frozen=True):
    """An event of one project."""

    id: str
    project: str
    platform: str
    facts: EventFacts
    """What holds for all of its frames."""
    stacks: tuple[EventStack, ...]
    errors: tuple[Json, ...] = ()

    def facts_of(self, stack: EventStack, frame: EventFrame) -> EventFacts:
        """Return what the event says of one frame."""
        return msgspec.structs.replace(
            self.facts_of_stack(stack),
            errors=tuple(dict.fromkeys(_errors_of(self.errors, frame.sent.url or ""))),
            original=frame.original,
            in_app=frame.in_app,
        )

    def facts_of_stack(self, stack: EventStack | None) -> EventFacts:
        """Return what the event says of one exception, or of itself where it has none."""
        if stack is None:
            return self.facts
        return msgspec.structs.replace(
            self.facts,
            type=stack.type,
            value=stack.value,
            frames=len(stack.frames),
            omitted=stack.omitted,
        )


def read(event: Json, event_id: str, project: str) -> StoredEvent:
    """Read an event out of the JSON that a server keeps of it. Never raises."""
    holders = [*_values(event.get("exception"))] or [*_values(event.get("threads"))]
    found = [_stack(holder, index) for index, holder in enumerate(holders)]
    return StoredEvent(
        event_id,
        project,
        _text(event, "platform"),
        _facts(event),
        tuple(found),
        tuple(_objects(event.get("errors"))),
    )


def _facts(event: Json) -> EventFacts:
    sdk, request = _object(event, "sdk"), _object(event, "request")
    images = _objects(_object(event, "debug_meta").get("images"))
    message = event.get("message") or _object(event, "logentry").get("formatted")
    return EventFacts(
        value=message if isinstance(message, str) else "",
        sdk_name=_text(sdk, "name"),
        sdk_version=_text(sdk, "version"),
        release=_text(event, "release"),
        dist=_text(event, "dist"),
        environment=_text(event, "environment"),
        received=_time(event.get("received") or event.get("dateReceived")),
        page=_text(request, "url"),
        images={
            _text(one, "code_file"): debug_id
            for one in images
            if (debug_id := parse_debug_id(_text(one, "debug_id"))) is not None
        },
    )


def _stack(holder: Json, index: int) -> EventStack:
    shown, sent = _frames(holder, "stacktrace"), _frames(holder, "raw_stacktrace")
    pairs = zip(sent if len(sent) == len(shown) else shown, shown, strict=True)
    found = [_frame(raw, now, (index, at)) for at, (raw, now) in enumerate(pairs)]
    trace = _object(holder, "stacktrace")
    return EventStack(
        _text(holder, "type"),
        _text(holder, "value"),
        tuple(reversed(found)),
        _omitted(trace.get("frames_omitted")),
    )


def _omitted(span: object) -> int | None:
    match span:
        case [int(first), int(end)] if end > first:
            return end - first
        case _:
            return None


def _frame(raw: Json, shown: Json, at: tuple[int, int]) -> EventFrame:
    in_app = shown.get("in_app")
    return EventFrame(
        _sent(raw), _original(shown), in_app if isinstance(in_app, bool) else None, at
    )


def _sent(raw: Json) -> stacks.Frame:
    """Read a frame as it would be read out of a text, so that both are of the same kinds."""
    keys = ("abs_path", "filename", "lineno", "colno", "function")
    kept = {key: raw[key] for key in keys if raw.get(key) is not None}
    found = stacks.read(msgspec.json.encode({"frames": [{"lineno": None, **kept}]}).decode())
    if found:
        return found[0]
    name = _text(raw, "function") or None
    path = _text(raw, "abs_path") or _text(raw, "filename") or None
    return stacks.Frame("unplaced", name, path, None, None, name or path or "?")


def _original(shown: Json) -> Original | None:
    """Return what the server made of a frame; None where it stays as it was sent."""
    if _object(shown, "data").get("symbolicated") is not True:
        return None
    text = shown.get("context_line")
    return Original(
        _text(shown, "filename") or _text(shown, "abs_path"),
        _number(shown, "lineno"),
        _number(shown, "colno"),
        _text(shown, "function"),
        text if isinstance(text, str) else None,
        _texts(shown.get("pre_context")),
        _texts(shown.get("post_context")),
        _text(_object(shown, "data"), "resolved_with"),
    )


def _texts(lines: object) -> tuple[str, ...]:
    return tuple(one for one in lines if isinstance(one, str)) if isinstance(lines, list) else ()


def _errors_of(errors: tuple[Json, ...], path: str) -> Iterator[str]:
    """Return the types of the errors that are about this file."""
    for error in errors:
        named = {**error, **_object(error, "data")}
        about = _text(named, "url") or _text(named, "source")
        kind = _text(error, "type")
        if about == path or (kind == _MAP_ERROR and _is_map_of(about, path)):
            yield kind


def _is_map_of(url: str, path: str) -> bool:
    """Whether the URL of a map is called after this script."""
    name = posixpath.basename(urlsplit(path).path)
    return bool(name) and posixpath.basename(urlsplit(url).path).startswith(name)


def _values(group: object) -> Iterator[Json]:
    values = group.get("values") if isinstance(group, dict) else group
    yield from _objects(values)


def _frames(holder: Json, key: str) -> list[Json]:
    return _objects(_object(holder, key).get("frames"))


def _objects(values: object) -> list[Json]:
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []


def _object(holder: Mapping[str, Any], key: str) -> Json:
    found = holder.get(key)
    return found if isinstance(found, dict) else {}


def _text(holder: Mapping[str, Any], key: str) -> str:
    found = holder.get(key)
    return found if isinstance(found, str) else ""


def _number(holder: Mapping[str, Any], key: str) -> int | None:
    found = holder.get(key)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _time(told: object) -> str:
    """Write a time as RFC 3339: servers keep it as a text, or as seconds since 1970."""
    if isinstance(told, int | float) and not isinstance(told, bool):
        try:
            return datetime.fromtimestamp(told, UTC).isoformat()
        except (ValueError, OverflowError, OSError):
            return ""
    return told if isinstance(told, str) else ""

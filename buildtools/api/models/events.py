"""A stored event as the server gives it back, and its own diagnosis of it.

Frames are oldest first: the one that threw is the last. `raw_frames` are the frames as they were
sent, and there are none when nothing was resolved. Source: docs/wire.md#events.
"""

from typing import Any

import msgspec

from buildtools.errors import ServerRefused
from buildtools.texts.foreign import UNREADABLE


class Frame(msgspec.Struct, frozen=True, rename="camel"):
    """One frame, resolved or raw; positions count from one."""

    filename: str | None = None
    abs_path: str | None = None
    module: str | None = None
    function: str | None = None
    line_no: int | None = None
    col_no: int | None = None
    in_app: bool | None = None
    raw_function: str | None = None
    context: tuple[tuple[int, str | None], ...] | None = None
    """Lines around the position, each with its number."""


class _Stacktrace(msgspec.Struct, frozen=True):
    frames: tuple[Frame, ...] | None = None


class ExceptionValue(msgspec.Struct, frozen=True, rename="camel"):
    """One exception of an event."""

    type: str | None = None
    value: str | None = None
    stacktrace: _Stacktrace | None = None
    raw_stacktrace: _Stacktrace | None = None

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The frames as they are shown to people."""
        return (self.stacktrace and self.stacktrace.frames) or ()

    @property
    def raw_frames(self) -> tuple[Frame, ...]:
        """The frames as they were sent; empty when nothing was resolved."""
        return (self.raw_stacktrace and self.raw_stacktrace.frames) or ()


class _Exceptions(msgspec.Struct, frozen=True):
    values: tuple[ExceptionValue, ...] | None = None


class _Entry(msgspec.Struct, frozen=True):
    type: str = ""
    data: msgspec.Raw = msgspec.Raw(b"null")


class EventError(msgspec.Struct, frozen=True):
    """What went wrong while the event was processed: `js_no_source` and the like."""

    type: str = ""
    message: str | None = None
    data: dict[str, Any] | None = None


def _read(data: msgspec.Raw) -> "tuple[ExceptionValue, ...]":
    try:
        return msgspec.json.decode(data, type=_Exceptions).values or ()
    except UNREADABLE as error:
        raise ServerRefused(
            "the test event that the server gave back cannot be read",
            evidence=(str(error),),
            remedy="look at the event on the server, then run verify again",
        ) from error


class Event(msgspec.Struct, frozen=True):
    """A stored event."""

    event_id: str = msgspec.field(default="", name="eventID")
    group_id: str | None = msgspec.field(default=None, name="groupID")
    platform: str | None = None
    title: str | None = None
    dist: str | None = None
    entries: tuple[_Entry, ...] = ()
    errors: tuple[EventError, ...] = ()
    contexts: dict[str, Any] | None = None

    @property
    def trace_id(self) -> str:
        """The trace that it belongs to; empty where the SDK or the server tells none."""
        trace = (self.contexts or {}).get("trace")
        return str(trace.get("trace_id") or "") if isinstance(trace, dict) else ""

    @property
    def exceptions(self) -> tuple[ExceptionValue, ...]:
        """Its exceptions in the order the event has them. Raises ServerRefused where they cannot be
        read: they are decoded only here."""
        found = [_read(entry.data) for entry in self.entries if entry.type == "exception"]
        return tuple(value for values in found for value in values)


class DebugIdProcess(msgspec.Struct, frozen=True):
    """What the server knows of one frame's debug ID."""

    debug_id: str | None = None
    uploaded_source_file_with_correct_debug_id: bool = False
    uploaded_source_map_with_correct_debug_id: bool = False


class ReleaseProcess(msgspec.Struct, frozen=True):
    """What a look-up by release and URL gave: `found`, `wrong-dist` or `unsuccessful`."""

    abs_path: str | None = None
    matching_source_file_names: tuple[str, ...] | None = None
    matching_source_map_name: str | None = None
    source_map_reference: str | None = None
    source_file_lookup_result: str | None = None
    source_map_lookup_result: str | None = None


class DebugFrame(msgspec.Struct, frozen=True):
    """The diagnosis of one raw frame."""

    debug_id_process: DebugIdProcess | None = None
    release_process: ReleaseProcess | None = None
    scraping_process: dict[str, Any] | None = None


class DebugException(msgspec.Struct, frozen=True):
    """The diagnosis of one exception."""

    frames: tuple[DebugFrame, ...] = ()


class SourceMapDebug(msgspec.Struct, frozen=True):
    """The server's own diagnosis why frames are, or are not, resolved."""

    dist: str | None = None
    release: str | None = None
    sdk_version: str | None = None
    min_debug_id_sdk_version: str | None = None
    has_debug_ids: bool = False
    sdk_debug_id_support: str | None = None
    project_has_some_artifact_bundle: bool = False
    release_has_some_artifact: bool = False
    has_uploaded_some_artifact_with_a_debug_id: bool = False
    exceptions: tuple[DebugException, ...] = ()

"""Frames out of JSON: an event of Sentry, a list of frames of an SDK or a parser, a logged error.

Sentry lists the outermost call first, all others the innermost; what is handed back has the
innermost first.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from buildtools.stacks.frame import Frame
from buildtools.stacks.places import Place, is_native
from buildtools.stacks.reads import Call, placed, placeless

_FILES = ("abs_path", "absPath", "fileName", "file", "url", "filename", "scriptName")
_LINES = ("lineno", "lineNo", "lineNumber", "line", "line_number")
_COLUMNS = ("colno", "colNo", "columnNumber", "column", "column_number", "col")
_FUNCTIONS = ("function", "functionName", "methodName", "func", "name", "callee")
_TELLING = {*_LINES, *_FUNCTIONS[:3]}
"""Members that only a frame has."""

_LISTS = ("frames", "callFrames", "stackFrames", "stack_frames", "stackframes", "callSites")
_TEXTS = (
    "stack",
    "stacktrace",
    "stackTrace",
    "componentStack",
    "stack_trace",
    "error.stack",
    "exception.stacktrace",
)
_RAW = ("rawStacktrace", "raw_stacktrace")
_MESSAGES = ("message", "msg", "value", "error.message", "exception.message")
_SENTRYS = ("abs_path", "absPath", "lineno", "lineNo", "in_app", "inApp")
_DEEPEST = 40
_MOST = 100_000


class Text(NamedTuple):
    """A stack as a text, and the message of its error where that stands beside it."""

    text: str
    message: str | None


def out_of_json(text: str) -> list[tuple[Frame, ...] | Text]:
    """Return the stacks in a JSON text, as frames or as texts to read; none where it is no JSON.

    A log may have something in front of its object, in which case that is skipped.
    """
    start = text.strip("\ufeff \t\r\n")
    if not start.startswith(("{", "[")):
        start = start[max(start.find('{"'), 0) :]
    if not start.startswith(("{", "[")) or not start.endswith(("}", "]")):
        return []
    try:
        return list(_stacks(msgspec.json.decode(start), 0))
    except (ValueError, RecursionError):
        return []


def _stacks(value: Any, depth: int) -> Iterator[tuple[Frame, ...] | Text]:
    """Go through a document for lists of frames, and for texts that are called a stack."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        if frames := _frames(value):
            yield frames
            return
        for each in value[:_MOST]:
            yield from _stacks(each, depth + 1)
    elif isinstance(value, dict):
        yield from _members(value, depth)


def _members(value: dict[str, Any], depth: int) -> Iterator[tuple[Frame, ...] | Text]:
    """Go through the members of an object; of an event that its server shows, as they came."""
    message = _first(value, _MESSAGES, str)
    shown = any(value.get(raw) for raw in _RAW)
    for key, each in value.items():
        if shown and key == "stacktrace":
            continue
        if key in _LISTS and isinstance(each, list) and (frames := _frames(each)):
            yield frames
        elif key in _TEXTS and isinstance(each, str):
            yield Text(each, message)
        elif isinstance(each, dict | list):
            yield from _stacks(each, depth + 1)


def _frames(values: list[Any]) -> tuple[Frame, ...]:
    """Return the frames of a list of them; none where its members are something else."""
    frames = [_frame(each) for each in values[:_MOST]]
    if not frames or not all(frames):
        return ()
    told = [each for each in frames if each]
    outermost_first = any(key in values[0] for key in _SENTRYS)
    return tuple(reversed(told)) if outermost_first else tuple(told)


def _frame(value: Any) -> Frame | None:
    """Read one frame, as any of the libraries spells it."""
    if not isinstance(value, dict):
        return None
    url, function = _first(value, _FILES, str), _first(value, _FUNCTIONS, str)
    line, column = _first(value, _LINES, int), _first(value, _COLUMNS, int)
    if line is None and (function is None or not _TELLING & value.keys()):
        return None
    if "scriptId" in value and line is not None:  # Chromium's protocol counts from zero
        line, column = line + 1, None if column is None else column + 1
    call = Call(function, _spelled(function, url, line, column))
    if url is None or (is_native(url) and line is None):
        return placeless("unplaced" if url is None else "native", call).frame
    return placed(call, Place(url, line or None, column or None)).frame


def _first(value: dict[str, Any], keys: tuple[str, ...], kind: type) -> Any:
    """Return the first of these members that is of the kind, and no truth value."""
    for key in keys:
        found = value.get(key)
        if isinstance(found, kind) and not isinstance(found, bool) and found != "":
            return found
    return None


def _spelled(function: str | None, url: str | None, line: int | None, column: int | None) -> str:
    """Spell a frame as V8 would."""
    place = ":".join(str(each) for each in (url or "<anonymous>", line, column) if each is not None)
    return f"at {function} ({place})" if function else f"at {place}"

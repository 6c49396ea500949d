"""A test event: one exception whose frames are the positions to be judged.

It names raw positions and debug IDs as an SDK would, and carries a tag, a fingerprint and a level
of its own, so that it stays one issue that is easy to delete.
"""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

_SDK = {
    "javascript": {"name": "sentry.javascript.browser", "version": "10.0.0"},
    "node": {"name": "sentry.javascript.node", "version": "10.0.0"},
}


class ProbeFrame(NamedTuple):
    """One raw frame to send; `lineno` and `colno` count from one."""

    code_file: str
    lineno: int
    colno: int
    function: str | None = None
    debug_id: str | None = None


def probe_event(
    frames: Sequence[tuple[str, int, int, str | None, str | None]],
    *,
    event_id: str,
    timestamp: float,
    release: str,
    environment: str,
    dist: str | None = None,
    platform: Literal["javascript", "node"] = "javascript",
) -> dict[str, Any]:
    """Make an event with one exception whose frames, oldest first, are the given positions.

    `frames` are ProbeFrames, `event_id` is 32 hex digits, `timestamp` in seconds since 1970. Each
    debug ID becomes one image, with the `code_file` that its frames name.
    """
    images = dict.fromkeys((file, debug_id) for file, _, _, _, debug_id in frames if debug_id)
    event: dict[str, Any] = {
        "event_id": event_id,
        "timestamp": timestamp,
        "platform": platform,
        "level": "info",
        "logger": "sentry-buildtools",
        "release": release,
        "environment": environment,
        "tags": {"sentry-buildtools": "probe"},
        "fingerprint": ["sentry-buildtools-probe"],
        "exception": {"values": [_exception(frames)]},
        "debug_meta": {
            "images": [
                {"type": "sourcemap", "code_file": file, "debug_id": debug_id}
                for file, debug_id in images
            ]
        },
        "sdk": _SDK[platform],
    }
    return event | ({"dist": dist} if dist else {})


def _exception(frames: Sequence[tuple[str, int, int, str | None, str | None]]) -> dict[str, Any]:
    return {
        "type": "BuildtoolsProbe",
        "value": "test event of sentry-buildtools: its stack trace must resolve",
        "mechanism": {"type": "generic", "handled": True},
        "stacktrace": {
            "frames": [
                {
                    "filename": file,
                    "abs_path": file,
                    "function": function or "?",
                    "lineno": line,
                    "colno": column,
                    "in_app": True,
                }
                for file, line, column, function, _ in frames
            ]
        },
    }

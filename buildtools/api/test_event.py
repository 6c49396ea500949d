"""Test events: build one, send it to a DSN, wait until the server has it.

The event names raw positions and debug IDs as an SDK would, and carries a tag, a fingerprint and
a level of its own, so that it stays one issue that is easy to delete.
Source: docs/wire.md#envelopes.
"""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

import msgspec

from buildtools.api.client import Client
from buildtools.api.http.backoff import Backoff
from buildtools.api.http.gateways import Gateway, gateway
from buildtools.api.http.request import Request, Rules
from buildtools.api.http.response import Refused, Response
from buildtools.api.http.status_errors import pause_line, remedy_for
from buildtools.api.http.transport import USER_AGENT, Transport
from buildtools.api.http.urls import is_loopback
from buildtools.api.models.events import Event
from buildtools.errors import BuildtoolsError, ConfigurationError, NotPermitted

log = logging.getLogger("buildtools")

BACKOFF = Backoff(first=1.0, growth=1.5, longest=8.0)

_TOO_LARGE = 413

_SDK = {
    "javascript": {"name": "sentry.javascript.browser", "version": "10.0.0"},
    "node": {"name": "sentry.javascript.node", "version": "10.0.0"},
}


class Dsn(msgspec.Struct, frozen=True):
    """Where events of one project go; the key is public by design."""

    envelope_url: str
    public_key: str
    project_id: str


class ProbeFrame(NamedTuple):
    """One raw frame to send; `lineno` and `colno` count from one."""

    code_file: str
    lineno: int
    colno: int
    function: str | None = None
    debug_id: str | None = None


def parse_dsn(text: str) -> Dsn:
    """Read a DSN: `https://KEY@o1.ingest.sentry.io/42`, perhaps with a path before the number.

    Raises ConfigurationError when a part is missing.
    """
    try:
        parts = urlsplit(text.strip())
        host = parts.hostname and (
            f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        )
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise _bad_dsn() from None
    below, _, project_id = parts.path.rstrip("/").rpartition("/")
    if parts.scheme not in ("http", "https") or not (host and parts.username and project_id):
        raise _bad_dsn()
    if not (parts.username.isascii() and parts.username.isprintable()):
        raise _bad_dsn()
    root = f"{parts.scheme}://{host}{port}{below}"
    return Dsn(f"{root}/api/{project_id}/envelope/", parts.username, project_id)


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


def send(dsn: Dsn | str, event: dict[str, Any], transport: Transport) -> None:
    """Post an event to a DSN. Its host differs from the API's on most servers.

    Sending it twice stores one event. An API on this machine, such as the sandbox, takes only a
    DSN on this machine: a rehearsal must not reach a real project.

    Raises NotPermitted when the key is refused, ServerRefused for any other refusal.
    """
    target = parse_dsn(dsn) if isinstance(dsn, str) else dsn
    if is_loopback(transport.connection.url) and not is_loopback(target.envelope_url):
        raise ConfigurationError(
            "the server is on this machine, but the DSN would send events elsewhere",
            evidence=(f"the DSN's host is {urlsplit(target.envelope_url).hostname}",),
            remedy="remove server.dsn and SENTRY_DSN from this environment",
        )
    response = transport.send(
        Request(
            "POST",
            body=_envelope(event),
            headers={
                "Content-Type": "application/x-sentry-envelope",
                "X-Sentry-Auth": f"Sentry sentry_version=7, sentry_key={target.public_key},"
                f" sentry_client={USER_AGENT}",
            },
            url=target.envelope_url,
        ),
        Rules(ok=None, authorize=False, setting="server.dsn (SENTRY_DSN)"),
    )
    if response.status != 200 or gateway(response) is not None:
        raise _not_taken(response)
    limits = response.headers.get("x-sentry-rate-limits", "")
    if _limits_errors(limits):
        log.warning(
            "the server limits events now (%s); it may drop the test event", response.shown(limits)
        )


def wait_for(
    client: Client,
    project: str,
    event_id: str,
    *,
    seconds: float,
    pause: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.monotonic,
) -> Event | None:
    """Ask for an event until the server has processed it; None when the time is up."""
    end = now() + seconds
    tried = 0
    while True:
        event = client.event(project, event_id)
        left = end - now()
        if event is not None or left <= 0:
            return event
        tried += 1
        pause(min(BACKOFF.after(tried), left))


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


def _envelope(event: dict[str, Any]) -> bytes:
    """Lines of an envelope: its header, the item's header with its length, the item."""
    payload = msgspec.json.encode(event)
    header = {"event_id": event["event_id"], "sdk": event["sdk"]}
    item = {"type": "event", "content_type": "application/json", "length": len(payload)}
    return b"\n".join((msgspec.json.encode(header), msgspec.json.encode(item), payload, b""))


def _not_taken(response: Response) -> BuildtoolsError:
    other = gateway(response)
    if other is None and response.status in (401, 403):
        return NotPermitted(
            "the DSN's key is not accepted",
            evidence=response.evidence,
            remedy="check server.dsn (SENTRY_DSN): the key may be disabled or of another project",
        )
    cause = other.sentence if other else f"status {response.status}"
    said = other.signs if other else response.evidence[1:]
    return Refused(
        f"the test event was not taken: {cause}",
        status=response.status,
        evidence=(*response.evidence[:1], *said, *pause_line(response)),
        remedy=_what_helps(response, other),
    )


def _what_helps(response: Response, other: Gateway | None) -> str:
    if 300 <= response.status < 400 and other is None:
        target = (
            response.shown(response.headers.get("location", "")) or "an address without redirects"
        )
        return f"set server.dsn (SENTRY_DSN) to the host that takes events: {target}"
    if response.status == _TOO_LARGE:
        return (
            "raise the body limit of the proxy in front of the DSN's host (nginx: "
            "client_max_body_size), or lower verify.frames"
        )
    if response.status in (408, 425, 429) or response.status >= 500:
        return remedy_for(response)
    if other is None:
        return "check server.dsn (SENTRY_DSN): host, key and project number"
    return (
        "let requests to the DSN's host through there, which carry no server.headers; or set "
        "server.dsn (SENTRY_DSN) to a host that takes them; or switch verify.events off"
    )


def _limits_errors(limits: str) -> bool:
    """True when a limit covers errors: `60:error;transaction:key`, where no category is all."""
    categories = [limit.split(":")[1:2] for limit in limits.split(",") if limit.strip()]
    return any({"", "error", "default"} & {*one[0].split(";")} for one in categories if one)


def _bad_dsn() -> ConfigurationError:
    return ConfigurationError(
        "the DSN cannot be read: it needs a scheme, a key, a host and a project",
        remedy="set server.dsn (SENTRY_DSN) to the DSN that the project's settings show",
    )

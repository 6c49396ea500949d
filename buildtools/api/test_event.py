"""Sending a test event to a DSN. Source: docs/wire.md#envelopes."""

import logging
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from buildtools.api.http.gateways import Gateway, gateway
from buildtools.api.http.request import Request, Rules
from buildtools.api.http.response import Refused, Response
from buildtools.api.http.status_errors import pause_line, remedy_for
from buildtools.api.http.transport import USER_AGENT, Transport
from buildtools.api.http.urls import is_loopback
from buildtools.errors import BuildtoolsError, ConfigurationError, NotPermitted

log = logging.getLogger("buildtools")

_TOO_LARGE = 413


class Dsn(msgspec.Struct, frozen=True):
    """Where events of one project go; the key is public by design."""

    envelope_url: str
    public_key: str
    project_id: str


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


def dsn_of(url: str) -> Dsn | None:
    """Return where an SDK sends its envelopes to; None where the URL has no key.

    That is a tunnel then, or no such URL at all. Source: docs/wire.md#envelopes.
    """
    parts = urlsplit(url)
    key = dict(parse_qsl(parts.query)).get("sentry_key", "")
    project_id = parts.path.rstrip("/").removesuffix("/envelope").rpartition("/")[2]
    if not key or not parts.path.rstrip("/").endswith("/envelope"):
        return None
    return Dsn(parts._replace(query="", fragment="").geturl(), key, project_id)


def send(dsn: Dsn | str, event: dict[str, Any], transport: Transport) -> None:
    """Post an event to a DSN. Its host differs from the API's on most servers.

    Sending it twice stores one event. An API on this machine, such as the sandbox, takes only a
    DSN on this machine: a rehearsal must not reach a real project.

    Raises NotPermitted when the key is refused, ServerRefused for any other refusal.
    """
    send_envelope(dsn, _envelope(event), transport)


def send_envelope(dsn: Dsn | str, body: bytes, transport: Transport) -> None:
    """Post an envelope to a DSN, whichever DSN it was made for. Raises what `send` does."""
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
            body=body,
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

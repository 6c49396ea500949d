"""What a refusing answer means to the person who reads it: each status mapped once.

Source: docs/wire.md#scopes, docs/wire.md#error-answers.
"""

import math
import re
from collections.abc import Iterator

from buildtools.api.http.backoff import told_seconds
from buildtools.api.http.gateways import Gateway, gateway
from buildtools.api.http.response import NotFound, Refused, Response
from buildtools.api.http.retries import GATEWAY, LONGEST_TOLD_SECONDS
from buildtools.errors import BuildtoolsError, NotAuthenticated, NotPermitted

_BAD_REQUEST = 400
_UNAUTHORIZED = 401
_FORBIDDEN = 403
_NOT_FOUND = 404
_TOO_MANY = 429

_READ = "one of project:read, project:releases or org:ci"
_WRITE = "one of project:releases, project:write or org:ci"
_SCOPES: tuple[tuple[str, str], ...] = (
    (r"/organizations/[^/]+/repos/", "org:read (an organization token cannot have it)"),
    (r"/projects/[^/]+/[^/]+/(events|keys)/", "project:read (an organization token has it not)"),
    (r"/organizations/[^/]+/(projects/)?(\?|$)", "org:read"),
    (r"/projects/[^/]+/[^/]+/(\?|$)", "project:read"),
)

_LATER = "the fault is on the server: run the step again later"
_OTHER = "check that server.url (SENTRY_URL) is the address of a Sentry server"
_REMEDIES = {
    400: "correct the value that the server names",
    402: "look at the plan and the quota of the organization",
    404: "check server.org and server.projects (SENTRY_ORG, SENTRY_PROJECT)",
    408: "run the step again; if it stays so, raise the time limit of the proxy in front of the"
    " server, or name a faster way to it in server.url",
    409: "another update of this release is running: try again in a minute",
    413: "raise the proxy's body limit above the server's maxRequestSize, 32 MiB on Sentry"
    " (nginx: client_max_body_size)",
    414: "choose a shorter release, or raise the proxy's limit for addresses",
    415: "look at what is in front of the server: it does not let this kind of request through",
    422: "correct the value that the server names",
    425: "run the step again in a minute",
    431: "shorten server.headers (CUSTOM_HEADER), or raise the proxy's limit for headers",
    451: "choose a network or a proxy from which this server may be reached",
}


def scope_for(method: str, url: str) -> str:
    """Name the scope that a request needs."""
    for pattern, scope in _SCOPES:
        if re.search(pattern, url):
            return scope
    return _READ if method == "GET" else _WRITE


def refusal(reply: Response) -> BuildtoolsError:
    """Make the failure that a refusing answer stands for.

    An answer of somebody else than the server says nothing of token, scope or name.
    """
    other = gateway(reply)
    if other is not None:
        return Refused(
            other.sentence,
            status=reply.status,
            evidence=(*_not_said(reply), *other.signs, *pause_line(reply)),
            remedy=_others_remedy(reply, other),
        )
    if reply.status == _UNAUTHORIZED:
        return NotAuthenticated(
            "the server does not accept the token",
            evidence=reply.evidence,
            remedy="check SENTRY_AUTH_TOKEN: it may be revoked, mistyped or of another server",
        )
    if reply.status == _FORBIDDEN:
        needed = scope_for(reply.method, reply.url)
        return NotPermitted(
            f"the token may not do this: it needs {needed}",
            evidence=reply.evidence,
            remedy="give the token that scope, or its owner access to the project",
        )
    if 300 <= reply.status < 400:
        return _redirected(reply)
    kind = NotFound if reply.status == _NOT_FOUND else Refused
    said = f": {reply.detail}" if reply.detail else ""
    return kind(
        f"the server answered {reply.status}{said}",
        status=reply.status,
        evidence=(*reply.evidence, *_front(reply), *pause_line(reply)),
        remedy=remedy_for(reply),
    )


def remedy_for(reply: Response) -> str:
    """Say what helps against a refusal of the server itself; never empty."""
    said = reply.detail.lower()
    if "checksum" in said and "mismatch" in said:
        return (
            "run the step again: a chunk arrived with other bytes than were sent; if it stays so, "
            "look for a proxy or scanner on the way that changes uploads"
        )
    if reply.status == _BAD_REQUEST and "project" in said:
        # Bugsink advises how to call sentry-cli, Sentry calls the slugs invalid.
        return "correct server.projects (SENTRY_PROJECT)"
    if reply.status == _TOO_MANY:
        return f"run the step again {_in(told_seconds(reply.headers, reply.received))}"
    return _REMEDIES.get(reply.status, _LATER if reply.status >= 500 else _OTHER)


def _others_remedy(reply: Response, other: Gateway) -> str:
    """Where a gateway only tells that the server is not there or a limit, its settings do not."""
    if other.kind != "proxy" and (reply.status in (408, 413, 425, 429) or reply.status >= 500):
        return remedy_for(reply)
    return other.remedy


def _not_said(reply: Response) -> Iterator[str]:
    """Leave out what the server did not say."""
    return (line for line in reply.evidence if not line.startswith("the server said"))


def pause_line(reply: Response) -> tuple[str, ...]:
    """How long the server wants to be left alone, and what was done about that."""
    told = told_seconds(reply.headers, reply.received)
    if reply.status != _TOO_MANY and (told is None or reply.status not in GATEWAY):
        return ()
    if told is None:
        return ("it does not say how long it wants to be left alone",)
    waits = f"{LONGEST_TOLD_SECONDS:.0f} s are waited for one request at most"
    return (f"it wants to be left alone for {told:.0f} s; {waits}",)


def _in(seconds: float | None) -> str:
    if seconds is None:
        return "in a few minutes"
    if seconds <= 180:
        return f"in {math.ceil(seconds)} s; server.retries says how often it is tried"
    minutes = math.ceil(seconds / 60)
    hours = math.ceil(minutes / 60)
    if minutes <= 180:
        return f"in {minutes} minutes"
    return f"in {hours} hours" if hours <= 72 else f"in {math.ceil(hours / 24)} days"


def _front(reply: Response) -> tuple[str, ...]:
    """Who answered, where a proxy is the likelier one to have refused."""
    server = reply.headers.get("server")
    if server and (reply.status == 413 or reply.status >= 500):
        return (f"answered by {reply.shown(server)}",)
    return ()


def _redirected(reply: Response) -> Refused:
    target = reply.shown(reply.headers.get("location", ""))
    where = f"redirects to {target}" if target else f"answered {reply.status} and no address"
    return Refused(
        f"the server {where}, and redirects are not followed",
        status=reply.status,
        evidence=reply.evidence[:1],
        remedy="set server.url (SENTRY_URL) to the final address; on a server of your own check"
        " system.url-prefix (http or https)",
    )

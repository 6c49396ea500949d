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


def refusal(response: Response) -> BuildtoolsError:
    """Make the failure that a refusing answer stands for.

    An answer of somebody else than the server says nothing of token, scope or name.
    """
    other = gateway(response)
    if other is not None:
        return Refused(
            other.sentence,
            status=response.status,
            evidence=(*_not_said(response), *other.signs, *pause_line(response)),
            remedy=_others_remedy(response, other),
        )
    if response.status == _UNAUTHORIZED:
        return NotAuthenticated(
            "the server does not accept the token",
            evidence=response.evidence,
            remedy="check SENTRY_AUTH_TOKEN: it may be revoked, mistyped or of another server",
        )
    if response.status == _FORBIDDEN:
        needed = scope_for(response.method, response.url)
        return NotPermitted(
            f"the token may not do this: it needs {needed}",
            evidence=response.evidence,
            remedy="give the token that scope, or its owner access to the project",
        )
    if 300 <= response.status < 400:
        return _redirected(response)
    kind = NotFound if response.status == _NOT_FOUND else Refused
    said = f": {response.detail}" if response.detail else ""
    return kind(
        f"the server answered {response.status}{said}",
        status=response.status,
        evidence=(*response.evidence, *_front(response), *pause_line(response)),
        remedy=remedy_for(response),
    )


def remedy_for(response: Response) -> str:
    """Return what helps against a refusal of the server itself; never empty."""
    said = response.detail.lower()
    if "checksum" in said and "mismatch" in said:
        return (
            "run the step again: a chunk arrived with other bytes than were sent; if it stays so, "
            "look for a proxy or scanner on the way that changes uploads"
        )
    if response.status == _BAD_REQUEST and "project" in said:
        # Bugsink advises how to call sentry-cli, Sentry calls the slugs invalid.
        return "correct server.projects (SENTRY_PROJECT)"
    if response.status == _TOO_MANY:
        return f"run the step again {_in(told_seconds(response.headers, response.received))}"
    return _REMEDIES.get(response.status, _LATER if response.status >= 500 else _OTHER)


def _others_remedy(response: Response, other: Gateway) -> str:
    """Where a gateway only tells that the server is not there or a limit, its settings do not."""
    if other.kind != "proxy" and (
        response.status in (408, 413, 425, 429) or response.status >= 500
    ):
        return remedy_for(response)
    return other.remedy


def _not_said(response: Response) -> Iterator[str]:
    """Leave out what the server did not say."""
    return (line for line in response.evidence if not line.startswith("the server said"))


def pause_line(response: Response) -> tuple[str, ...]:
    """How long the server wants to be left alone, and what was done about that."""
    told = told_seconds(response.headers, response.received)
    if response.status != _TOO_MANY and (told is None or response.status not in GATEWAY):
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


def _front(response: Response) -> tuple[str, ...]:
    """Who answered, where a proxy is the likelier one to have refused."""
    server = response.headers.get("server")
    if server and (response.status == 413 or response.status >= 500):
        return (f"answered by {response.shown(server)}",)
    return ()


def _redirected(response: Response) -> Refused:
    target = response.shown(response.headers.get("location", ""))
    where = f"redirects to {target}" if target else f"answered {response.status} and no address"
    return Refused(
        f"the server {where}, and redirects are not followed",
        status=response.status,
        evidence=response.evidence[:1],
        remedy="set server.url (SENTRY_URL) to the final address; on a server of your own check"
        " system.url-prefix (http or https)",
    )

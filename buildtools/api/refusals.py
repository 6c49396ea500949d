"""What a refusing answer means to the person who reads it: each status mapped once.

Source: the scope tables of Sentry's endpoints.
"""

import re

from buildtools.api.reply import Missing, Refused, Reply
from buildtools.errors import BuildtoolsError, NotAuthenticated, NotPermitted

_BAD_REQUEST = 400
_UNAUTHORIZED = 401
_FORBIDDEN = 403
_NOT_FOUND = 404

_READ = "one of project:read, project:releases or org:ci"
_WRITE = "one of project:releases, project:write or org:ci"
_SCOPES: tuple[tuple[str, str], ...] = (
    (r"/organizations/[^/]+/repos/", "org:read (an organization token cannot have it)"),
    (r"/projects/[^/]+/[^/]+/(events|keys)/", "project:read (an organization token has it not)"),
    (r"/organizations/[^/]+/(projects/)?(\?|$)", "org:read"),
    (r"/projects/[^/]+/[^/]+/(\?|$)", "project:read"),
)

_REMEDIES = {
    400: "correct the value that the server names",
    409: "another update of this release is running: try again in a minute",
    413: "raise the proxy's body limit above the server's maxRequestSize, 32 MiB on Sentry"
    " (nginx: client_max_body_size)",
    429: "wait for as long as the server says, then run the step again",
}


def scope_for(method: str, url: str) -> str:
    """Name the scope that a request needs."""
    for pattern, scope in _SCOPES:
        if re.search(pattern, url):
            return scope
    return _READ if method == "GET" else _WRITE


def refusal(reply: Reply) -> BuildtoolsError:
    """Make the failure that a refusing answer stands for."""
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
    kind = Missing if reply.status == _NOT_FOUND else Refused
    said = f": {reply.detail}" if reply.detail else ""
    return kind(
        f"the server answered {reply.status}{said}",
        status=reply.status,
        evidence=(*reply.evidence, *_front(reply)),
        remedy=_remedy(reply),
    )


def _remedy(reply: Reply) -> str:
    if reply.status == _BAD_REQUEST and "project" in reply.detail.lower():
        # Bugsink advises how to call sentry-cli, Sentry calls the slugs invalid.
        return "correct server.projects (SENTRY_PROJECT)"
    if reply.status == _NOT_FOUND:
        return "check server.org and server.projects (SENTRY_ORG, SENTRY_PROJECT)"
    if reply.status >= 500:
        return "the fault is on the server: run the step again later"
    return _REMEDIES.get(reply.status, "")


def _front(reply: Reply) -> tuple[str, ...]:
    """Who answered, where a proxy is the likelier one to have refused."""
    server = reply.headers.get("server")
    if server and (reply.status == 413 or reply.status >= 500):
        return (f"answered by {server}",)
    return ()


def _redirected(reply: Reply) -> Refused:
    target = reply.shown(reply.headers.get("location", "nowhere"))
    return Refused(
        f"the server redirects to {target}, and redirects are not followed",
        status=reply.status,
        evidence=reply.evidence[:1],
        remedy="set server.url (SENTRY_URL) to the final address; on a server of your own check"
        " system.url-prefix (http or https)",
    )

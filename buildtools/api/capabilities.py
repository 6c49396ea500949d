"""What this server has: asked of it, never guessed from its address.

Sentry-compatible servers lack parts of the API and say so in odd ways: Bugsink with a 404 page,
GlitchTip with a 200 page of HTML. An endpoint counts as there when it answers JSON.
Source: Bugsink 2.6, GlitchTip and Sentry 9, as they answered.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import msgspec

from buildtools.api.addresses import path
from buildtools.api.answers import ChunkOptions, Release
from buildtools.api.missing import explain
from buildtools.api.refusals import refusal
from buildtools.api.reply import Reply
from buildtools.api.transport import Transport
from buildtools.settings import Connection

Name = Literal["sentry", "bugsink", "glitchtip", "unknown"]

_NO_ID = "00000000-0000-4000-8000-000000000000"
_NO_VERSION = "buildtools-probe"
_TITLES = {"sentry": "Sentry", "bugsink": "Bugsink", "glitchtip": "GlitchTip"}
_LACKS = {
    "releases": "has no releases API, so there is no release to create, describe or finalize",
    "commits": "does not take commits, so issues will not name suspect commits",
    "deploys": "does not record deploys",
    "bundles": "does not take artifact bundles, so there is no way to upload source maps by ID",
    "listing": "does not list the bundles it stores",
    "look_up": "does not tell which files it would use for a debug ID",
    "events": "does not give events back, so a test event cannot be judged",
}


class Capabilities(msgspec.Struct, frozen=True):
    """What can be asked of a server."""

    name: Name
    releases: bool
    commits: bool
    deploys: bool
    bundles: bool
    ask_first: bool
    """The server can be asked which chunks it lacks; else every chunk is sent, then assembled."""
    final_states: frozenset[str]
    """States of an assembly after which nothing more comes."""
    listing: bool
    look_up: bool
    events: bool

    def why(self, name: str) -> str:
        """Say why a step is skipped, for the name of a capability that is missing.

        Raises KeyError for a name that is none.
        """
        return f"{_TITLES.get(self.name, 'this server')} {_LACKS[name]}"


def probe(transport: Transport, connection: Connection) -> Capabilities:
    """Ask a server what it has.

    Raises NotAuthenticated when the token is refused, Missing when the organization is unknown,
    Refused when an answer says nothing about what the server has: it is ill, or not the server.
    """
    _ask(transport, "")
    org = connection.org
    uploads = _ask(transport, path("organizations", org, "chunk-upload"))
    listed = _ask(transport, path("organizations", org, "releases"), per_page=1)
    options = _options(uploads)
    if options is None and listed.status == 404 and listed.is_json:
        raise explain(transport, connection)
    has_releases = listed.is_json and listed.status in (200, 403)
    has = _endpoints(transport, connection, listed if has_releases else None)
    # What the token may not see is there: the step that needs it must fail, and say why.
    forbidden = uploads.is_json and uploads.status == 403
    modern = forbidden or (options is not None and options.knows_missing)
    return Capabilities(
        name=_name(listed, options, has_releases),
        releases=has_releases,
        commits=has_releases and (has["previous"] or has["commits"]),
        deploys=has_releases and has["deploys"],
        bundles=forbidden or (options is not None and options.takes_bundles),
        ask_first=modern,
        final_states=frozenset({"ok", "error"} if modern else {"ok", "error", "created"}),
        listing=has["listing"],
        look_up=has["look_up"],
        events=has["events"],
    )


def _ask(transport: Transport, where: str, **params: str | int) -> Reply:
    """Ask one endpoint. Having too much to do, a fault and a redirect tell nothing: they raise."""
    reply = transport.request("GET", where, params=params, ok=None)
    if reply.status >= 500 or reply.status == 429 or 300 <= reply.status < 400:
        raise refusal(reply)
    return reply


def _options(reply: Reply) -> ChunkOptions | None:
    return reply.read(ChunkOptions) if reply.status == 200 and reply.is_json else None


def _endpoints(
    transport: Transport, connection: Connection, listed: Reply | None
) -> dict[str, bool]:
    """Ask each endpoint once, side by side; one that answers JSON is there."""
    org, project = connection.org, next(iter(connection.projects), "-")
    known = listed.read(tuple[Release, ...]) if listed and listed.status == 200 else ()
    release = ("organizations", org, "releases", known[0].version if known else _NO_VERSION)
    asked = {
        "previous": path(*release, "previous-with-commits"),
        "commits": path(*release, "commits"),
        "deploys": path(*release, "deploys"),
        "listing": path("projects", org, project, "files", "artifact-bundles"),
        "look_up": path("projects", org, project, "artifact-lookup"),
        "events": path("projects", org, project, "events", _NO_ID.replace("-", "")),
    }

    def answers(where: str) -> bool:
        params = {"debug_id": _NO_ID} if where.endswith("artifact-lookup/") else {}
        return _ask(transport, where, **params).is_json

    with ThreadPoolExecutor(max_workers=4) as pool:
        return dict(zip(asked, pool.map(answers, asked.values()), strict=True))


def _name(listed: Reply, options: ChunkOptions | None, has_releases: bool) -> Name:
    if b"Unimplemented API endpoint" in listed.body:
        return "bugsink"
    if not has_releases or options is None:
        return "unknown"
    if options.takes_bundles and not options.knows_missing:
        return "glitchtip"
    return "sentry"

"""What this server has: asked of it, never guessed from its address.

First a server proves to be one (`signs`). Of each kind it is then known what it has and what it
never had; what is not known is asked for. Only an answer that this kind is known to give means
"not offered": any other in an endpoint's place is a failure that names it, unless
`server.without` says that this server may lack it.
Source: docs/wire.md#other-servers.
"""

from collections.abc import Collection, Mapping

from buildtools.api.endpoints.not_found import explain
from buildtools.api.http.foreign_answers import NOTHING, foreign_answer, is_foreign, is_own, said
from buildtools.api.http.gateways import gateway
from buildtools.api.http.request import ANY_STATUS, Request
from buildtools.api.http.response import Response
from buildtools.api.http.status_errors import refusal
from buildtools.api.http.transport import Transport
from buildtools.api.http.urls import path
from buildtools.api.models.answers import ChunkOptions, Release
from buildtools.api.models.capabilities import Capabilities, Name
from buildtools.api.server_kind import Asked, identify
from buildtools.connection import Connection
from buildtools.errors import ConfigurationError
from buildtools.machine import threads

_NO_ID = "00000000-0000-4000-8000-000000000000"
_NO_VERSION = "buildtools-probe"
_DJANGOS = b"<h1>Not Found</h1>"
_SETTING = {
    **{"previous": "commits", "commits": "commits", "deploys": "deploys", "events": "events"},
    **{"listing": "listing", "look_up": "look-up", "releases": "releases", "bundles": "upload"},
}
"""What each endpoint is called in `server.without`."""


def probe(transport: Transport, connection: Connection) -> Capabilities:
    """Ask a server what it is, and what it has.

    Raises NotAuthenticated when the token is refused, Missing when the organization is unknown,
    ForeignAnswer when this is no Sentry server or something answers in its place, Refused when it
    is ill, ConfigurationError when it is not what `server.kind` says.
    """
    org, without = connection.org, connection.without
    asked = Asked(
        root=_ask(transport, ""),
        uploads=_ask(transport, path("organizations", org, "chunk-upload")),
        releases=_ask(transport, path("organizations", org, "releases"), per_page=1),
    )
    name = identify(asked, connection.kind)
    options = _options(asked, without)
    if name == "bugsink":
        _refuse_releases(asked)
        return _of(name, options, {})
    if not _has_releases(asked, without):
        if asked.releases.status == 404 and is_own(asked.releases) and "releases" not in without:
            raise explain(transport, connection)
        has = dict.fromkeys(("releases", "previous", "commits", "deploys"), False)
        return _of(name, options, has | _endpoints(transport, connection, name, None, options))
    if name == "sentry":
        return _of(name, options, dict.fromkeys(_SETTING, True))
    has = {"releases": True} | _endpoints(transport, connection, name, asked.releases, options)
    forbidden = asked.uploads.status == 403  # what the token may not see is there
    return _of(name, options, has | ({"bundles": True} if forbidden else {}))


def _of(name: Name, options: ChunkOptions | None, has: Mapping[str, bool]) -> Capabilities:
    asks_first = options.knows_missing if options else has.get("bundles", False)
    return Capabilities(
        name=name,
        releases=has.get("releases", False),
        commits=has.get("previous", False) or has.get("commits", False),
        deploys=has.get("deploys", False),
        bundles=options.takes_bundles if options else has.get("bundles", False),
        final_states=frozenset({"ok", "error"} if asks_first else {"ok", "error", "created"}),
        listing=has.get("listing", False),
        look_up=has.get("look_up", False),
        events=has.get("events", False),
        previous=has.get("previous", False),
    )


def _ask(transport: Transport, where: str, **params: str | int) -> Response:
    """Ask one endpoint. Having too much to do, a fault and a redirect tell nothing: they raise."""
    response = transport.send(Request("GET", where, params=params), ANY_STATUS)
    if response.status >= 500 or response.status in (407, 429) or 300 <= response.status < 400:
        raise foreign_answer(response) if is_foreign(response) else refusal(response)
    return response


def _lacks(response: Response) -> bool:
    """True when an answer can be that of a server which lacks the endpoint, if it may lack it."""
    return response.status in (404, 405) or (response.status == 200 and said(response) is NOTHING)


def _is_no_answer(response: Response) -> bool:
    return is_foreign(response) or not response.body.strip()


def _options(asked: Asked, without: Collection[str]) -> ChunkOptions | None:
    """Read how uploads are taken; None where they are not, or the token may not ask."""
    response = asked.uploads
    if asked.options is not None or ("upload" in without and _lacks(response)):
        return asked.options
    if _is_no_answer(response):
        raise foreign_answer(response)
    return response.read(ChunkOptions) if response.status < 300 else None


def _has_releases(asked: Asked, without: Collection[str]) -> bool:
    """Whether releases can be made here; a page or a gateway's word in their place raises."""
    response = asked.releases
    if asked.lists_releases:
        return True
    if "releases" in without and _lacks(response):
        return False
    if _is_no_answer(response):
        raise foreign_answer(response)
    if response.status < 300:
        response.read(tuple[Release, ...])
    return response.status != 404


def _refuse_releases(asked: Asked) -> None:
    """Raise ConfigurationError for a server with releases that sentry.yml calls a Bugsink."""
    if asked.lists_releases:
        request = f"GET {asked.releases.shown(asked.releases.url)} answered with a list"
        raise ConfigurationError(
            "server.kind says bugsink, but this server has releases",
            evidence=(request,),
            remedy="set server.kind to sentry or glitchtip, or leave it out",
        )


def _endpoints(
    transport: Transport,
    connection: Connection,
    name: Name,
    listed: Response | None,
    options: ChunkOptions | None,
) -> dict[str, bool]:
    """Ask each endpoint once, side by side; those of releases only where there are any.

    Nor is a Sentry that takes no bundles asked for a list of them.
    """
    org, project = connection.org, next(iter(connection.projects), "-")
    asked = {"events": path("projects", org, project, "events", _NO_ID.replace("-", ""))}
    if name != "sentry-old" or (options and options.takes_bundles):
        asked["listing"] = path("projects", org, project, "files", "artifact-bundles")
        asked["look_up"] = path("projects", org, project, "artifact-lookup")
    if listed is not None:
        known = listed.read(tuple[Release, ...]) if listed.status == 200 else ()
        release = ("organizations", org, "releases", known[0].version if known else _NO_VERSION)
        asked["previous"] = path(*release, "previous-with-commits")
        asked |= {part: path(*release, part) for part in ("commits", "deploys")}

    def offered(what: str) -> bool:
        params = {"debug_id": _NO_ID} if what == "look_up" else {}
        return _offered(_ask(transport, asked[what], **params), name, what, connection.without)

    with threads.pool(threads.REQUESTS, "probe") as pool:
        return dict(zip(asked, pool.map(offered, asked), strict=True))


def _offered(response: Response, name: Name, what: str, without: Collection[str]) -> bool:
    """Judge one endpoint: JSON of the API is a yes, what this kind is known to say a no."""
    if said(response) is not NOTHING and not is_foreign(response):
        return True
    setting = _SETTING[what]
    if _known_absent(response, name) or (setting in without and _lacks(response)):
        return False
    failure = foreign_answer(response)
    if _lacks(response):
        failure.remedy += f"; if this server has no such thing, set server.without: [{setting}]"
    raise failure


def _known_absent(response: Response, name: Name) -> bool:
    """GlitchTip gives its web app for what it does not know, an old Sentry an empty 404.

    It may be a page, too: Sentry's own, or the bare one of Django, which it is written in.
    """
    if name == "glitchtip":
        return response.status == 200
    if name != "sentry-old" or response.status != 404:
        return False
    body = response.body.strip()
    return not body or gateway(response) is None or body.startswith(_DJANGOS)

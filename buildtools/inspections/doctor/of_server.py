"""The check of the server: which it is, what it offers, or who answers in its place."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from buildtools.checks.doctor import servers
from buildtools.checks.doctor.servers import Offered
from buildtools.errors import (
    BuildtoolsError,
    ConfigurationError,
    NotAuthenticated,
    ServerRefused,
    ServerUnreachable,
)
from buildtools.found.answer import Answer, not_checked, of_failure
from buildtools.inspections.doctor import endpoints
from buildtools.inspections.doctor.around import Around
from buildtools.inspections.doctor.contact import contact, hindrance, host, is_another, is_busy
from buildtools.inspections.doctor.of_network import ASKING
from buildtools.inspections.doctor.probe import Probe

if TYPE_CHECKING:
    from buildtools.api.client import Client
    from buildtools.api.http.response import Response
    from buildtools.api.models.answers import ChunkOptions
    from buildtools.api.models.capabilities import Capabilities

_OFFERS = {
    "upload": "bundles",
    "releases": "releases",
    "commits": "commits",
    "deploys": "deploys",
    "listing": "listing",
    "look-up": "look_up",
    "events": "events",
}
"""What `server.without` calls each, and what the client does."""
_MAKE_IT_OUT = ASKING - {"upload"}
"""The steps that ask first which server it is."""
_BUSY = frozenset({408, 425, 429})


def _server(around: Around) -> Iterable[Answer]:
    if around.is_sandbox:
        yield not_checked("it is the sandbox, which starts with the run and takes what it is given")
        return
    from buildtools.api.http.gateways import gateway

    client, response, *_ = contact(around)
    other = gateway(response) if response else None
    by_proxy = other is not None and other.kind == "proxy"
    if client is None or response is None or is_busy(response) or by_proxy:
        yield not_checked(hindrance(around))
        return
    if not client.connection.token or not client.connection.org:
        yield from _without_names(around, response)
        return
    yield from _offers(around, client)


def _without_names(around: Around, response: "Response") -> Iterator[Answer]:
    """Return what the root alone tells: whether it is that of a server."""
    from buildtools.api.http.foreign_answers import foreign_answer

    if is_another(around):
        failure = foreign_answer(response)
        yield servers.gateway(failure.what, failure.remedy)
        return
    yield not_checked(hindrance(around) or "there is no organization to ask about")


def _offers(around: Around, client: "Client") -> Iterator[Answer]:
    from buildtools.api.http.foreign_answers import ForeignAnswer
    from buildtools.api.http.response import NotFound, Refused

    try:
        able = client.capabilities()
    except NotAuthenticated:
        yield not_checked("the token is refused")
    except NotFound:
        yield not_checked(f"it does not know the organization {client.connection.org}")
    except ConfigurationError as wrong:
        kind = client.connection.kind
        ends = bool({*around.steps} & _MAKE_IT_OUT)
        yield servers.wrong_kind(kind, "one with releases", ends=ends, remedy=wrong.remedy)
    except Refused as refused:
        yield _refused(around, refused, is_gateway=isinstance(refused, ForeignAnswer))
    else:
        endpoints.prepared(around, client)
        yield from _told(around, client, able)


def _refused(around: Around, refused: BuildtoolsError, *, is_gateway: bool) -> Answer:
    status = getattr(refused, "status", 0)
    if status >= 500 or status in _BUSY:
        return not_checked(refused.what, refused.remedy)
    if 300 <= status < 400 and not is_gateway:
        response = contact(around).response
        target = response.shown(response.headers.get("location", "")) if response else ""
        return servers.redirects(host(around), target)
    if is_gateway:
        return servers.gateway(refused.what, refused.remedy)
    return of_failure(refused)


def _told(around: Around, client: "Client", able: "Capabilities") -> Iterator[Answer]:
    about = client.connection
    has = tuple(name for name, field in _OFFERS.items() if getattr(able, field))
    lacks = {name: able.why(field) for name, field in _OFFERS.items() if not getattr(able, field)}
    options = _options(client)
    size = options.chunk_size if options else None
    yield from servers.judge(Offered(able.title, host(around), has, lacks, size), about.without)
    if "upload" in lacks and "upload" not in about.without:
        yield servers.no_upload(able.title, able.why("bundles"))
    actual = _kind(client)
    if about.kind != "auto" and actual and actual != about.kind:
        yield servers.wrong_kind(about.kind, actual, ends=False)
    if options and "upload" in has:
        yield from _unusable(client, options)


def _options(client: "Client") -> "ChunkOptions | None":
    from buildtools.api.models.answers import ChunkOptions

    response = endpoints.ask(client, endpoints.uploads(client.connection.org))
    try:
        return response.read(ChunkOptions) if response.status == 200 else None
    except ServerRefused:
        return None


def _unusable(client: "Client", options: "ChunkOptions") -> Iterator[Answer]:
    """Return what an upload could not follow."""
    from buildtools.api.upload.chunk_options import usable

    try:
        usable(options, client.connection.url)
    except ServerRefused as refused:
        yield of_failure(refused)


def _kind(client: "Client") -> str:
    """Return what the server is by its answers alone, whatever `server.kind` says."""
    from buildtools.api.http.request import Request
    from buildtools.api.server_kind import Asked, identify

    org = client.connection.org
    requests = (Request("GET"), endpoints.uploads(org), endpoints.releases(org))
    try:
        name = identify(Asked(*(endpoints.ask(client, each) for each in requests)))
    except (ServerRefused, ServerUnreachable):
        return ""
    return {"sentry": "sentry", "sentry-old": "sentry"}.get(name, name if name != "unknown" else "")


PROBES = (Probe("server", "server", "server", _server, ASKING),)

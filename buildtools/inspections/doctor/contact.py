"""The first request to a server, by which the way to it, its make and the token are judged.

Whatever else is asked of it rests on this one answer: where there is none, or somebody else gave
it, nothing that a setting says can be called wrong.
"""

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from buildtools.errors import (
    BuildtoolsError,
    ConfigurationError,
    ServerRefused,
    ServerUnreachable,
)
from buildtools.found.answer import Answer, not_checked
from buildtools.inspections.doctor import endpoints
from buildtools.inspections.doctor.around import Around
from buildtools.settings import Server

if TYPE_CHECKING:
    from buildtools.api.client import Client
    from buildtools.api.http.response import Response

Look = Callable[[Around, "Client"], Iterable[Answer]]

_UNAUTHORIZED = 401
_BUSY = frozenset({408, 425, 429})


class Contact(NamedTuple):
    """What came of the first request: an answer, or what stood in its way."""

    client: "Client | None"
    response: "Response | None" = None
    failure: BuildtoolsError | None = None
    seconds: float = 0.0
    """From the request to its answer, with what it took to connect."""
    at: datetime = datetime.min
    """When it came, by this machine's clock."""


def contact(around: Around) -> Contact:
    """Ask the server's root; once."""
    return around.once("contact", lambda: _contact(around))


def _contact(around: Around) -> Contact:
    try:
        client = around.client
    except ConfigurationError as failure:
        return Contact(None, failure=failure)
    begun = time.monotonic()
    try:
        response = _root(client)
    except (ServerUnreachable, ConfigurationError) as failure:
        return Contact(client, failure=failure)
    spent = time.monotonic() - begun
    return Contact(client, response, seconds=spent, at=around.now())


def _root(client: "Client") -> "Response":
    """Ask the root with the token; where there is none, with what lets a machine through."""
    from buildtools.api.http.request import Request, Rules

    extra = {name: value.reveal() for name, value in client.connection.headers.items()}
    has_token = bool(client.connection.token)
    return client.transport.answer(
        Request("GET", headers=extra), Rules(ok=None, authorize=has_token)
    )


def host(around: Around) -> str:
    """Name the server by its host, with a port that is not the usual one."""
    server = around.loaded.settings.server
    return urlsplit(server.url).netloc if isinstance(server, Server) else "the sandbox"


def is_busy(response: "Response") -> bool:
    """Whether an answer says nothing but that there is none just now."""
    return response.status >= 500 or response.status in _BUSY


def hindrance(around: Around) -> str:
    """Return why nothing more can be asked of the server, as a clause; empty where it can."""
    told = contact(around)
    response = told.response
    if told.client is None:
        return "there is no way to ask the server"
    if response is None:
        return f"{host(around)} was not reached"
    if is_busy(response):
        return f"{host(around)} answered {response.status}"
    if 300 <= response.status < 400:
        return f"{host(around)} redirects"
    if is_another(around):
        return f"somebody else answered in the place of {host(around)}"
    if not told.client.connection.token:
        return "there is no token"
    return "the token is refused" if refuses(around) else ""


def is_another(around: Around) -> bool:
    """Whether the root was answered by something else than a server of any known make."""
    from buildtools.api.http.foreign_answers import is_own
    from buildtools.api.server_kind import is_root

    client, response, *_ = contact(around)
    if client is None or response is None or is_root(response):
        return False
    if response.status == _UNAUTHORIZED and is_own(response):
        return False
    about = client.connection
    if about.kind == "auto" or not (about.token and about.org):
        return True
    return not around.once("is a server", lambda: _is_server(client))


def _is_server(client: "Client") -> bool:
    """Whether other answers show that a server of another make stands there."""
    try:
        client.capabilities()
    except ServerRefused:
        return False
    except BuildtoolsError:
        return True
    return True


def scopes_of(around: Around) -> tuple[str, ...]:
    """Return the scopes that the server tells of the token; none where it tells none."""
    from buildtools.api.models.answers import Whoami

    response = contact(around).response
    try:
        return response.read(Whoami).scopes if response else ()
    except ServerRefused:
        return ()


def refuses(around: Around) -> "Response | None":
    """Return the answer that refuses the token; None where none does.

    GlitchTip tells its root to anybody, so that another endpoint has to be asked.
    """
    from buildtools.api.http.foreign_answers import is_own, said

    client, response, *_ = contact(around)
    if client is None or response is None:
        return None
    if response.status == _UNAUTHORIZED:
        return response
    told = said(response)
    unnamed = isinstance(told, dict) and told.get("auth") is None and told.get("user") is None
    if not unnamed or not client.connection.org:
        return None
    second = endpoints.ask(client, endpoints.uploads(client.connection.org))
    return second if second.status == _UNAUTHORIZED and is_own(second) else None


def asking(look: Look) -> Callable[[Around], Iterable[Answer]]:
    """Make a check of a look at a server that lets itself be asked; without one it is not done.

    Of the sandbox nothing is said: it starts with the run, and takes what it is given.
    """

    def run(around: Around) -> Iterable[Answer]:
        if around.is_sandbox:
            return
        why = hindrance(around)
        client = contact(around).client
        if why or client is None:
            yield not_checked(why)
            return
        endpoints.prepared(around, client)
        yield from look(around, client)

    return run

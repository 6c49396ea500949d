"""The checks of the auth token: what it is, whether it holds, and what it may do."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from buildtools.checks.doctor import scopes, tokens
from buildtools.checks.doctor.tokens import Taken
from buildtools.facts.token_shapes import shape_of
from buildtools.found.answer import Answer, not_checked, of_finding
from buildtools.inspections.doctor import endpoints
from buildtools.inspections.doctor.around import Around
from buildtools.inspections.doctor.checkout import has_commit
from buildtools.inspections.doctor.contact import (
    asking,
    contact,
    hindrance,
    host,
    refuses,
    scopes_of,
)
from buildtools.inspections.doctor.of_network import ASKING
from buildtools.inspections.doctor.probe import Probe
from buildtools.settings import Server

if TYPE_CHECKING:
    from buildtools.api.client import Client

_FORBIDDEN = 403


def _token(around: Around) -> Iterable[Answer]:
    server = around.loaded.settings.server
    if not isinstance(server, Server):
        return
    if not server.token:
        yield not_checked("there is none")
        return
    shape = shape_of(server.token.reveal())
    origin = around.loaded.origins.get("server.token", "server.token")
    yield tokens.judge(shape, _taken(around), origin)
    if elsewhere := tokens.other_region(shape, host(around)):
        yield of_finding(elsewhere)


def _taken(around: Around) -> Taken:
    """Return whether the server accepts the token."""
    why = hindrance(around)
    refused = refuses(around) if contact(around).response else None
    if refused and why == "the token is refused":
        return Taken(False, host(around), refused.detail)
    return Taken(None if why else True, host(around), why)


def _scopes(around: Around, client: "Client") -> Iterable[Answer]:
    if not client.connection.org:
        yield not_checked("there is no organization to ask about")
        return
    refused = _refused(client)
    yield scopes.judge(scopes_of(around), around.steps, refused=refused, unwanted=_unwanted(around))


def _refused(client: "Client") -> bool:
    """Whether even what takes the least of a release's rights is refused."""
    from buildtools.api.http.foreign_answers import is_own

    asked = (endpoints.uploads, endpoints.releases)
    answers = [endpoints.ask(client, each(client.connection.org)) for each in asked]
    return any(each.status == _FORBIDDEN and is_own(each) for each in answers)


def _unwanted(around: Around) -> list[str]:
    """Return what the settings switch off, by what it does."""
    settings = around.loaded.settings
    needs = scopes.NEEDS
    off: list[str] = []
    if settings.commits.mode == "off" or not has_commit(around):
        off += [each.what for each in needs if each.step == "set-commits"]
    if settings.commits.mode == "local":
        off.append("see which repositories are connected")
    if not settings.verify.events:
        off.append("read test events back")
    return off


PROBES = (
    Probe("token", "token", "auth token", _token, ASKING),
    Probe("token-scopes", "token", "scopes of the token", asking(_scopes), ASKING),
)

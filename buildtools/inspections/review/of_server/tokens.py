"""What the pipeline's token is: its kind, and the scopes that the server tells of it."""

from contextlib import ExitStack
from typing import Literal

import msgspec

from buildtools.api.endpoints.settings import SettingsEndpoints
from buildtools.api.http.transport import Transport
from buildtools.inspections.review.asked import Scope
from buildtools.inspections.review.of_server.asking import Asking
from buildtools.review.evidence.server import NotShown, Token, Told
from buildtools.settings import Server
from buildtools.values import Secret

Kind = Literal["organization", "person", "integration", "other"]

_KINDS: dict[str, Kind] = {"sntrys_": "organization", "sntryu_": "person", "sntryi_": "integration"}


def of_pipeline(scope: Scope, account: SettingsEndpoints, ends: ExitStack) -> Told[Token]:
    """Ask what the token of `server` may do; a review may have another one."""
    server = scope.loaded.settings.server
    if not isinstance(server, Server):
        return NotShown(0, "the sandbox's own token opens this sandbox alone", asked=False)
    if server.token is None:
        why = scope.loaded.absent.get("server.token", "server.token is not set")
        return NotShown(0, f"the pipeline's token is not here: {why}")
    if server.token != account.connection.token:
        connection = msgspec.structs.replace(account.connection, token=server.token)
        account = SettingsEndpoints(connection, ends.enter_context(Transport(connection)))
    told = Asking(account, "unknown").told("token", account.token)
    if isinstance(told, NotShown):
        return told
    return Token(kind_of(server.token), tuple(sorted(told.scopes)))


def kind_of(token: Secret) -> Kind:
    """Return whose token it is, by how it begins."""
    text = token.reveal()
    return next((kind for start, kind in _KINDS.items() if text.startswith(start)), "other")

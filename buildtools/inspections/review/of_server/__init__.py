"""The server's settings, as evidence: asked with GETs alone, and nothing is ever changed."""

from contextlib import ExitStack

import msgspec

from buildtools import config
from buildtools.api.client import Client
from buildtools.api.endpoints.settings import SettingsEndpoints
from buildtools.errors import BuildtoolsError
from buildtools.inspections.review.asked import Scope
from buildtools.inspections.review.of_server.asking import Asking, without_address
from buildtools.inspections.review.of_server.gathered import gathered
from buildtools.inspections.review.of_server.tokens import of_pipeline
from buildtools.review.evidence.server import ServerSeen
from buildtools.review.unseen import Unseen

TOPICS = ("server", "privacy", "security", "release")
"""Whose checks are told by a server."""


def ask(scope: Scope) -> ServerSeen | Unseen:
    """Ask for each setting that a check is told by; what is not told stands there with why."""
    if passed := scope.passed_over(*TOPICS):
        return passed
    if scope.asked.offline:
        return Unseen("--offline was given", asked=False)
    with ExitStack() as ends:
        try:
            client = _client(scope, ends)
            server = client.capabilities()
        except BuildtoolsError as failure:
            said = ": ".join(filter(None, (failure.what, failure.remedy)))
            return Unseen(without_address(said, _address(scope)))
        account = SettingsEndpoints(client.connection, client.transport)
        seen = gathered(Asking(account, server.name), scope.ledger.release if scope.ledger else "")
        token = of_pipeline(scope, account, ends)
        return msgspec.structs.replace(seen, token=token)


def _client(scope: Scope, ends: ExitStack) -> Client:
    """Return the run's own client, or one with the token that reviews are given."""
    settings = scope.loaded.settings
    if settings.server == "sandbox" or settings.review.token is None:
        return scope.client()
    return ends.enter_context(Client(config.connection(scope.loaded, settings.review.token)))


def _address(scope: Scope) -> str:
    server = scope.loaded.settings.server
    return "" if isinstance(server, str) else server.url

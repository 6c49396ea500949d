"""Whose debug ID is it? The server is asked once for each, only where a site serves another."""

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from buildtools.api.models.answers import Bundle
from buildtools.checks.served import Releases
from buildtools.connection import Connection
from buildtools.errors import BuildtoolsError
from buildtools.values import DebugId


class BundleClient(Protocol):
    """What is asked of the client."""

    @property
    def connection(self) -> Connection: ...

    def bundles(self, project: str, query: str | None = None) -> Sequence[Bundle]: ...


def by_server(connect: Callable[[], BundleClient]) -> Releases:
    """Return a look-up that asks the server; where it cannot be asked, nobody is."""
    known: dict[DebugId, tuple[str, ...] | None] = {}
    one_at_a_time = threading.Lock()

    def releases(debug_id: DebugId) -> tuple[str, ...] | None:
        with one_at_a_time:
            if debug_id not in known:
                known[debug_id] = _asked(connect, debug_id)
            return known[debug_id]

    return releases


def _asked(connect: Callable[[], BundleClient], debug_id: DebugId) -> tuple[str, ...] | None:
    try:
        client = connect()
        found = [
            association.release
            for project in client.connection.projects
            for bundle in client.bundles(project, query=debug_id)
            for association in bundle.associations
        ]
    except BuildtoolsError:  # no token, no right to list, no such endpoint
        return None
    return tuple(dict.fromkeys(name for name in found if name))

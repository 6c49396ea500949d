"""Whether the settings hold all that a connection needs, before anybody is asked."""

from collections.abc import Iterable

from buildtools import config
from buildtools.found.answer import Answer, not_checked, ok
from buildtools.inspections.doctor.around import Around
from buildtools.inspections.doctor.of_network import ASKING
from buildtools.inspections.doctor.probe import Probe
from buildtools.settings import Server


def _has_token(around: Around) -> bool:
    server = around.loaded.settings.server
    return not isinstance(server, Server) or server.token is not None


def _token(around: Around) -> Iterable[Answer]:
    """Say that there is no token, with where it was looked for; what it is, another check says."""
    if not _has_token(around):
        config.connection(around.loaded)
    yield from ()


def _server(around: Around) -> Iterable[Answer]:
    if around.is_sandbox:
        yield not_checked("the sandbox needs no settings of a server")
    elif not _has_token(around):
        yield not_checked("there is no token")
    else:
        made = config.connection(around.loaded)
        yield ok(f"{', '.join(made.projects)} of {made.org} at {made.url}")


PROBES = (
    Probe("token-set", "token", "whether there is a token", _token, ASKING),
    Probe("server-settings", "settings", "settings of the server", _server, ASKING),
)
"""A failure of either is its answer, with the code that a step would end with."""

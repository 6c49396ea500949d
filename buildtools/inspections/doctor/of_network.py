"""The checks of the way to the server."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from buildtools.checks.doctor import network
from buildtools.checks.doctor.network import Failure, Reached
from buildtools.errors import ConfigurationError
from buildtools.found.answer import Answer, not_checked, of_failure
from buildtools.inspections.doctor.around import Around
from buildtools.inspections.doctor.contact import Contact, contact, host, is_busy
from buildtools.inspections.doctor.probe import Probe
from buildtools.settings import Server

if TYPE_CHECKING:
    from buildtools.api.client import Client

ASKING = frozenset({"create", "set-commits", "upload", "verify", "finalize"})
"""The steps that end where the server cannot be asked."""


def _connection(around: Around) -> Iterable[Answer]:
    from buildtools.api.http.gateways import gateway

    if around.is_sandbox:
        return
    told = contact(around)
    if told.client is None:
        yield not_checked("the settings hold no way to ask it")
        return
    if isinstance(told.failure, ConfigurationError):
        yield of_failure(told.failure)
        return
    response = told.response
    other = gateway(response) if response else None
    if response and other and other.kind == "proxy":
        yield (
            not_checked(other.sentence, other.remedy)
            if is_busy(response)
            else network.by_proxy(other.sentence, other.remedy)
        )
        return
    yield network.connection(_reached(around, told))


def _certificate(around: Around) -> Iterable[Answer]:
    from buildtools.api.http.certificates import trust_of
    from buildtools.api.http.urls import is_loopback

    server = around.loaded.settings.server
    if not isinstance(server, Server):
        return
    told = contact(around)
    if server.url.startswith("http:"):
        reached = told.response is not None and not _by_proxy(told)
        is_here = is_loopback(server.url)
        if not (reached or is_here):
            yield not_checked(f"{host(around)} was not reached")
        else:
            yield network.plain(host(around), here=is_here)
    elif told.client is None or isinstance(told.failure, ConfigurationError):
        yield not_checked("there is no way to ask the server")
    else:
        trust = "; ".join(trust_of(told.client.connection).evidence(around.variables))
        yield network.certificate(_reached(around, told), trust, around.now())


def _by_proxy(told: Contact) -> bool:
    """Return whether the proxy answered, and not the server."""
    from buildtools.api.http.gateways import gateway

    other = gateway(told.response) if told.response else None
    return other is not None and other.kind == "proxy"


def _clock(around: Around) -> Iterable[Answer]:
    if around.is_sandbox:
        return
    told = contact(around)
    if told.response is None:
        yield not_checked(f"{host(around)} was not reached")
        return
    yield network.clock(told.response.headers, told.at, told.seconds, host(around))


def _reached(around: Around, told: Contact) -> Reached:
    from buildtools.api.http.connection_errors import Unreachable

    failure = None
    if isinstance(told.failure, Unreachable):
        known = told.failure.failure
        failure = Failure(known.kind, told.failure.what, told.failure.remedy, known.verify_code)
    way = _way(told.client) if told.client else ""
    return Reached(host(around), way, failure, told.seconds)


def _way(client: "Client") -> str:
    from buildtools.api.http.proxies import proxy_for

    proxy = proxy_for(client.connection.url)
    return f"by the proxy {proxy.shown}" if proxy else "without a proxy"


PROBES = (
    Probe("connection", "network", "the way to the server", _connection, ASKING),
    Probe("certificate", "network", "its certificate", _certificate, ASKING),
    Probe("clock", "network", "this machine's clock", _clock),
)

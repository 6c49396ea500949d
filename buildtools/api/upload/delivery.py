"""The bundles of one upload on their way: asking how they are taken, then sending each.

Source: docs/wire.md#chunk-upload, docs/wire.md#other-servers.
"""

from collections.abc import Callable
from typing import Protocol

from buildtools.api.http.response import Refused
from buildtools.api.http.transport import Transport
from buildtools.api.http.urls import is_loopback
from buildtools.api.models.answers import ChunkOptions
from buildtools.api.models.capabilities import Capabilities
from buildtools.api.upload.chunk_uploader import Server
from buildtools.api.upload.protocol import Order, Terms, send
from buildtools.api.upload.throughput import Throughput
from buildtools.connection import Connection
from buildtools.sourcemaps.bundle.delivery import NoOffer, Offer, Outgoing, Receipt

_NOT_THERE = frozenset({200, 404, 405})
"""What servers answer where there is no such endpoint; 200 is a page of theirs."""


class KnownServer(Server, Protocol):
    """What is asked of a client besides."""

    connection: Connection
    transport: Transport

    def capabilities(self) -> Capabilities: ...


class BundleDelivery:
    """The way of one upload's bundles to one server."""

    def __init__(
        self, client: KnownServer, pause: Callable[[float], None], now: Callable[[], float]
    ) -> None:
        self.throughput = Throughput(near=is_loopback(client.connection.url))
        self._client = client
        self._pause = pause
        self._now = now
        self._options: ChunkOptions | None = None

    def offer(self) -> Offer | NoOffer:
        """Ask the server how it takes bundles.

        Raises what the server says, unless that means that it takes none at all.
        """
        options = self._options = self._asked()
        if options is None or not options.takes_bundles:
            told = "has no such endpoint" if options is None else _accepted(options)
            return NoOffer(self._client.capabilities().why("bundles"), told)
        quickest = self._client.transport.quickest_seconds
        self.throughput.answered(quickest, takes_zstd=options.takes_zstd)
        return Offer(options.max_file_size, self._knows_sections(options))

    def send(self, bundle: Outgoing, version: str, dist: str | None) -> Receipt:
        """Send a bundle and wait until it is stored; raises what `protocol.send` does."""
        about = self._client.connection
        order = Order(about.projects, version, dist, about.wait_seconds)
        return send(
            self._client,
            bundle,
            order,
            Terms(self._options, self.throughput, self._pause, self._now),
        )

    def _asked(self) -> ChunkOptions | None:
        try:
            return self._client.chunk_options()
        except Refused as refused:
            if refused.status not in _NOT_THERE or self._client.capabilities().bundles:
                raise
            return None

    def _knows_sections(self, options: ChunkOptions) -> bool:
        """Bugsink 2.6 passes over maps in sections, and resolves nothing by them."""
        return options.knows_missing or self._client.capabilities().name != "bugsink"


def _accepted(options: ChunkOptions) -> str:
    if not options.accept:
        return "says nothing of what it accepts"
    return f"accepts {', '.join(options.accept)}, and no artifact_bundles"

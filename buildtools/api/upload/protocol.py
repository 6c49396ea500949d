"""Upload a bundle: the numbered protocol, from the first byte to the final state.

    1. GET chunk-upload: how the server takes chunks
    2. POST chunks, a few requests side by side, each as soon as it is packed. About the first one
       the server is asked before; when it has that, or an earlier run had begun, about every one
    3. POST assemble with the SHA-1 of every chunk, until the state is final

Of a bundle whose chunks are known from an earlier run only step 3 is done, and nothing is packed.
The server's word decides: what it misses then is packed again and sent. Servers that cannot be
asked (GlitchTip, Bugsink) get every chunk. Retries and rate limits are the transport's.
Source: docs/wire.md#assembling, docs/wire.md#other-servers.
"""

import logging
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from buildtools.api.models.answers import Assembly, ChunkOptions
from buildtools.api.upload.chunk_encoding import ChunkEncoder
from buildtools.api.upload.chunk_uploader import ChunkUploader, Server
from buildtools.api.upload.polling import Poller
from buildtools.api.upload.throughput import Throughput
from buildtools.errors import ServerRefused
from buildtools.sourcemaps.bundle.delivery import ChunkList, Outgoing, Receipt
from buildtools.texts.wording import count, size

log = logging.getLogger("buildtools")


class Order(msgspec.Struct, frozen=True):
    """What a bundle is uploaded for, and how long its final state is waited for."""

    projects: Sequence[str]
    version: str | None
    dist: str | None
    wait_seconds: float


class Terms(NamedTuple):
    """How it is sent: as the server takes uploads, over a link, and by which clock."""

    options: ChunkOptions | None = None
    """Asked of the server where they are not given."""
    throughput: Throughput | None = None
    pause: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic


USUAL = Terms()


def send(client: Server, bundle: Outgoing, order: Order, terms: Terms = USUAL) -> Receipt:
    """Send a bundle and wait until the server says that it is stored.

    Running it twice sends nothing twice.

    Raises ServerRefused when the server rejects the bundle, ServerUnreachable when it does not
    come to an end within the order's seconds after the last chunk.
    """
    options = terms.options or client.chunk_options()
    throughput = terms.throughput or Throughput(near=True)
    encoder = ChunkEncoder(options, throughput, lambda: bundle.stored)
    sender = ChunkUploader(
        client, options, order.projects, throughput, encoder, asking=bundle.begun
    )
    contents, rounds = bundle.known, 2 if options.knows_missing else 1
    if contents is None or not options.knows_missing:
        contents = sender.send(bundle)
        _tell(contents, sender)
    while True:
        answer = _settled(client, contents, order, options, terms)
        if not (answer.state == "not_found" and answer.missing and rounds):
            break
        rounds -= 1
        sender.there = set(contents.chunks) - set(answer.missing)
        contents = sender.send(bundle)
        _tell(contents, sender)
    if answer.state in ("error", "not_found"):
        raise _rejected(answer, contents, sender)
    log.info("the server says: %s", answer.state)
    return Receipt(contents, sender.sent, sender.bytes_sent, answer.state)


def _settled(
    client: Server,
    contents: ChunkList,
    order: Order,
    options: ChunkOptions,
    terms: Terms,
) -> Assembly:
    """Have the bundle put together, and wait for the end of that."""

    def ask() -> Assembly:
        return client.assemble(
            contents.checksum, contents.chunks, order.projects, order.version, order.dist
        )

    seconds = min(order.wait_seconds, options.max_wait or order.wait_seconds)
    poller = Poller(ask, options.final_states, seconds, terms.pause, terms.now)
    return poller.settled(poller.ask())


def _tell(contents: ChunkList, sender: ChunkUploader) -> None:
    log.info(
        "bundle of %s in %s, of which %d went out (%s)",
        *(size(contents.size), count(len(contents.chunks), "chunk")),
        *(sender.sent, size(sender.bytes_sent)),
    )


def _rejected(answer: Assembly, contents: ChunkList, sender: ChunkUploader) -> ServerRefused:
    evidence = [f"bundle {contents.checksum}, state {answer.state}"]
    if answer.state == "not_found":
        return ServerRefused(
            "the server lost the bundle's chunks after they were sent",
            evidence=[*evidence, f"chunks it misses: {len(answer.missing)}"],
            remedy="run the step again; if that does not help, look at the server's file storage",
        )
    if not sender.sent:
        evidence.append("no chunk was sent: this may be the verdict on an earlier run's bundle")
    return ServerRefused(
        f"the server could not store the bundle: {answer.detail or 'it does not say why'}",
        evidence=evidence,
        remedy="remove the cause and run the step again; for the same bundle a server may repeat "
        "this verdict for 10 minutes",
    )

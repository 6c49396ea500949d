"""Sending chunks as they are made: a few requests side by side, halved where too large.

Whether the server has a chunk already can be asked at any time: an assemble call answers with the
chunks it lacks, and begins nothing as long as it lacks one. So each question names one chunk more,
which nobody has. Source: docs/wire.md#assembling.
"""

import logging
import secrets
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from typing import Protocol

from buildtools.api.http.response import Refused
from buildtools.api.models.answers import Assembly, ChunkOptions
from buildtools.api.upload.chunk_encoding import ChunkEncoder
from buildtools.api.upload.chunks import Chunker, Codec, EncodedChunk, batches
from buildtools.api.upload.throughput import Throughput
from buildtools.machine import threads
from buildtools.progress import BYTES, counted
from buildtools.sourcemaps.bundle.delivery import ChunkList
from buildtools.texts.wording import size as size_of
from buildtools.values import Digest

log = logging.getLogger("buildtools")

_TOO_LARGE = 413
_NOT_UNDERSTOOD = (400, 415)
"""What a firewall says to a form that is called compressed and is not: its parts are."""


class Server(Protocol):
    """What is asked of a client."""

    def chunk_options(self) -> ChunkOptions: ...

    def upload_chunks(self, options: ChunkOptions, chunks: Sequence[EncodedChunk]) -> None: ...

    def assemble(
        self,
        checksum: Digest,
        chunks: Sequence[Digest],
        projects: Sequence[str],
        version: str | None,
        dist: str | None,
    ) -> Assembly: ...


class ChunkUploader:
    """Sends bundles, and counts what went out.

    `asking` says that the server may have some of the chunks: it is asked about each request. Else
    it is asked about the first only, and about more when it has that one. A server that cannot be
    asked is sent everything. `there` are chunks that it is known to have.
    """

    def __init__(
        self,
        client: Server,
        options: ChunkOptions,
        projects: Sequence[str],
        throughput: Throughput,
        encoder: ChunkEncoder,
        *,
        asking: bool = False,
    ) -> None:
        self.sent = 0
        self.bytes_sent = 0
        self.there: set[Digest] = set()
        self._asking = asking and options.knows_missing
        self._client = client
        self._options = options
        self._projects = projects
        self._throughput = throughput
        self._encoder = encoder
        self._unsure = options.knows_missing and not asking
        self._first = threading.Lock()
        self._count = threading.Lock()
        self._settled = 0
        """Chunks of this bundle that the server has."""
        self._number: int | None = None
        """How many there are; None while it is being packed."""

    def send(self, source: Iterable[bytes]) -> ChunkList:
        """Send a bundle while it is made; at the first failure no further request is begun."""
        cutter = Chunker(self._options)
        self._settled, self._number = 0, None
        most = max(1, min(self._options.concurrency, threads.REQUESTS))
        under_way: set[Future[None]] = set()
        room = threading.Semaphore(most)
        over = threading.Event()

        def post(batch: Sequence[EncodedChunk]) -> None:
            try:
                if not over.is_set():
                    self._offer(batch)
            except BaseException:
                over.set()
                raise
            finally:
                room.release()

        with threads.pool(most, "send") as pool:
            try:
                for batch in batches(self._encoder.written(cutter.cut(source)), self._options):
                    self._throughput.is_bottleneck = not room.acquire(blocking=False)
                    if self._throughput.is_bottleneck:
                        room.acquire()
                    under_way = _going_on(under_way)
                    under_way.add(pool.submit(post, batch))
                    del batch
                self._number = len(cutter.contents().chunks)
                for request in under_way:
                    request.result()
            finally:
                over.set()
        return cutter.contents()

    def _offer(self, batch: Sequence[EncodedChunk]) -> None:
        """Send what the server lacks of a batch."""
        wanted: Sequence[EncodedChunk] = [
            chunk for chunk in batch if chunk.digest not in self.there
        ]
        with self._first:  # the others wait for what the first one finds out
            if self._unsure and wanted:
                self._unsure = False
                count = len(wanted)
                wanted = self._lacking(wanted)
                self._asking = len(wanted) < count
                asking = False
            else:
                asking = self._asking
        if asking and wanted:
            wanted = self._lacking(wanted)
        if wanted:
            self._post(wanted)
        with self._count:
            self._settled += len(batch)
            counted("chunk", self._settled, self._number)

    def _lacking(self, batch: Sequence[EncodedChunk]) -> Sequence[EncodedChunk]:
        unknown = Digest(secrets.token_hex(20))
        asked = [*(chunk.digest for chunk in batch), unknown]
        answer = self._client.assemble(unknown, asked, self._projects, None, None)
        missing = set(answer.missing)
        if unknown not in missing:
            # It says something else than what it lacks, so sending is the safe thing to do.
            return batch
        return [chunk for chunk in batch if chunk.digest in missing]

    def _post(self, batch: Sequence[EncodedChunk]) -> None:
        """Send one request; one that is refused for its size or its codec goes another way."""
        allowed = [self._encoder.allowed(chunk) for chunk in batch]
        codec, size = allowed[0].codec, sum(len(chunk.body) for chunk in allowed)
        try:
            with self._throughput.sending(size):
                self._client.upload_chunks(self._options, allowed)
        except Refused as refusal:
            for again in self._other_way(refusal, batch, codec):
                self._post(again)
        else:
            with self._count:
                self.sent += len(allowed)
                self.bytes_sent += size
                counted(BYTES, self.bytes_sent)
            log.debug("chunks sent: %d, %s", self.sent, size_of(self.bytes_sent))

    def _other_way(
        self, refusal: Refused, batch: Sequence[EncodedChunk], codec: Codec
    ) -> Iterator[Sequence[EncodedChunk]]:
        """Return what to send instead: halves of what is too large, the same without zstd."""
        evidence = "; ".join(refusal.evidence) or refusal.what
        if refusal.status == _TOO_LARGE and len(batch) > 1:
            log.info(
                "a request of %d chunks is too large (%s): sending halves", len(batch), evidence
            )
            half = len(batch) // 2
            yield from (batch[:half], batch[half:])
        elif codec == "zstd" and refusal.status in _NOT_UNDERSTOOD:
            log.info("zstd is offered, and refused (%s): going on without it", evidence)
            self._encoder.refuse_zstd()
            yield batch
        else:
            raise refusal


def _going_on(requests: set[Future[None]]) -> set[Future[None]]:
    """Forget the requests that are done; raises what one of them raised."""
    for request in requests:
        if request.done():
            request.result()
    return {request for request in requests if not request.done()}

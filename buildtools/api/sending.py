"""Sending the chunks of a bundle: several requests side by side, halved where too large."""

import logging
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Protocol

from buildtools.api.answers import Assembly, ChunkOptions
from buildtools.api.capabilities import Capabilities
from buildtools.api.parcel import Chunk, Parcel, batches
from buildtools.api.reply import Refused
from buildtools.values import Digest

log = logging.getLogger("buildtools")

_TOO_LARGE = 413
_MOST_REQUESTS_AT_ONCE = 4
"""Sentry allows 8, but each holds its chunks three times over: with 8 the run takes 300 MB."""


class Server(Protocol):
    """What is asked of a client."""

    def capabilities(self) -> Capabilities: ...

    def chunk_options(self) -> ChunkOptions: ...

    def upload_chunks(
        self, options: ChunkOptions, parts: Sequence[tuple[Digest, bytes]], *, encoded: bool
    ) -> None: ...

    def assemble(
        self,
        checksum: Digest,
        chunks: Sequence[Digest],
        projects: Sequence[str],
        version: str | None,
        dist: str | None,
    ) -> Assembly: ...


class Sender:
    """Sends chunks, several requests side by side, and counts them."""

    def __init__(self, client: Server, packed: Parcel, options: ChunkOptions) -> None:
        self.parcel = packed
        self.sent = 0
        self.bytes_sent = 0
        self._client = client
        self._options = options
        self._encoded = "gzip" in options.compression

    def send_all(self) -> None:
        """Send every chunk."""
        self.send([chunk.digest for chunk in self.parcel.chunks])

    def send(self, digests: Iterable[Digest]) -> None:
        """Send these chunks; at the first failure no further request is begun."""
        wanted = set(digests)
        chunks = [chunk for chunk in self.parcel.chunks if chunk.digest in wanted]
        most = max(1, min(self._options.concurrency, _MOST_REQUESTS_AT_ONCE))
        size = sum(chunk.size for chunk in chunks)
        log.info(
            "sending %s in %d of %d chunk(s)", shown(size), len(chunks), len(self.parcel.chunks)
        )
        over = threading.Event()

        def post(batch: Sequence[Chunk]) -> tuple[int, int]:
            if over.is_set():
                return 0, 0
            try:
                return self._post(batch)
            except BaseException:
                over.set()
                raise

        with ThreadPoolExecutor(most, "send") as pool:
            requests = [pool.submit(post, batch) for batch in batches(chunks, self._options)]
            try:
                for request in as_completed(requests):
                    count, size = request.result()
                    self.sent += count
                    self.bytes_sent += size
                    log.debug("sent %d chunk(s), %s", self.sent, shown(self.bytes_sent))
            finally:
                over.set()

    def _post(self, batch: Sequence[Chunk]) -> tuple[int, int]:
        """Send one request, or its halves where it is too large for somebody on the way.

        Gives the number of chunks and of their bytes on the wire.
        """
        read = self.parcel.zipped if self._encoded else self.parcel.raw
        parts = [(chunk.digest, read(chunk)) for chunk in batch]
        try:
            self._client.upload_chunks(self._options, parts, encoded=self._encoded)
        except Refused as refusal:
            if refusal.status != _TOO_LARGE or len(batch) == 1:
                raise
            log.info(
                "a request of %d chunks is too large (%s): sending it in halves",
                *(len(batch), "; ".join(refusal.evidence)),
            )
        else:
            return len(parts), sum(len(body) for _, body in parts)
        half = len(batch) // 2
        first, second = self._post(batch[:half]), self._post(batch[half:])
        return first[0] + second[0], first[1] + second[1]


def shown(size: int) -> str:
    """Phrase a number of bytes."""
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"

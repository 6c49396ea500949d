"""Upload a bundle: the numbered protocol, from the first question to the final state.

    1. GET chunk-upload: how the server takes chunks
    2. POST assemble with the SHA-1 of every chunk: which of them the server lacks
    3. POST those, a few requests side by side
    4. POST assemble again, until the state is final

A run that is cut off anywhere and started again goes through the same steps, and step 2 makes it
send only what is missing. Servers that cannot be asked (GlitchTip, Bugsink) get every chunk first.
Retries and rate limits are the transport's. Source: PROTOCOL 6; SERVERS 2 and 4.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Protocol

import msgspec

from buildtools.api.answers import Assembly, ChunkOptions
from buildtools.api.capabilities import Capabilities
from buildtools.api.parcel import Chunk, Parcel, batches, parcel
from buildtools.api.reply import Refused
from buildtools.api.retries import GATEWAY
from buildtools.errors import ServerRefused, ServerUnreachable
from buildtools.values import Digest

log = logging.getLogger("buildtools")

FIRST_PAUSE_SECONDS = 1.0
GROWTH = 1.5
LONGEST_PAUSE_SECONDS = 5.0

_TOO_LARGE = 413
_MOST_REQUESTS_AT_ONCE = 8


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


class Receipt(msgspec.Struct, frozen=True):
    """What became of the bundle; `sent` and `bytes_sent` are of this run alone."""

    checksum: Digest
    bundle_bytes: int
    chunks: int
    sent: int
    """Chunks that this run sent."""
    bytes_sent: int
    state: str


def send(
    client: Server,
    source: Iterable[bytes],
    *,
    projects: Sequence[str],
    version: str | None,
    dist: str | None,
    wait_seconds: float,
    pause: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.monotonic,
    directory: Path | None = None,
) -> Receipt:
    """Send a bundle and wait until the server says that it is stored.

    `source` is read once, into a spool in `directory`. Running it twice sends nothing twice.

    Raises ServerRefused when the server rejects the bundle, ServerUnreachable when it does not
    come to an end within `wait_seconds` after the last chunk.
    """
    options = client.chunk_options()
    able = client.capabilities()
    with parcel(source, options, directory) as packed:
        log.info("bundle of %s in %d chunk(s)", shown(packed.size), len(packed.chunks))
        chunks = [chunk.digest for chunk in packed.chunks]

        def ask() -> Assembly:
            return client.assemble(packed.checksum, chunks, projects, version, dist)

        seconds = min(wait_seconds, options.max_wait or wait_seconds)
        patience = _Patience(ask, able.final_states, seconds, pause, now)
        sender = _Sender(client, packed, options)
        state = _until_final(patience, sender, ask_first=able.ask_first)
    return Receipt(
        checksum=packed.checksum,
        bundle_bytes=packed.size,
        chunks=len(packed.chunks),
        sent=sender.sent,
        bytes_sent=sender.bytes_sent,
        state=state,
    )


def shown(size: int) -> str:
    """Phrase a number of bytes."""
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


def _until_final(patience: "_Patience", sender: "_Sender", *, ask_first: bool) -> str:
    """Send what is missing, once more what got lost, and wait; give the final state."""
    rounds = 2
    if not ask_first:
        log.info("this server cannot be asked what it lacks: sending every chunk")
        sender.send_all()
        rounds = 1
    answer = patience.settled(patience.ask())
    while answer.state == "not_found" and answer.missing and rounds:
        sender.send(answer.missing)
        rounds -= 1
        patience.begin()
        answer = patience.settled(patience.ask())
    if answer.state in ("error", "not_found"):
        raise _rejected(answer, sender)
    log.info("the server says: %s", answer.state)
    return answer.state


def _rejected(answer: Assembly, sender: "_Sender") -> ServerRefused:
    evidence = [f"bundle {sender.parcel.checksum}, state {answer.state}"]
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
        remedy="mend the cause and run the step again; for the same bundle a server may repeat "
        "this verdict for 10 minutes",
    )


class _Patience:
    """Asks until a state is final, a little less often each time."""

    def __init__(
        self,
        ask: Callable[[], Assembly],
        final: frozenset[str],
        seconds: float,
        pause: Callable[[float], None],
        now: Callable[[], float],
    ) -> None:
        self._ask = ask
        self._final = final | {"ok", "error", "not_found"}
        self._seconds = seconds
        self._pause = pause
        self._now = now
        self.begin()

    def begin(self) -> None:
        """Count the time from now on."""
        self._deadline = self._now() + self._seconds
        self._step = FIRST_PAUSE_SECONDS

    def ask(self) -> Assembly:
        """Ask once; a gateway that gave up says nothing of the work behind it, so ask again.

        Raises what the transport raises, once the time is up.
        """
        while True:
            try:
                return self._ask()
            except (ServerUnreachable, Refused) as failure:
                if isinstance(failure, Refused) and failure.status not in GATEWAY:
                    raise
                if not self._rest():
                    raise
                log.info("no answer on the bundle's state (%s), asking again", failure)

    def settled(self, answer: Assembly) -> Assembly:
        """Ask until the state is final.

        Raises ServerUnreachable when the time is up before.
        """
        while answer.state not in self._final:
            if not self._rest():
                raise ServerUnreachable(
                    f"the bundle is still “{answer.state}” after {self._seconds:.0f} s",
                    evidence=["every chunk is on the server, which has not finished its work"],
                    remedy="run the step again: it goes on where this one stopped; "
                    "server.wait_seconds allows more time",
                )
            answer = self.ask()
        return answer

    def _rest(self) -> bool:
        """Pause before the next question; False when there is no time for one."""
        left = self._deadline - self._now()
        if left <= 0:
            return False
        self._pause(min(self._step, left))
        self._step = min(self._step * GROWTH, LONGEST_PAUSE_SECONDS)
        return True


class _Sender:
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

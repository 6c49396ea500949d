"""Upload a bundle: the numbered protocol, from the first question to the final state.

    1. GET chunk-upload: how the server takes chunks
    2. POST assemble with the SHA-1 of every chunk: which of them the server lacks
    3. POST those, a few requests side by side
    4. POST assemble again, until the state is final

A run that is cut off anywhere and started again goes through the same steps, and step 2 makes it
send only what is missing. Servers that cannot be asked (GlitchTip, Bugsink) get every chunk first.
Retries and rate limits are the transport's.
Source: sentry-cli 3.8 on the wire; Bugsink and GlitchTip as they answer.
"""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from buildtools.api.answers import Assembly
from buildtools.api.parcel import parcel
from buildtools.api.patience import Patience
from buildtools.api.sending import Sender, Server, shown
from buildtools.errors import ServerRefused
from buildtools.values import Digest

log = logging.getLogger("buildtools")


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
        patience = Patience(ask, able.final_states, seconds, pause, now)
        sender = Sender(client, packed, options)
        state = _until_final(patience, sender, ask_first=able.ask_first)
    return Receipt(
        checksum=packed.checksum,
        bundle_bytes=packed.size,
        chunks=len(packed.chunks),
        sent=sender.sent,
        bytes_sent=sender.bytes_sent,
        state=state,
    )


def _until_final(patience: Patience, sender: Sender, *, ask_first: bool) -> str:
    """Send what is missing, once more what got lost, and wait; give the final state."""
    rounds = 2
    if not ask_first:
        log.info("this server cannot be asked what it lacks: sending every chunk")
        sender.send_all()
        patience.begin()
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


def _rejected(answer: Assembly, sender: Sender) -> ServerRefused:
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

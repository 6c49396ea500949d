"""A bundle on its way: spooled to disk once, cut into chunks, read back chunk by chunk.

The spool has no name, so nothing is left over even when the run is killed: the system takes it back
with the process. Source: sentry-cli 3.8.
"""

import hashlib
import tempfile
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from buildtools.api.answers import ChunkOptions
from buildtools.errors import DiskRefused, ServerRefused
from buildtools.values import Digest

REQUEST_BYTES = 8 * 1024 * 1024
"""Enough to fill a link. More would hold more memory, and lose more when a run is killed."""


class Chunk(NamedTuple):
    """Where a chunk lies in the bundle, and the SHA-1 it is known by."""

    digest: Digest
    start: int
    size: int


class Parcel:
    """A whole bundle in its spool. Threads may share it."""

    def __init__(self, spool: IO[bytes], checksum: Digest, chunks: Sequence[Chunk]) -> None:
        self._spool = spool
        self._lock = threading.Lock()
        self.checksum = checksum
        self.chunks = tuple(chunks)
        self.size = sum(chunk.size for chunk in chunks)

    def raw(self, chunk: Chunk) -> bytes:
        """Read one chunk back."""
        with self._lock:
            self._spool.seek(chunk.start)
            return self._spool.read(chunk.size)

    def zipped(self, chunk: Chunk) -> bytes:
        """Read one chunk back as a gzip member.

        A bundle is deflated already: the member only wraps it, which costs next to no time. Every
        server that names gzip takes such a part, and some (GlitchTip) take no other.
        """
        return zlib.compress(self.raw(chunk), 0, wbits=31)


@contextmanager
def parcel(
    source: Iterable[bytes], options: ChunkOptions, directory: Path | None
) -> Iterator[Parcel]:
    """Spool a bundle into `directory` (the system's own when None) for as long as the block lasts.

    Raises ServerRefused, before anything was sent, when the bundle is larger than the server
    takes, and DiskRefused when the spool has no room.
    """
    if options.hash_algorithm != "sha1":
        raise ServerRefused(
            f"the server knows chunks by {options.hash_algorithm}, and we know sha1 only",
            remedy="check whether a newer sentry-buildtools supports this server",
        )
    with ExitStack() as ends:
        whole = hashlib.sha1(usedforsecurity=False)
        cutter = _Cutter(options.chunk_size)
        with _room_for_spool():
            spool = ends.enter_context(tempfile.TemporaryFile(dir=directory))
        for piece in source:
            with _room_for_spool():
                spool.write(piece)
            whole.update(piece)
            cutter.add(piece)
            _refuse_too_large(spool.tell(), options)
        with _room_for_spool():
            spool.flush()
        yield Parcel(spool, Digest(whole.hexdigest()), cutter.end())


@contextmanager
def _room_for_spool() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DiskRefused(
            f"the bundle cannot be spooled to disk: {error.strerror or error}",
            remedy="make room in the temporary folder, or point TMPDIR to another one",
        ) from error


def batches(chunks: Iterable[Chunk], options: ChunkOptions) -> Iterator[tuple[Chunk, ...]]:
    """Group chunks into requests that the server takes; no chunk goes twice."""
    most_bytes = min(options.max_request_size, REQUEST_BYTES)
    batch: list[Chunk] = []
    for chunk in {chunk.digest: chunk for chunk in chunks}.values():
        full = len(batch) >= options.chunks_per_request
        if batch and (full or sum(one.size for one in batch) + chunk.size > most_bytes):
            yield tuple(batch)
            batch = []
        batch.append(chunk)
    if batch:
        yield tuple(batch)


class _Cutter:
    """Cuts what passes by at multiples of the chunk size, without keeping it."""

    def __init__(self, chunk_bytes: int) -> None:
        self._chunk_bytes = chunk_bytes
        self._chunks: list[Chunk] = []
        self._start = 0
        self._begin()

    def _begin(self) -> None:
        self._hash = hashlib.sha1(usedforsecurity=False)
        self._size = 0

    def add(self, piece: bytes) -> None:
        view = memoryview(piece)
        while view:
            part = view[: self._chunk_bytes - self._size]
            self._hash.update(part)
            self._size += len(part)
            view = view[len(part) :]
            if self._size == self._chunk_bytes:
                self._cut()

    def _cut(self) -> None:
        self._chunks.append(Chunk(Digest(self._hash.hexdigest()), self._start, self._size))
        self._start += self._size
        self._begin()

    def end(self) -> list[Chunk]:
        if self._size:
            self._cut()
        return self._chunks


def _refuse_too_large(size: int, options: ChunkOptions) -> None:
    if options.max_file_size is not None and size > options.max_file_size:
        raise ServerRefused(
            "the artifact bundle is larger than this server takes",
            evidence=[f"the server takes {options.max_file_size} bytes (maxFileSize)"],
            remedy="leave folders out with build.ignore in sentry.yml",
        )

"""A bundle on its way: cut into chunks as it passes by, and chunks grouped into requests.

Between the two a chunk is written as it goes over the wire, which is the business of `wire`.
Nothing is spooled and nothing is kept: a chunk lives until it is sent.
Source: docs/wire.md#chunk-upload.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from buildtools.api.models.answers import ChunkOptions
from buildtools.errors import ServerRefused
from buildtools.sourcemaps.bundle.delivery import ChunkList
from buildtools.values import Digest

REQUEST_BYTES = 8 * 1024 * 1024
"""Enough to fill a link. More would hold more memory, and lose more when a run is killed."""


class Chunk(NamedTuple):
    """A piece of a bundle, and the SHA-1 it is known by."""

    digest: Digest
    data: bytes


Codec = Literal["plain", "gzip", "zstd"]


class EncodedChunk(NamedTuple):
    """A chunk as it goes over the wire."""

    digest: Digest
    size: int
    """Before it was written, in bytes."""
    codec: Codec
    body: bytes


class Chunker:
    """Cuts what passes by at multiples of the chunk size; knows the whole once it is over.

    Raises ServerRefused when the server knows chunks by another hash, or takes no file so large.
    """

    def __init__(self, options: ChunkOptions) -> None:
        if options.hash_algorithm != "sha1":
            raise ServerRefused(
                f"the server knows chunks by {options.hash_algorithm}, and we know sha1 only",
                remedy="check whether a newer sentry-buildtools supports this server",
            )
        self._options = options
        self._whole = hashlib.sha1(usedforsecurity=False)
        self._digests: list[Digest] = []
        self._size = 0

    def cut(self, source: Iterable[bytes]) -> Iterator[Chunk]:
        """Return chunk after chunk; all but the last have exactly the server's size."""
        pieces: list[bytes | memoryview] = []
        room = self._options.chunk_size
        for piece in source:
            view = memoryview(piece)
            while len(view) >= room:
                pieces.append(view[:room])
                chunk, pieces = self._chunk(pieces), []
                yield chunk
                del chunk  # who took it may have sent it before the next one is full
                view = view[room:]
                room = self._options.chunk_size
            if view:
                pieces.append(view)
                room -= len(view)
        if pieces:
            yield self._chunk(pieces)

    def contents(self) -> ChunkList:
        """Return what has passed by."""
        return ChunkList(Digest(self._whole.hexdigest()), tuple(self._digests), self._size)

    def _chunk(self, pieces: list[bytes | memoryview]) -> Chunk:
        data = b"".join(pieces)
        self._size += len(data)
        most = self._options.max_file_size
        if most is not None and self._size > most:
            raise ServerRefused(
                "the artifact bundle is larger than this server takes",
                evidence=[f"the server takes {most} bytes (maxFileSize)"],
                remedy="leave folders out with build.ignore in sentry.yml",
            )
        self._whole.update(data)
        chunk = Chunk(Digest(hashlib.sha1(data, usedforsecurity=False).hexdigest()), data)
        self._digests.append(chunk.digest)
        return chunk


def batches(
    chunks: Iterable[EncodedChunk], options: ChunkOptions
) -> Iterator[tuple[EncodedChunk, ...]]:
    """Group chunks into requests that the server takes, each of one codec; none goes twice."""
    most_bytes = min(options.max_request_size, REQUEST_BYTES)
    known: set[Digest] = set()
    batch: list[EncodedChunk] = []
    size = 0
    for chunk in chunks:
        if chunk.digest in known:
            continue
        known.add(chunk.digest)
        if batch and (size + chunk.size > most_bytes or chunk.codec != batch[0].codec):
            yield tuple(batch)
            batch, size = [], 0
        batch.append(chunk)
        size += chunk.size
        del chunk  # it would be held until the next one is made
        if len(batch) >= options.chunks_per_request or size >= most_bytes:
            full, batch, size = tuple(batch), [], 0
            yield full
            del full
    if batch:
        yield tuple(batch)

"""How a chunk is written on the wire: as it is, as a gzip member, or as a frame of zstd.

Chunks of deflated files do not shrink a second time. Those of files stored as they are do: by zstd
where the server offers it, else, and where somebody on the way refuses that, by gzip.
Source: docs/wire.md#chunk-upload, docs/wire.md#other-servers.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator

from buildtools.api.models.answers import ChunkOptions
from buildtools.api.upload.chunks import Chunk, Codec, EncodedChunk
from buildtools.api.upload.throughput import Throughput
from buildtools.sourcemaps.bundle import zstd
from buildtools.sourcemaps.bundle.prefetch import THREADS, made_ahead

_GZIP_MEMBER = 31
_GZIP_LEVEL = 6
_AS_IT_IS = 0


class ChunkEncoder:
    """Chooses a codec for each chunk. `stored` tells whether files lie in the bundle unpacked."""

    def __init__(
        self, options: ChunkOptions, throughput: Throughput, stored: Callable[[], bool]
    ) -> None:
        self._options = options
        self._throughput = throughput
        self._stored = stored
        self._refused = False

    def written(self, chunks: Iterable[Chunk]) -> Iterator[EncodedChunk]:
        """Write chunks, a few side by side where that is work; of a written one no more is kept."""
        if not self._options.takes_zstd:
            yield from map(self._write, chunks)
            return
        most_bytes = THREADS * self._options.chunk_size
        sized = ((len(chunk.data), chunk) for chunk in chunks)
        yield from made_ahead(self._write, sized, most_bytes)

    def refuse_zstd(self) -> None:
        """Do without it from now on."""
        self._refused = True

    def allowed(self, chunk: EncodedChunk) -> EncodedChunk:
        """Return a chunk that was written before zstd was refused in another codec."""
        if chunk.codec != "zstd" or not self._refused:
            return chunk
        return self._write(Chunk(chunk.digest, zstd.decompress(chunk.body, chunk.size)))

    def _write(self, chunk: Chunk) -> EncodedChunk:
        codec = self._codec()
        return EncodedChunk(chunk.digest, len(chunk.data), codec, self._body(chunk.data, codec))

    def _codec(self) -> Codec:
        gzip: Codec = "gzip" if "gzip" in self._options.compression else "plain"
        if self._stored():
            return "zstd" if self._throughput.accepts_zstd and not self._refused else gzip
        # Sentry takes plain parts always. Others are known to take gzip, and some nothing else.
        return "plain" if self._options.knows_missing else gzip

    def _body(self, data: bytes, codec: Codec) -> bytes:
        match codec:
            case "zstd":
                return zstd.compress(
                    data, zstd.fitting(self._throughput.bytes_per_second / THREADS)
                )
            case "gzip":
                level = _GZIP_LEVEL if self._stored() else _AS_IT_IS
                return zlib.compress(data, level, wbits=_GZIP_MEMBER)
            case "plain":
                return data

"""How a chunk is written on the wire: as it is, as a gzip member, or as a frame of zstd.

Chunks of deflated files do not shrink a second time. Those of files stored as they are do: by zstd
where the server offers it, else, and where somebody on the way refuses that, by gzip.
Source: Sentry's chunk-upload endpoint; GlitchTip and Bugsink as they answer.
"""

import zlib
from collections.abc import Callable
from typing import Literal

from buildtools.api.answers import ChunkOptions
from buildtools.api.link import Link
from buildtools.sourcemaps import zstd
from buildtools.sourcemaps.deflating import THREADS

Codec = Literal["plain", "gzip", "zstd"]

_GZIP_MEMBER = 31
_GZIP_LEVEL = 6
_AS_IT_IS = 0


class Wire:
    """Chooses a codec for each request. `stored` tells whether files lie in the bundle unpacked."""

    def __init__(self, options: ChunkOptions, link: Link, stored: Callable[[], bool]) -> None:
        self._options = options
        self._link = link
        self._stored = stored
        self._refused = False

    def codec(self) -> Codec:
        """Choose for the next request."""
        gzip: Codec = "gzip" if "gzip" in self._options.compression else "plain"
        if self._stored():
            return "zstd" if self._link.squeezes and not self._refused else gzip
        # Sentry takes plain parts always. Others are known to take gzip, and some nothing else.
        return "plain" if self._options.knows_missing else gzip

    def write(self, data: bytes, codec: Codec) -> bytes:
        """Write a chunk; a slow link leaves time to make it small."""
        match codec:
            case "zstd":
                return zstd.compress(data, zstd.fitting(self._link.bytes_per_second / THREADS))
            case "gzip":
                level = _GZIP_LEVEL if self._stored() else _AS_IT_IS
                return zlib.compress(data, level, wbits=_GZIP_MEMBER)
            case "plain":
                return data

    def refuse_zstd(self) -> None:
        """Do without it from now on."""
        self._refused = True

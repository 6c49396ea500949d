"""A compressed file that is read forward: as tar wants it, which steps back by a block at times."""

import gzip
import io
import os
from typing import IO, Final, Protocol

from buildtools.sourcemaps.bundle import zstd

MOST_BYTES: Final = 64 * 1024**3
"""Of one file once it is unpacked: what has more is made to fill a machine."""

_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_STEP: Final = 1 << 20
_BACK: Final = 1024


class TooLong(Exception):
    """More comes out of a compressed file than any real one holds."""


class Source(Protocol):
    """What a decompressor is asked for."""

    def read(self, size: int, /) -> bytes:
        """Read at most so many bytes; none at the end."""


class Forward(io.RawIOBase):
    """Reads what comes out of a decompressor; goes back by two blocks of a tar at most."""

    def __init__(self, source: Source, most: int = MOST_BYTES) -> None:
        self._source = source
        self._most = most
        self._at = 0
        self._back = b""
        """The last bytes that were read, up to where the source is."""
        self._ahead = 0
        """How many of them are to be given again."""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        """Read so many bytes, fewer at the end alone."""
        if size < 0:
            raise io.UnsupportedOperation("a compressed file is read in parts")
        again = self._back[len(self._back) - self._ahead :][:size] if self._ahead else b""
        self._ahead -= len(again)
        fresh = self._whole(size - len(again))
        self._at += len(again) + len(fresh)
        return again + fresh

    def seek(self, to: int, whence: int = os.SEEK_SET) -> int:
        """Go forward by reading, or back a little."""
        if whence != os.SEEK_SET or to < self._at - (len(self._back) - self._ahead):
            raise io.UnsupportedOperation("a compressed file is read forward alone")
        if to < self._at:
            self._ahead += self._at - to
            self._at = to
        while self._at < to and self.read(min(to - self._at, _STEP)):
            pass
        return self._at

    def _whole(self, size: int) -> bytes:
        parts = []
        while size > 0 and (part := self._source.read(size)):
            parts.append(part)
            size -= len(part)
        fresh = b"".join(parts)
        if self._at + len(fresh) > self._most:
            raise TooLong
        if fresh:
            self._back = (self._back + fresh)[-_BACK:] if len(fresh) < _BACK else fresh[-_BACK:]
        return fresh


def uncompressed(file: IO[bytes]) -> IO[bytes]:
    """Return what a file holds, by its first bytes: itself, or what comes out of it."""
    head = file.read(len(_ZSTD))
    file.seek(0)
    if head.startswith(_GZIP):
        return _as_file(Forward(gzip.GzipFile(fileobj=file)))
    if head == _ZSTD:
        return _as_file(Forward(zstd.reading(file)))
    return file


def _as_file(forward: Forward) -> IO[bytes]:
    return forward  # type: ignore[return-value]  # it has all of IO that tar asks for

"""How much of an answer is read, and for how long: in bytes on the wire, unpacked, and in seconds.

The time counts for an answer as a whole, from its first line on: a limit on pauses alone is kept
for ever by a server that sends a byte a second. Source: RFC 9110 and 9112.
"""

import io
import socket
import time
import zlib
from collections.abc import Callable, Iterable
from functools import partial
from http.client import HTTPResponse
from typing import Any

import msgspec

_MEGA = 1024 * 1024
_PIECE_BYTES = 64 * 1024
_GZIP_OR_ZLIB = 47
_GZIP_MAGIC = b"\x1f\x8b"


class Limits(msgspec.Struct, frozen=True):
    """What an answer may cost."""

    seconds: float = 60.0
    """From the end of the request to the end of its answer."""
    connect_seconds: float = 10.0
    """Until there is a connection."""
    body_bytes: int = 64 * _MEGA
    """Unpacked, of an answer of success; one that is larger is none."""
    refusal_bytes: int = 64 * 1024
    """Of any other answer; the rest is left unread."""

    @property
    def wire_bytes(self) -> int:
        """Of head and body together as they are sent."""
        return self.body_bytes + _MEGA


class TooSlow(Exception):
    """Parts of an answer came, and not all of it in time."""


class TooLarge(Exception):
    """An answer is larger than any that we ask for."""


class UnreadableBody(Exception):
    """A body is not in the form that the answer says."""


class _Limited(io.RawIOBase):
    """The bytes of one answer as they come; nothing that reads them can wait or hold for ever."""

    def __init__(
        self, sock: socket.socket, raw: io.RawIOBase, limits: Limits, now: Callable[[], float]
    ) -> None:
        self._sock = sock
        self._raw = raw
        self._limits = limits
        self._now = now
        self._end = now() + limits.seconds
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._end - self._now()
        if left <= 0:
            raise self._late()
        self._sock.settimeout(left)
        try:
            count = self._raw.readinto(buffer)
        except TimeoutError:
            raise self._late() from None
        self._count += count or 0
        if self._count > self._limits.wire_bytes:
            raise TooLarge
        return count

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()

    def _late(self) -> Exception:
        return TooSlow() if self._count else TimeoutError("timed out")


class _Answer(HTTPResponse):
    """An answer whose head is read within limits too."""

    def __init__(
        self, sock: socket.socket, *args: Any, limits: Limits, now: Callable[[], float], **more: Any
    ) -> None:
        super().__init__(sock, *args, **more)
        raw: Any = self.fp.detach()
        self.fp = io.BufferedReader(_Limited(sock, raw, limits, now))


def limited(
    pool_class: Callable[..., Any], limits: Limits, now: Callable[[], float] = time.monotonic
) -> Callable[..., Any]:
    """Make pools of urllib3 whose answers keep the limits.

    What is read may raise TooSlow or TooLarge.
    """

    def made(*args: Any, **options: Any) -> Any:
        pool = pool_class(*args, **options)
        answer = partial(_Answer, limits=limits, now=now)
        pool.ConnectionCls = type("Limited", (pool.ConnectionCls,), {"response_class": answer})
        return pool

    return made


def read(pieces: Iterable[bytes], encoding: str, most: int) -> tuple[bytes, bool]:
    """Unpack a body; give at most so many bytes of it, and whether that is all.

    Raises UnreadableBody for an encoding that we did not ask for, and for a broken one.
    """
    match encoding.strip().lower():
        case "" | "identity":
            plain = pieces
        case "gzip" | "x-gzip" | "deflate":
            plain = _unpacked(pieces)
        case other:
            raise UnreadableBody(f"its content is encoded by {other}, which was not asked for")
    body = bytearray()
    for piece in plain:
        body += piece
        if len(body) > most:
            return bytes(memoryview(body)[:most]), False
    return bytes(body), True


def _unpacked(pieces: Iterable[bytes]) -> Iterable[bytes]:
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    begun = False
    for piece in pieces:
        rest = piece
        while rest:
            begun = True
            try:
                yield unpacker.decompress(rest, _PIECE_BYTES)
            except zlib.error as error:
                raise UnreadableBody("its content is no gzip, though it says so") from error
            rest = unpacker.unconsumed_tail
            if unpacker.eof:
                rest = unpacker.unused_data
                if not rest.startswith(_GZIP_MAGIC):
                    return
                unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    if begun and not unpacker.eof:
        raise UnreadableBody("its content ends in the middle")

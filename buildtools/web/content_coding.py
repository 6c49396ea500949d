"""Content codings undone by hand and within bounds: gzip, deflate, br and zstd.

By hand, so that what a host sends for each coding can be told apart, also where it is stale or
broken. Source: RFC 9110 (Content-Encoding), RFC 1952, RFC 7932, RFC 8878.
"""

import zlib
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import msgspec

CODINGS = ("identity", "gzip", "br", "zstd")
"""What a site is asked for, one after the other."""

_STEP_BYTES = 256 * 1024
_GZIP_OR_ZLIB = 47
_MOST_CODINGS = 3


class Decoded(msgspec.Struct, frozen=True):
    """What a body stands for, as far as it can be read."""

    body: bytes
    fault: str = ""
    """Why it ends here, as a clause about the body; empty where it is whole."""


class _Unreadable(Exception):
    """Not in the coding that the answer says, or cut off."""


def decoded(data: bytes, content_encoding: str, most: int) -> Decoded:
    """Undo the codings that an answer names, the last one first, up to so many bytes each."""
    names = [name.strip().lower() for name in content_encoding.split(",") if name.strip()]
    if len(names) > _MOST_CODINGS:
        return Decoded(b"", f"is encoded {len(names)} times")
    for name in reversed(names):
        if name == "identity":
            continue
        if name not in _READERS:
            return Decoded(b"", f"is encoded by {name}, which was not asked for")
        read = _within(_READERS[name](data), most, name)
        if read.fault:
            return read
        data = read.body
    return Decoded(data)


def _within(pieces: Iterator[bytes], most: int, name: str) -> Decoded:
    body = bytearray()
    try:
        for piece in pieces:
            body += piece
            if len(body) > most:
                return Decoded(bytes(body[:most]), f"unpacks to more than {most} bytes")
    except _Unreadable as error:
        return Decoded(bytes(body), f"{error}, though it says {name}")
    return Decoded(bytes(body))


def _gzip(data: bytes) -> Iterator[bytes]:
    """Unpack gzip of any number of members, or what zlib alone made."""
    rest = data
    while rest:
        unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
        while rest and not unpacker.eof:
            try:
                yield unpacker.decompress(rest, _STEP_BYTES)
            except zlib.error:
                raise _Unreadable("is no gzip") from None
            rest = unpacker.unconsumed_tail
        if not unpacker.eof:
            raise _Unreadable("is cut off")
        rest = unpacker.unused_data


def _brotli(data: bytes) -> Iterator[bytes]:
    import brotli

    unpacker = brotli.Decompressor()
    try:
        yield unpacker.process(data, output_buffer_limit=_STEP_BYTES)
        while not unpacker.is_finished():
            piece = unpacker.process(b"", output_buffer_limit=_STEP_BYTES)
            if not piece and unpacker.can_accept_more_data():
                raise _Unreadable("is cut off")
            yield piece
    except brotli.error:
        raise _Unreadable("is no brotli") from None


def _zstd(data: bytes) -> Iterator[bytes]:
    """Unpack frames of zstd, one after the other."""
    library = _zstd_library()
    rest = data
    while rest:
        unpacker = library.ZstdDecompressor()
        try:
            yield unpacker.decompress(rest, _STEP_BYTES)
            while not unpacker.eof:
                if unpacker.needs_input:
                    raise _Unreadable("is cut off")
                yield unpacker.decompress(b"", _STEP_BYTES)
        except library.ZstdError:
            raise _Unreadable("is no zstd") from None
        rest = unpacker.unused_data


def _zstd_library() -> Any:
    """Python 3.14 brings it; before, backports.zstd does."""
    try:
        return import_module("compression.zstd")
    except ImportError:
        return import_module("backports.zstd")


_READERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _gzip,
    "br": _brotli,
    "zstd": _zstd,
}

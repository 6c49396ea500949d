"""Compressed siblings: the `.gz` and `.br` beside a file, which a server sends in its place.

A sibling is made again by the coder that made it, as near to its level as the sizes tell.
Brotli is optional: without it a sibling can be neither read nor made.
Source: RFC 1952 (gzip), RFC 7932 (brotli).
"""

import gzip
import zlib
from typing import Any

SUFFIXES = (".gz", ".br")

_HEADER_BYTES = 10
_FLAGS_AT, _TIME, _EXTRA_AT = 3, slice(4, 8), 8
_GZIP_WINDOW = 31
"""zlib's window bits that mean a gzip wrapper."""


class Unreadable(Exception):
    """A sibling that cannot be read here; the text says why."""


def expand(suffix: str, data: bytes) -> bytes:
    """Give what a sibling stands for. Raises Unreadable."""
    if suffix == ".br":
        brotli = _brotli()
        try:
            return bytes(brotli.decompress(data))
        except brotli.error as error:
            raise Unreadable("it is not brotli") from error
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable("it is not gzip") from error


def compress_like(suffix: str, model: bytes, old: bytes, new: bytes) -> bytes:
    """Compress `new` as `old` was compressed into `model`."""
    if suffix == ".br":
        return bytes(_brotli().compress(new, quality=_quality(model, old)))
    level = min(range(9, 0, -1), key=lambda each: abs(len(_gzip(old, each)) - len(model)))
    return _with_header(model, _gzip(new, level))


def _gzip(data: bytes, level: int) -> bytes:
    coder = zlib.compressobj(level, zlib.DEFLATED, _GZIP_WINDOW)
    return coder.compress(data) + coder.flush()


def _with_header(model: bytes, made: bytes) -> bytes:
    """Keep the model's time, level and system, so that the file differs only where it must."""
    header = bytearray(made[:_HEADER_BYTES])
    header[_TIME], header[_EXTRA_AT:] = model[_TIME], model[_EXTRA_AT:_HEADER_BYTES]
    return bytes(header) + made[_HEADER_BYTES:]


def _quality(model: bytes, old: bytes) -> int:
    """Tell the best quality, which builds use, from the quick one of servers."""
    best, quick = 11, 5
    brotli = _brotli()
    near = len(brotli.compress(old, quality=quick)) - len(brotli.compress(old, quality=best))
    over = len(model) - len(brotli.compress(old, quality=best))
    return quick if near and over * 2 > near else best


def _brotli() -> Any:
    try:
        import brotli
    except ImportError as error:
        raise Unreadable("the package brotli is not installed here") from error
    return brotli

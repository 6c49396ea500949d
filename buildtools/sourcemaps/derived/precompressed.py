"""Compressed siblings: the `.gz` and `.br` beside a file, which a server sends in its place.

A sibling is made again by the coder that made it, as near to its level as the sizes tell.
Where the package brotli is missing, a `.br` can be neither read nor made.
Source: RFC 1952 (gzip), RFC 7932 (brotli).
"""

import gzip
import zlib
from typing import Any

from buildtools.findings import Finding, finding, subjects

SUFFIXES = (".gz", ".br")

_HEADER_BYTES = 10
_FLAGS_AT, _TIME, _EXTRA_AT = 3, slice(4, 8), 8
_GZIP_WINDOW = 31
"""zlib's window bits that mean a gzip wrapper."""


MISSING = "the package brotli is not installed here"
_INSTALL = "pip install brotli"
OTHER = "it holds something else than the file beside it"


class Unreadable(Exception):
    """A sibling that cannot be read here; the text says why."""


def judge(sibling: str, data: bytes, beside: bytes) -> Finding | None:
    """Return what is wrong with a sibling of the file `beside`."""
    try:
        return None if expand(sibling, data) == beside else stale(sibling, OTHER)
    except Unreadable as doubt:
        return stale(sibling, str(doubt))


def stale(sibling: str, reason: str) -> Finding:
    """Return the finding about a sibling that cannot follow its file."""
    sentence = f"a server that sends it in the file's place would send other bytes: {reason}"
    remedy = "delete it, or compress after inject"
    return finding(
        "precompressed-stale",
        subjects.File(sibling),
        sentence,
        _INSTALL if reason is MISSING else remedy,
    )


def expand(sibling: str, data: bytes) -> bytes:
    """Return what a sibling of this name stands for. Raises Unreadable."""
    if sibling.endswith(".br"):
        brotli = _brotli()
        try:
            return bytes(brotli.decompress(data))
        except brotli.error as error:
            raise Unreadable("it is not brotli") from error
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable("it is not gzip") from error


def compress_like(sibling: str, model: bytes, old: bytes, new: bytes) -> bytes:
    """Compress `new` as `old` was compressed into `model`."""
    if sibling.endswith(".br"):
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
    return quick if over * 2 > near > 0 else best


def _brotli() -> Any:
    try:
        import brotli
    except ImportError as error:
        raise Unreadable(MISSING) from error
    return brotli

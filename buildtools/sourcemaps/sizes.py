"""Sizes: bytes as they are, as gzip and as brotli would send them, at levels that are named.

What is compressed has no owner: the same text costs less beside its like. So what a part of a file
weighs is marginal: the file, less the file without it. Pure.
Source: RFC 1952 (gzip), RFC 7932 (brotli).
"""

import zlib
from typing import Final

import msgspec

GZIP_LEVEL: Final = 6
BROTLI_QUALITY: Final = 5
"""What servers commonly send texts at while they are asked for."""
LEVELS: Final = f"gzip {GZIP_LEVEL}, brotli {BROTLI_QUALITY}"

_WRAPPED = 31
"""zlib's window bits that mean a gzip wrapper."""


class Size(msgspec.Struct, frozen=True):
    """Bytes."""

    raw: int = 0
    gz: int = 0
    br: int = 0

    def __add__(self, other: "Size") -> "Size":
        """Add up what is sent apart."""
        return Size(self.raw + other.raw, self.gz + other.gz, self.br + other.br)

    def __sub__(self, other: "Size") -> "Size":
        """Take off what is left without a part."""
        return Size(self.raw - other.raw, self.gz - other.gz, self.br - other.br)


def size_of(data: bytes) -> Size:
    """Return how large a file is; one without a byte is not sent."""
    import brotli

    if not data:
        return Size()
    packed = zlib.compress(data, GZIP_LEVEL, _WRAPPED)
    return Size(len(data), len(packed), len(brotli.compress(data, quality=BROTLI_QUALITY)))

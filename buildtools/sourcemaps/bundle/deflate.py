"""Deflate, by the fastest library this machine has, as densely as the link is worth.

isal is about ten times as fast as zlib at a like size and libdeflate about twice; both are wheels
that some platforms lack, and zlib is always there. All let other threads run while they work.

Their bytes differ from library to library and level to level, and isal's from one kind of processor
to another: the same build gives the same bytes only from the same deflaters on the same machine.
What identifies a bundle, its ID, is made of the files themselves and is the same everywhere. isal
has one more flaw: now and then its result for the same input differs within one machine. Its
one-shot call did so in 97 of 551,490 runs over 5,930 scripts and maps of npm packages; the
streaming call in none of 504,050, but about once in 65,000 on files that only repeat one to four
bytes. Either result unpacks to the same file: it costs sending chunks that the server had already,
and no more.
"""

import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from typing import Literal, NamedTuple

from buildtools.sourcemaps.bundle.prefetch import THREADS

Density = Literal["fast", "stored", "small", "smallest"]
"""How densely files lie in a bundle; `stored` for one whose chunks are compressed on their way."""

DENSITIES: tuple[Density, ...] = ("fast", "stored", "small", "smallest")
"""By the speed of the link that they suit, the highest first."""

_LEVELS: dict[Density, dict[str, int]] = {
    "fast": {"isal": 2, "libdeflate": 1, "zlib": 1},
    "stored": {"stored": 0},
    "small": {"libdeflate": 5, "zlib": 6},
    "smallest": {"libdeflate": 7, "zlib": 6},
}
"""The libraries that serve a density, best first, each with its level.

Measured on scripts and maps, a core, in MB/s, and bytes against sentry-cli's: isal 2: 525 and 1.20;
libdeflate 1: 289 and 1.13; libdeflate 5: 142 and 1.01; libdeflate 7: 70 and 0.98.
"""

_DENSER_SHARE = 0.2
"""How much of what is packed fast goes to libdeflate: it keeps the bytes below 1.2 times those of
sentry-cli, for a few hundredths of the time."""

_FAST_LINK = 25e6 * THREADS
"""Bytes in a second above which compressing densely takes longer than what it saves to send.

One thread packs 385 MB/s of files to about 98 MB/s when it packs fast, and 190 to 41 when small;
between the two lies the speed at which both end together.
"""
_SLOW_LINK = 12e6 * THREADS
"""Below it, `smallest` packs faster than the link takes it."""


class Deflater(NamedTuple):
    """One library at one level: raw deflate of a whole file, or of its parts; and CRC-32."""

    name: str
    level: int
    deflate: Callable[[bytes], bytes]
    deflate_parts: Callable[[Iterable[bytes]], list[bytes]]
    crc32: Callable[[bytes, int], int]

    @property
    def stores(self) -> bool:
        """Whether it leaves everything as it is."""
        return self.name == "stored"

    def __str__(self) -> str:
        return f"{self.name}-{self.level}"


def fitting(bytes_per_second: float, *, squeezed: bool = False) -> Density:
    """Choose how densely to compress for a link of this speed.

    `squeezed` says that it compresses what is not: better than deflate can, for whoever has time.
    """
    if bytes_per_second >= _FAST_LINK:
        return "fast"
    if squeezed:
        return "stored"
    return "small" if bytes_per_second >= _SLOW_LINK else "smallest"


class Mix:
    """The deflaters of one density, given out file by file: the same sizes, the same choice."""

    def __init__(self, usual: Deflater, denser: Deflater | None = None) -> None:
        self._usual, self._denser = usual, denser or usual
        self._bytes = self._denser_bytes = 0
        self.name = f"{usual}" if denser is None else f"{usual}+{denser}"

    def next(self, size: int) -> Deflater:
        """Choose for a file of this size."""
        self._bytes += size
        if self._denser_bytes + size > self._bytes * _DENSER_SHARE:
            return self._usual
        self._denser_bytes += size
        return self._denser


def mix(density: Density) -> Mix:
    """Return the best libraries for a density that are installed; zlib is always."""
    usual = _first(_LEVELS[density])
    if usual.name != "isal":
        return Mix(usual)
    denser = _first({"libdeflate": 1})
    return Mix(usual, denser if denser.name == "libdeflate" else None)


def fastest(order: Sequence[str] = ("isal", "libdeflate", "zlib")) -> Deflater:
    """Return the first of these libraries that is installed; zlib when none is."""
    return _first({name: _LEVELS["fast"][name] for name in order})


def _first(levels: dict[str, int]) -> Deflater:
    for name, level in levels.items():
        try:
            return _LOADERS[name](level)
        except ImportError:
            continue
    return _zlib(_LEVELS["small"]["zlib"])


def _isal(level: int) -> Deflater:
    isal_zlib = import_module("isal.isal_zlib")
    parts = partial(_in_parts, partial(isal_zlib.compressobj, level, wbits=-15))
    return Deflater("isal", level, lambda data: b"".join(parts([data])), parts, isal_zlib.crc32)


def _libdeflate(level: int) -> Deflater:
    libdeflate = import_module("deflate")

    def deflate(data: bytes) -> bytes:
        return bytes(libdeflate.deflate_compress(data, level))

    # libdeflate takes whole files only; parts go to zlib, whose bytes are as few.
    return Deflater("libdeflate", level, deflate, _zlib(6).deflate_parts, libdeflate.crc32)


def _zlib(level: int) -> Deflater:
    parts = partial(_in_parts, partial(zlib.compressobj, level, wbits=-15))
    return Deflater("zlib", level, lambda data: b"".join(parts([data])), parts, zlib.crc32)


def _storing(level: int) -> Deflater:
    return Deflater("stored", level, lambda data: data, list, fastest().crc32)


def _in_parts(squeezer: Callable[[], "zlib._Compress"], parts: Iterable[bytes]) -> list[bytes]:
    begun = squeezer()
    return [*(begun.compress(part) for part in parts), begun.flush()]


_LOADERS: dict[str, Callable[[int], Deflater]] = {
    "isal": _isal,
    "libdeflate": _libdeflate,
    "zlib": _zlib,
    "stored": _storing,
}

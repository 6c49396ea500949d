"""zstd: what chunks of files stored as they are become on their way, where a server takes it.

Twice as dense as deflate on scripts and maps at a like speed, because a whole chunk is one text in
which files share what they have in common. Python 3.14 brings it; before, backports.zstd does.
Source: RFC 8878. Its window is 8 MiB, the least that every decoder must have: a chunk of Sentry.
"""

import threading
from functools import cache
from importlib import import_module
from typing import IO, Any

_WINDOW_LOG = 23
_OF_THREAD = threading.local()

_LEVELS = ((65e6, 2), (32e6, 3), (17e6, 5), (11e6, 7), (0.0, 9))
"""From this many bytes in a second of link and thread on, the level that packs faster than that.

Measured on scripts and maps, a thread, in MB/s of files, and what is left of them: level 2: 429 and
0.195; 3: 338 and 0.179; 5: 176 and 0.167; 7: 101 and 0.153; 9: 76 and 0.149. Level 12 would leave
0.145, and take four times the memory, of which each thread needs 12 MB at level 9.
"""


class NotZstd(ValueError):
    """What should be a frame of zstd is none, or is cut off."""


@cache
def _library() -> Any:
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(name)
        except ImportError:
            continue
    return None


def is_installed() -> bool:
    """Return whether this machine can do it."""
    return _library() is not None


def fitting(bytes_per_second: float) -> int:
    """Choose the level for a thread that shall keep a link of this speed busy."""
    return next(level for speed, level in _LEVELS if bytes_per_second >= speed)


def compress(data: bytes, level: int) -> bytes:
    """Return one frame, with its size and a checksum."""
    compressor = _compressor(level)
    return bytes(compressor.compress(data, compressor.FLUSH_FRAME))


def _compressor(level: int) -> Any:
    """Keep one for each thread: to allot its tables for each chunk anew would scatter memory."""
    if getattr(_OF_THREAD, "level", None) != level:
        library = _library()
        parameter = library.CompressionParameter
        options = {
            parameter.compression_level: level,
            parameter.window_log: _WINDOW_LOG,
            parameter.checksum_flag: 1,
        }
        _OF_THREAD.compressor = library.ZstdCompressor(options=options)
        _OF_THREAD.level = level
    return _OF_THREAD.compressor


def decompress(data: bytes, most_bytes: int) -> bytes:
    """Return at most so many bytes of what was compressed.

    Raises NotZstd when it is no whole frame.
    """
    library = _library()
    try:
        opened = library.ZstdDecompressor()
        content = bytes(opened.decompress(data, most_bytes))
    except library.ZstdError as error:
        raise NotZstd(str(error)) from error
    if not opened.eof and len(content) < most_bytes:
        raise NotZstd("it is cut off")
    return content


def reading(file: IO[bytes]) -> IO[bytes]:
    """Read all frames of an open file one after the other, as one text.

    Reading raises EOFError where it is cut off, and `failure()` where it is no zstd.
    """
    opened: IO[bytes] = _library().ZstdFile(file)
    return opened


def failure() -> type[Exception]:
    """Return the error that reading raises."""
    error: type[Exception] = _library().ZstdError
    return error

"""A ZIP archive, written front to back in one pass.

Each entry is compressed before its header is written, so nothing is ever patched and the archive
can be sent while it is made. It carries no clock and no owner: same entries, same bytes.
Source: APPNOTE 6.3.10; docs/wire.md#artifact-bundles for the attributes.
"""

import struct
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from buildtools.errors import ConfigurationError
from buildtools.sourcemaps.bundle.deflate import Deflater

LARGEST = 2**31 - 1
"""Where the archive must end: above it servers refuse the file, and ZIP wants other headers."""

MOST_ENTRIES = 65_534
"""One more would want ZIP64's headers."""

_STORED, _DEFLATED = 0, 8
_VERSION = 20
_UNIX = 3 << 8
_UTF8_NAME = 0x800
_DATE_1980 = 0x21
_REGULAR_FILE = 0o100644 << 16

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


class Entry(NamedTuple):
    """One compressed file, ready to be written."""

    name: bytes
    method: int
    crc: int
    size: int
    """Before compression, in bytes."""
    packed: bytes | None
    """None of a file that is stored as it is: its own bytes follow the header."""

    @property
    def packed_size(self) -> int:
        """What stands between this header and the next, in bytes."""
        return self.size if self.packed is None else len(self.packed)


def compress(name: str, data: bytes, deflater: Deflater) -> Entry:
    """Compress one file; what does not shrink is stored as it is."""
    packed = deflater.deflate(data)
    crc = deflater.crc32(data, 0) & 0xFFFFFFFF
    if len(packed) < len(data):
        return Entry(name.encode(), _DEFLATED, crc, len(data), packed)
    return Entry(name.encode(), _STORED, crc, len(data), None)


def compress_parts(name: str, parts: Iterable[bytes], deflater: Deflater) -> Entry:
    """Compress a file that is too large to hold, part by part; or only measure it, to store it."""
    crc = size = 0

    def passing() -> Iterator[bytes]:
        nonlocal crc, size
        for part in parts:
            crc = deflater.crc32(part, crc)
            size += len(part)
            yield part

    if deflater.stores:
        deque(passing(), maxlen=0)
        return Entry(name.encode(), _STORED, crc & 0xFFFFFFFF, size, None)
    packed = b"".join(deflater.deflate_parts(passing()))
    return Entry(name.encode(), _DEFLATED, crc & 0xFFFFFFFF, size, packed)


class Archive:
    """Where the writing stands: add entries, then end it. Who adds one writes its bytes behind it.

    `start` counts the bytes in front of it: ZIP's offsets count from the start of the file.
    """

    def __init__(self, start: int = 0) -> None:
        self._offset = start
        self._directory: list[bytes] = []
        self._directory_bytes = _END.size

    def add(self, entry: Entry) -> bytes:
        """Return the header that stands before the entry's bytes.

        Raises ConfigurationError when the archive grows larger than the format or a server allows.
        """
        flags = 0 if entry.name.isascii() else _UTF8_NAME
        common = (
            *(_VERSION, flags, entry.method, 0, _DATE_1980),
            *(entry.crc, entry.packed_size, entry.size, len(entry.name), 0),
        )
        header = _LOCAL.pack(b"PK\3\4", *common) + entry.name
        central = _CENTRAL.pack(
            b"PK\1\2", _UNIX | _VERSION, *common, 0, 0, 0, _REGULAR_FILE, self._offset
        )
        self._directory.append(central + entry.name)
        self._directory_bytes += len(self._directory[-1])
        self._offset += len(header) + entry.packed_size
        self._refuse_too_large()
        return header

    def end(self) -> bytes:
        """Return what stands after the last entry."""
        directory = b"".join(self._directory)
        count = len(self._directory)
        return directory + _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), self._offset, 0)

    def _refuse_too_large(self) -> None:
        size, count = self._offset + self._directory_bytes, len(self._directory)
        if size > LARGEST or count > MOST_ENTRIES:
            raise ConfigurationError(
                "the artifact bundle is larger than one bundle can be",
                evidence=[
                    f"{count} files, {size} bytes after compression",
                    f"at most {MOST_ENTRIES} files and {LARGEST} bytes",
                ],
                remedy="leave folders out with build.ignore in sentry.yml",
            )

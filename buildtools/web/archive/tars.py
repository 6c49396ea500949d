"""The members of a tar, one after the other, as far as they can be trusted."""

import gzip
import posixpath
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Literal, NamedTuple

from buildtools.errors import DiskRefused
from buildtools.sourcemaps.bundle import zstd
from buildtools.web.archive.forward import MOST_BYTES, TooLong, uncompressed

_BLOCK = 512
_STEP = 1 << 20

_BROKEN = (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error, zstd.failure())

Sort = Literal["file", "folder", "link", "hard link", "other"]


class Member(NamedTuple):
    """One entry: what it is, and where; a name that leads out has no path."""

    sort: Sort
    name: str
    """As it stands there."""
    path: str | None
    """Relative, without anything to normalise; None where it leads out. The top is ""."""
    target: str
    """Of links, as it stands there."""
    size: int
    blocks: Iterator[bytes]
    """Of files, what is in it: read before the next member is asked for, or not at all."""


def inside(name: str) -> str | None:
    """Return a name as a path below the top: "/" is the top; None when `..` leads above it."""
    path = posixpath.normpath(name.lstrip("/") or ".")
    if path == ".." or path.startswith("../") or "\0" in path:
        return None
    return "" if path == "." else path


def members(file: IO[bytes], called: str, *, whole: bool = False) -> Iterator[Member]:
    """Read the members of an open tar, compressed or not; `called` is its name for people.

    `whole` says that nothing is missing, as the end of a compressed file does as well: then the
    zeros of its end may be. Raises DiskRefused when it is cut off or is no tar.
    """
    with _explained(called):
        file.seek(0)
        source = uncompressed(file)
        lenient = whole or source is not file
        last: tarfile.TarInfo | None = None
        with tarfile.open(fileobj=source, mode="r:", errors="surrogateescape") as tar:
            while (entry := _next(tar, source, last if lenient else None)) is not None:
                tar.members.clear()  # type: ignore[attr-defined]  # there may be a million
                last = entry
                yield _member(tar, entry, called)
            if not lenient:
                _see_the_end(tar, source)


def _next(
    tar: tarfile.TarFile, source: IO[bytes], last: tarfile.TarInfo | None
) -> tarfile.TarInfo | None:
    """Return the next member; none behind the last one, of which there may be no padding.

    umoci writes neither that nor the zeros of the end.
    """
    try:
        return tar.next()
    except tarfile.ReadError:
        if last and last.offset_data + last.size <= _length(source):
            return None
        raise


def _length(source: IO[bytes]) -> int:
    while source.read(_STEP):
        pass
    return source.tell()


def _see_the_end(tar: tarfile.TarFile, source: IO[bytes]) -> None:
    """See that a block of zeros ends it: a tar that is cut off between members has none.

    Source: POSIX pax, "ustar Interchange Format".
    """
    source.seek(tar.offset)
    if source.read(_BLOCK) != bytes(_BLOCK):
        raise EOFError


@contextmanager
def _explained(called: str) -> Iterator[None]:
    try:
        yield
    except TooLong as error:
        raise DiskRefused(
            f"{called} unpacks to more than {MOST_BYTES >> 30} GiB", remedy="look at what made it"
        ) from error
    except tarfile.ReadError as error:
        if "end of data" in str(error):
            raise DiskRefused(f"{called} is cut off", remedy="make it again") from error
        raise DiskRefused(
            f"{called} is no tar", remedy="name a folder, a tar, or an image saved to a file"
        ) from error
    except _BROKEN as error:
        raise DiskRefused(
            f"{called} is cut off or damaged",
            evidence=[str(error)] if str(error) else [],
            remedy="make it again",
        ) from error


def _member(tar: tarfile.TarFile, entry: tarfile.TarInfo, called: str) -> Member:
    blocks = _blocks(tar, entry, called) if entry.isfile() else iter(())
    name = entry.name
    return Member(_sort(entry), name, inside(name), entry.linkname, entry.size, blocks)


def _blocks(tar: tarfile.TarFile, entry: tarfile.TarInfo, called: str) -> Iterator[bytes]:
    left = entry.size
    content = tar.extractfile(entry)
    while left and content:
        with _explained(called):
            block = content.read(min(left, _STEP))
            if not block:
                raise EOFError
        yield block
        left -= len(block)


def _sort(entry: tarfile.TarInfo) -> Sort:
    if entry.isfile():
        return "file"
    if entry.isdir():
        return "folder"
    if entry.issym():
        return "link"
    return "hard link" if entry.islnk() else "other"

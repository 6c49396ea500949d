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
    content: IO[bytes] | None
    """Of files; it is read before the next member is asked for, or not at all."""


def inside(name: str) -> str | None:
    """Return a name as a path below the top: "/" is the top; None when `..` leads above it."""
    path = posixpath.normpath(name.lstrip("/") or ".")
    if path == ".." or path.startswith("../") or "\0" in path:
        return None
    return "" if path == "." else path


def members(file: IO[bytes], called: str) -> Iterator[Member]:
    """Read the members of an open tar, compressed or not; `called` is its name for people.

    Raises DiskRefused when it is cut off or is no tar.
    """
    with _explained(called):
        file.seek(0)
        source = uncompressed(file)
        with tarfile.open(fileobj=source, mode="r:", errors="surrogateescape") as tar:
            while (entry := tar.next()) is not None:
                tar.members.clear()  # type: ignore[attr-defined]  # there may be a million
                yield _member(tar, entry)
            _see_the_end(tar, source)


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
        what = "is cut off or damaged" if "end of data" in str(error) else "is no whole tar"
        raise DiskRefused(f"{called} {what}", remedy="make it again") from error
    except _BROKEN as error:
        raise DiskRefused(
            f"{called} is cut off or damaged",
            evidence=[str(error)] if str(error) else [],
            remedy="make it again",
        ) from error


def _member(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> Member:
    content = tar.extractfile(entry) if entry.isfile() else None
    return Member(_sort(entry), entry.name, inside(entry.name), entry.linkname, entry.size, content)


def _sort(entry: tarfile.TarInfo) -> Sort:
    if entry.isfile():
        return "file"
    if entry.isdir():
        return "folder"
    if entry.issym():
        return "link"
    return "hard link" if entry.islnk() else "other"

"""The disk: read what is there. Nothing else in the package opens a built file.

Paths that enter here as text are relative with forward slashes.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from buildtools.errors import NothingFound
from buildtools.machine.faults import refused

_BLOCK_BYTES = 1024 * 1024


def read(path: Path) -> bytes:
    """Read one whole file.

    Raises NothingFound when there is none, DiskRefused when it may not be read.
    """
    try:
        with path.open("rb", buffering=0) as file:
            return file.readall()
    except FileNotFoundError as error:
        raise NothingFound(f"{path.name} is not there", evidence=[f"looked for {path}"]) from error
    except OSError as error:
        raise refused("read", path, error) from error


def blocks(path: Path) -> Iterator[bytes]:
    """Read a file that is too large to hold, a megabyte at a time.

    Raises NothingFound when there is none, DiskRefused when it may not be read.
    """
    try:
        with path.open("rb", buffering=0) as file:
            while block := file.read(_BLOCK_BYTES):
                yield block
    except FileNotFoundError as error:
        raise NothingFound(f"{path.name} is not there", evidence=[f"looked for {path}"]) from error
    except OSError as error:
        raise refused("read", path, error) from error


def read_inside(root: Path, relative: str) -> bytes | None:
    """Read a file that may not be there; None also when it leads out of `root` through a link."""
    if ".." not in relative and _is_absent(root, relative):
        return None
    path = (root / relative).resolve()
    if not path.is_relative_to(root.resolve()) or not path.is_file():
        return None
    return read(path)


def _is_absent(root: Path, relative: str) -> bool:
    """Whether nothing is there, as it is of most names that are tried: one question to the disk."""
    try:
        os.stat(os.path.join(root, relative))  # noqa: PTH116, PTH118
    except (FileNotFoundError, NotADirectoryError):
        return True
    return False


def is_linked(root: Path, relative: str) -> bool:
    """Return whether a name leads elsewhere through a link, so that the target has another name."""
    place = root.resolve() / relative
    return place.resolve() != place


def modified(path: Path) -> float:
    """Return when the file was last written, in seconds since the epoch.

    Raises DiskRefused when the disk does not tell.
    """
    try:
        return path.stat().st_mtime
    except OSError as error:
        raise refused("look at", path, error) from error


def size(path: Path) -> int:
    """Return how many bytes a file has.

    Raises DiskRefused when the disk does not tell.
    """
    try:
        return path.stat().st_size
    except OSError as error:
        raise refused("look at", path, error) from error

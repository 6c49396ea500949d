"""The files of what is about to be deployed, by the paths that they will have there."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from buildtools.machine.faults import refused
from buildtools.texts import wording

Kind = Literal["folder", "tar", "image"]

LARGEST_BYTES = 256 * 1024 * 1024
"""Of one file that is looked at: no script or map is as large."""

MOST_BYTES = 8 * 1024**3
"""Of all that are looked at: what a temporary folder is trusted to hold."""

Wanted = Callable[[str], bool]
"""Whether a file is looked at, by its path without a slash in front."""


class LeftOut(NamedTuple):
    """A file or a link that was not read, and why."""

    path: str
    why: str


class Contents(NamedTuple):
    """What was found: where each file can be read for as long as it is open."""

    kind: Kind
    files: Mapping[str, Path]
    """By its path: relative, with forward slashes, and never leading out."""
    left_out: tuple[LeftOut, ...] = ()


class Kept:
    """Copies of files in a folder of their own, under names that are numbers."""

    def __init__(self, folder: Path, largest: int = LARGEST_BYTES, most: int = MOST_BYTES) -> None:
        self._folder = folder
        self._largest = largest
        self._most = most
        self._bytes = 0
        self._count = 0

    def refuses(self, size: int) -> str:
        """Return why a file of this size is not copied; empty when it is."""
        if size > self._largest:
            return f"it has more than {wording.size(self._largest)}"
        return "" if self._bytes + size <= self._most else "there is too much before it"

    def copy(self, blocks: Iterable[bytes]) -> Path:
        """Copy a file. Raises DiskRefused when the disk takes no more."""
        place = self._folder / str(self._count)
        self._count += 1
        try:
            with place.open("wb") as to:
                for block in blocks:
                    self._bytes += to.write(block)
        except OSError as error:
            raise refused("copy a file to", self._folder, error) from error
        return place


@contextmanager
def keeping() -> Iterator[Kept]:
    """Open a place for copies, which ends with the block."""
    with tempfile.TemporaryDirectory(prefix="buildtools-", ignore_cleanup_errors=True) as folder:
        yield Kept(Path(os.fsdecode(folder)))

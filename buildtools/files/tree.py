"""Tree: the files below a root by their paths relative to it, listed and read when asked for.

It is what derived files see of the disk.
"""

import posixpath
from collections.abc import Iterator, Sequence
from pathlib import Path

from buildtools.files import disk, walking


class Tree:
    """Files below one root. What reads raises NothingFound or DiskRefused, as `disk` does."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, path: str) -> bytes:
        """Read one whole file."""
        return disk.read(self._root / path)

    def blocks(self, path: str) -> Iterator[bytes]:
        """Read a large file, a megabyte at a time."""
        return disk.blocks(self._root / path)

    def size(self, path: str) -> int:
        """Return how many bytes a file has."""
        return disk.size(self._root / path)

    def below(self, folder: str, ignore: Sequence[str]) -> Iterator[str]:
        """Return all files below a folder, hidden ones too; nothing if there is none."""
        if (self._root / folder).is_dir():
            for name in walking.walk(self._root / folder, ignore, everything=True):
                yield posixpath.normpath(posixpath.join(folder, name))

    def directly_in(self, folder: str) -> Iterator[str]:
        """Return the files in a folder, without those of folders in it."""
        for name in self.names(folder):
            if (self._root / folder / name).is_file():
                yield posixpath.normpath(posixpath.join(folder, name))

    def names(self, folder: str) -> tuple[str, ...]:
        """Name the files and folders in a folder."""
        return walking.listing(self._root / folder)

    def is_linked(self, path: str) -> bool:
        """Return whether a path leads elsewhere through a link."""
        return disk.is_linked(self._root, path)

    def target(self, path: str) -> str | None:
        """Return where a path leads through links; None when that is outside of the root."""
        target, root = (self._root / path).resolve(), self._root.resolve()
        return target.relative_to(root).as_posix() if target.is_relative_to(root) else None

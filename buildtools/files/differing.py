"""Which files of installed packages are others in one folder than in another, by size and time."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PACKAGES = "node_modules"


def packages(written: Path, original: Path) -> Iterator[str]:
    """Name the files of packages below `written` that `original` has not, or not so.

    What is hidden among the packages is left out, for tools keep caches there; packages within it
    are not: some managers keep all of them so. A device stands for what was removed, as it does in
    a layer. Relative paths with forward slashes, in no order.
    """
    waiting = [("", False)]
    while waiting:
        folder, within = waiting.pop()
        for entry in _listed(written / folder):
            path = f"{folder}/{entry.name}" if folder else entry.name
            hidden = entry.name.startswith(".")
            if entry.is_dir(follow_symlinks=False):
                below = entry.name == PACKAGES or (within and not hidden)
                waiting += [(path, below)] * (not hidden or within)
            elif within and not hidden and _differs(entry, original / path):
                yield path


def package_of(path: str) -> str:
    """Return the folder of the package that a file is in: `web/node_modules/@acme/ui`."""
    above, _, rest = path.rpartition(f"{PACKAGES}/")
    names = rest.split("/")[: 2 if rest.startswith("@") else 1]
    return f"{above}{PACKAGES}/{'/'.join(names)}"


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    with suppress(OSError), os.scandir(folder) as entries:
        return list(entries)
    return []


def _differs(entry: os.DirEntry[str], original: Path) -> bool:
    new = entry.stat(follow_symlinks=False)
    try:
        old = original.lstat()
    except OSError:
        return True
    return _told(new) != _told(old)


def _told(seen: os.stat_result) -> tuple[int, int, int]:
    """Return what tells of another text; a link has its own time wherever it was copied to."""
    kind = stat.S_IFMT(seen.st_mode)
    return kind, seen.st_size, 0 if stat.S_ISLNK(seen.st_mode) else seen.st_mtime_ns

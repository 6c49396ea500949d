"""Copies that share their bytes with the original until one of the two is written to.

File systems such as APFS, Btrfs, XFS and ZFS have them within one disk. Source: ioctl_ficlone(2),
clonefile(2).
"""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

_FICLONE = 0x40049409


class Copier:
    """Copies file by file, shared where that is possible; `own_bytes` is what had to be copied."""

    def __init__(self, share: Callable[[str, str], None] | None = None) -> None:
        """`share` makes a shared copy or raises OSError; the system's way where it is None."""
        self._share = share or _sharing()
        self.own_bytes = 0
        """Bytes of the copies that share nothing."""
        self.refused = ""
        """What the system said when it shared nothing, the first time."""

    def copy(self, source: str, target: str) -> str:
        """Copy a file with its times and rights, as `shutil.copy2` does. Raises OSError."""
        if not self.refused:
            try:
                self._share(source, target)
            except OSError as error:
                self.refused = error.strerror or str(error)
                Path(target).unlink(missing_ok=True)
        if self.refused:
            shutil.copyfile(source, target)
            self.own_bytes += Path(target).stat().st_size
        shutil.copystat(source, target)
        return target


def _sharing() -> Callable[[str, str], None]:
    if sys.platform == "darwin":
        return _clone
    return _reflink if sys.platform == "linux" else _none


def _none(source: str, target: str) -> None:
    del source, target
    raise OSError(0, "this system has no such copies")


def _reflink(source: str, target: str) -> None:
    import fcntl

    with Path(source).open("rb", buffering=0) as old, Path(target).open("xb", buffering=0) as new:
        fcntl.ioctl(new, _FICLONE, old.fileno())


def _clone(source: str, target: str) -> None:
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    if library.clonefile(os.fsencode(source), os.fsencode(target), 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))

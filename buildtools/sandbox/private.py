"""Files and folders that nobody else on this machine may read: the sandbox's token is in them."""

import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

_FOLDER: Final = 0o700
_FILE: Final = 0o600


def make_folder(path: Path, ours: Collection[str]) -> bool:
    """Make a folder that is private, or one that is there so; tell whether it is.

    A folder that holds more than `ours` is somebody's: its mode stays. Raises OSError.
    """
    path.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
    is_ours = {entry.name for entry in path.iterdir()} <= set(ours)
    if is_ours:
        _narrow(path, _FOLDER)
    return is_ours


def narrow_all(path: Path) -> None:
    """Make a folder and the files in it private. Raises OSError."""
    _narrow(path, _FOLDER)
    for entry in path.iterdir():
        _narrow(entry, _FILE)


def make_file(path: Path) -> None:
    """Have a file there that is private, with what is in it. Raises OSError."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, _FILE))
    _narrow(path, _FILE)


def narrow_file(path: Path) -> None:
    """Make a file private that is there, as it is. Raises OSError."""
    _narrow(path, _FILE)


def create(path: Path) -> BinaryIO:
    """Open a new private file to be written, or an old one anew. Raises OSError."""
    made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), _FILE)
    return os.fdopen(made, "wb")


def _narrow(path: Path, mode: int) -> None:
    """Take rights away that others have. On disks without rights there is nothing to take."""
    if path.stat().st_mode & 0o777 & ~mode:
        with suppress(OSError):
            path.chmod(mode)

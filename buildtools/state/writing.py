"""The one writer of what is kept below `.buildtools`: each file is replaced whole.

The folder ignores itself: it never shows in `git status`. A `.gitignore` that is there stays.
"""

import os
from contextlib import suppress
from pathlib import Path

from buildtools.state import paths
from buildtools.values import FOLDER

_END = ".tmp"


def own_folder(root: Path) -> Path:
    """Make `.buildtools`, which git passes over. Raises OSError when it cannot be made."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    with suppress(OSError), (root / paths.IGNORE).open("x", encoding="utf-8") as file:
        file.write("*\n")
    return folder


def replace(root: Path, name: str, data: bytes, *, mode: int = 0o666) -> None:
    """Replace a file below `.buildtools`; a reader sees the old text or the new one.

    `mode` are the most rights that it gets. Raises OSError; the old file stays then, and
    nothing is left beside it.
    """
    own_folder(root)
    file = root / name
    temporary = file.with_name(f"{file.name}.{os.getpid()}{_END}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(temporary, "wb", opener=lambda path, flags: os.open(path, flags, mode)) as new:
            new.write(data)
        temporary.replace(file)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def second_name(root: Path, name: str, other: str) -> None:
    """Put a file below `.buildtools` in a second place too: one file by two names, or a copy.

    Raises OSError.
    """
    file, second = root / name, root / other
    temporary = second.with_name(f"{second.name}.{os.getpid()}{_END}")
    try:
        temporary.hardlink_to(file)
        temporary.replace(second)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        replace(root, other, file.read_bytes())


def sweep(folder: Path) -> None:
    """Remove what killed runs have left in a folder; what a living one writes stays."""
    for left in folder.glob(f"*{_END}"):
        with suppress(OSError, ValueError, LookupError):
            if not _is_alive(int(left.suffixes[-2][1:])):
                left.unlink()


def _is_alive(process: int) -> bool:
    """Whether a process of this number is there; on Windows asking would end it."""
    if os.name == "nt":  # pragma: no cover - no Windows runs the tests
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True

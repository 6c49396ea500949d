"""Quarantine: what strip took away, as it was, and the journal that says so.

The journal is written before the first file is touched and removed after the last one is back, so
a run that is killed in between can be undone like any other.
"""

import logging
from pathlib import Path

import msgspec

from buildtools import disk
from buildtools.errors import ConfigurationError, NothingFound
from buildtools.results import Stripped, StrippedFile
from buildtools.values import Digest

_log = logging.getLogger("buildtools")

FOLDER = ".buildtools/quarantine"
_JOURNAL = "stripped.json"


def files_of(environment: str) -> str:
    """Name the folder of the kept files, relative to the project's root."""
    return f"{FOLDER}/{environment}/files"


def standing(root: Path, environment: str) -> Stripped | None:
    """Give what is stripped now; None when nothing is.

    Raises ConfigurationError when the journal is not one of ours.
    """
    journal = root / FOLDER / environment / _JOURNAL
    try:
        return msgspec.json.decode(disk.read(journal), type=Stripped)
    except NothingFound:
        return None
    except (msgspec.MsgspecError, RecursionError) as fault:
        raise ConfigurationError(
            f"{FOLDER}/{environment}/{_JOURNAL} cannot be read",
            evidence=[str(fault)],
            remedy=f"put the files below {files_of(environment)} back by hand, then remove it",
        ) from fault


def begin(root: Path, environment: str, stripped: Stripped) -> None:
    """Write the journal; nothing is kept yet."""
    folder = root / FOLDER / environment
    folder.mkdir(parents=True, exist_ok=True)
    disk.replace_all(folder, {_JOURNAL: msgspec.json.encode(stripped)})


def is_left(root: Path, file: StrippedFile) -> bool:
    """Whether a file is as strip left it."""
    return _digest(root, file.path) == file.after


def restore(root: Path, environment: str) -> int | None:
    """Give back what is kept, and tell how many files; None when nothing is stripped.

    A file that is not as strip left it, or whose folder is gone, was built again: it stays so.
    """
    stripped = standing(root, environment)
    if stripped is None:
        return None
    restored = 0
    for file in stripped.files:
        place = root / stripped.place(file.path)
        if not place.is_file():
            continue  # not reached when strip was stopped
        if is_left(root, file) and (root / file.path).parent.is_dir():
            disk.move(place, root / file.path)
            restored += 1
        elif _digest(root, file.path) != file.before:
            _log.info("%s was built again since, and stays as it is", file.path)
    discard(root, environment)
    return restored


def restore_all(root: Path) -> None:
    """Give back what is stripped for any environment: they share the build's folders."""
    for environment in disk.listing(root / FOLDER):
        restore(root, environment)


def discard(root: Path, environment: str) -> None:
    """Forget what is kept; the journal goes first, so that no half of it is ever restored."""
    (root / FOLDER / environment / _JOURNAL).unlink(missing_ok=True)
    disk.remove_folder(root / FOLDER / environment)


def _digest(root: Path, path: str) -> Digest | None:
    try:
        return disk.digest(disk.read(root / path))
    except NothingFound:
        return None

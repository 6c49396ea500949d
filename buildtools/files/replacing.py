"""Replacing: many files in one transaction; and moving, copying, removing one.

Paths that enter here as text are relative with forward slashes.
"""

import errno
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from buildtools.files.journal import TEMPORARY, Journal
from buildtools.files.journal import sweep as sweep_folder
from buildtools.machine.faults import refused


def sweep(root: Path, files: Iterable[str]) -> None:
    """Remove what a killed `replace_all` left beside these files; nothing else is touched."""
    for folder in sorted({(root / name).parent for name in files}):
        sweep_folder(os.fspath(folder))


def replace_all(root: Path, files: Mapping[str, bytes], journal: Journal | None = None) -> None:
    """Give each file its new content: all are written beside their places, then all moved there.

    Keys are relative to `root`. Until everything is written nothing is changed, and a failure
    leaves no trace; each move is atomic. With a journal all
    can be taken back until it is settled. Mode bits are kept, owners where we may. Of a link the
    target is replaced. Names of one inode get the new content each under its own name; one that is
    not among the keys keeps the old content, and a warning says so.

    Raises DiskRefused when the disk says no, or when two keys are one file with two contents.
    """
    from buildtools.files.staging import Staging

    with Staging(root, journal) as staging:
        staging.place([staging.write(relative, (data,)) for relative, data in files.items()])


def move(source: Path, target: Path) -> None:
    """Move one file to a place whose folders are made, over a file that is there.

    On one disk that is one rename; to another disk it is copied first.

    Raises DiskRefused when the disk says no.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            source.replace(target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            _copy(source, target)
            source.unlink()
    except OSError as error:
        raise refused("move", source, error) from error


def copy(source: Path, target: Path) -> None:
    """Copy one file with its mode bits to a place whose folders are made.

    Raises DiskRefused when the disk says no.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(source, target)
    except OSError as error:
        raise refused("copy", source, error) from error


def _copy(source: Path, target: Path) -> None:
    temporary = target.with_name(f".{os.urandom(8).hex()}{TEMPORARY}")
    try:
        shutil.copy2(source, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it; nothing when it is there.

    Raises DiskRefused when the disk says no.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refused("make", folder, error) from error


def remove(path: Path) -> None:
    """Remove a file; nothing when there is none.

    Raises DiskRefused when the disk says no.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise refused("remove", path, error) from error


def remove_folder(folder: Path) -> None:
    """Remove a folder with all in it; nothing when there is none.

    Raises DiskRefused when the disk says no.
    """
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise refused("remove", folder, error) from error

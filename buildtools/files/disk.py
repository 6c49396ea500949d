"""The disk: read files, walk a build's output, and replace many files in one transaction.

Paths that leave or enter here as text are relative with forward slashes. Nothing else in the
package opens a built file.
"""

import errno
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from buildtools.errors import NothingFound
from buildtools.files.journal import TEMPORARY, Journal, is_ours, refused
from buildtools.files.journal import sweep as sweep_folder
from buildtools.files.staging import Staging
from buildtools.texts.escapes import is_nameable
from buildtools.texts.patterns import glob
from buildtools.values import digest_of

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
    path = (root / relative).resolve()
    if not path.is_relative_to(root.resolve()) or not path.is_file():
        return None
    return read(path)


def is_linked(root: Path, relative: str) -> bool:
    """Return whether a name leads elsewhere through a link, so that the target has another name."""
    place = root.resolve() / relative
    return place.resolve() != place


def listing(folder: Path) -> tuple[str, ...]:
    """Name what is directly in a folder, hidden names too, in order; nothing if there is none.

    What has no name that can be written is left out.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        return tuple(sorted(entry.name for entry in entries if is_nameable(entry.name)))
    return ()


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


digest = digest_of
"""The SHA-1 of what was read."""


# Walking


def walk(
    folder: Path,
    ignore: Sequence[str] = (),
    *,
    everything: bool = False,
    unnameable: list[str] | None = None,
) -> Iterator[str]:
    """Return the files below a folder, in a stable order, as relative paths with forward slashes.

    Hidden folders and `node_modules` below it are left out unless `everything` is asked for,
    hidden files are not. Links are followed, but never back into a folder that is being listed;
    broken ones are left out.
    `ignore` holds globs, relative to the folder. Files whose names cannot be written, in a ledger
    or in a bundle, are left out, and added to `unnameable`.

    Raises DiskRefused when a folder cannot be listed.
    """
    for name in _walk(folder, "", tuple(ignore), (), everything=everything):
        if is_nameable(name):
            yield name
        elif unnameable is not None:
            unnameable.append(name)


def _walk(
    folder: Path,
    prefix: str,
    ignore: tuple[str, ...],
    above: tuple[tuple[int, int], ...],
    *,
    everything: bool,
) -> Iterator[str]:
    try:
        status = folder.stat()
        with os.scandir(folder) as entries:
            names = sorted((entry.name, _kind(entry)) for entry in entries)
    except OSError as error:
        raise refused("list", folder, error) from error
    here = (status.st_dev, status.st_ino)
    if here in above:
        return
    for name, kind in names:
        relative = prefix + name
        if any(glob(pattern).fullmatch(relative) for pattern in ignore):
            continue
        if kind == "file" and not is_ours(name):
            yield relative
        elif kind == "folder" and (everything or not _is_passed_over(name)):
            below = (*above, here)
            yield from _walk(folder / name, relative + "/", ignore, below, everything=everything)


def _is_passed_over(folder: str) -> bool:
    return folder.startswith(".") or folder == "node_modules"


def _kind(entry: os.DirEntry[str]) -> str:
    """Return what a name stands for once links are followed; "" for sockets and broken links."""
    with suppress(OSError):  # a link to itself
        if entry.is_dir():
            return "folder"
        if entry.is_file():
            return "file"
    return ""


# Replacing


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
    temporary = target.with_name(f".{secrets.token_hex(8)}{TEMPORARY}")
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

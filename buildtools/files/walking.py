"""Walking: which files are in a folder, and below it, by relative paths with forward slashes."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from buildtools.files.journal import is_ours
from buildtools.machine.faults import refused
from buildtools.texts.escapes import is_nameable
from buildtools.texts.patterns import glob


def listing(folder: Path) -> tuple[str, ...]:
    """Name what is directly in a folder, hidden names too, in order; nothing if there is none.

    What has no name that can be written is left out.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        return tuple(sorted(entry.name for entry in entries if is_nameable(entry.name)))
    return ()


def walk(
    folder: Path,
    ignore: Sequence[str] = (),
    *,
    everything: bool = False,
    links: bool = True,
    unnameable: list[str] | None = None,
) -> Iterator[str]:
    """Return the files below a folder, in a stable order, as relative paths with forward slashes.

    Hidden folders and `node_modules` below it are left out unless `everything` is asked for,
    hidden files are not. Links are followed, but never back into a folder that is being listed;
    broken ones are left out, and all of them without `links`.
    `ignore` holds globs, relative to the folder. Files whose names cannot be written, in a ledger
    or in a bundle, are left out, and added to `unnameable`.

    Raises DiskRefused when a folder cannot be listed.
    """
    for name in _walk(folder, "", tuple(ignore), (), everything=everything, links=links):
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
    links: bool,
) -> Iterator[str]:
    try:
        status = folder.stat()
        with os.scandir(folder) as entries:
            names = sorted((entry.name, _kind(entry, links)) for entry in entries)
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
            yield from _walk(
                folder / name, relative + "/", ignore, below, everything=everything, links=links
            )


def _is_passed_over(folder: str) -> bool:
    return folder.startswith(".") or folder == "node_modules"


def _kind(entry: os.DirEntry[str], links: bool) -> str:
    """Return what a name stands for once links are followed; "" for sockets and broken links."""
    with suppress(OSError):  # a link to itself
        if entry.is_dir(follow_symlinks=links):
            return "folder"
        if entry.is_file(follow_symlinks=links):
            return "file"
    return ""

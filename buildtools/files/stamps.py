"""Stamps of a folder: whether anything in it has changed since, without a byte being read.

Of each folder the names in it are kept as one number, with their sizes, times and rights.
"""

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class Stamp(NamedTuple):
    """Of one folder: all that is directly in it as a number, and the newest change of those."""

    number: int
    newest: int
    """Nanoseconds, by the clock of the disk; nobody can set the time of a change."""


class Stamps(NamedTuple):
    """Of all folders below one, by relative paths; owners are all (user, group) met."""

    folders: Mapping[str, Stamp]
    owners: frozenset[tuple[int, int]]


def taken(root: Path, without: Collection[str] = ()) -> Stamps:
    """Take the stamps of a folder and of all below it, links not followed.

    Folders directly in it whose names are in `without` are left out, and what cannot be listed.
    """
    folders: dict[str, Stamp] = {}
    owners: set[tuple[int, int]] = set()
    waiting = [""]
    while waiting:
        relative = waiting.pop()
        seen = _listed(root / relative, without if not relative else ())
        owners |= {(each.st_uid, each.st_gid) for _, each in seen}
        waiting += [_join(relative, name) for name, each in seen if stat.S_ISDIR(each.st_mode)]
        newest = max((each.st_ctime_ns for _, each in seen), default=0)
        folders[relative] = Stamp(hash(tuple(sorted(map(_told, seen)))), newest)
    return Stamps(folders, frozenset(owners))


def changed(root: Path, before: Stamps, without: Collection[str] = ()) -> Iterator[str]:
    """Name what has changed below a folder since its stamps were taken, in no order.

    Where something has gone, its folder stands for it.
    """
    now = taken(root, without).folders
    for relative, old in before.folders.items():
        if relative in now and now[relative].number != old.number:
            seen = _listed(root / relative, without if not relative else ())
            new = [
                _join(relative, name)
                for name, each in seen
                if each.st_ctime_ns > old.newest and not stat.S_ISDIR(each.st_mode)
            ]
            yield from new or [relative or "."]


def _listed(folder: Path, without: Collection[str]) -> list[tuple[str, os.stat_result]]:
    found = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name not in without:
                with suppress(FileNotFoundError):
                    found.append((entry.name, entry.stat(follow_symlinks=False)))
    return found


def _told(named: tuple[str, os.stat_result]) -> tuple[str, int, int, int, int]:
    """Return what tells of a change; of a folder that it is there, for it has its own stamp."""
    name, seen = named
    if stat.S_ISDIR(seen.st_mode):
        return name, seen.st_mode, 0, 0, seen.st_ino
    return name, seen.st_mode, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name

"""Undo: give back every file that inject changed, as the build left it."""

import logging
from pathlib import Path

from buildtools import disk
from buildtools.change import Change
from buildtools.errors import NothingFound, OutOfDate
from buildtools.journal import Journal
from buildtools.results import Injected, Skipped
from buildtools.values import digest_of

_log = logging.getLogger("buildtools")


def undo(root: Path, injected: Injected | None, journal: Journal | None = None) -> Skipped:
    """Restore scripts, maps and all that was mended, from what the ledger keeps.

    Everything is read and compared before the first byte is written, and all is given back or
    nothing; what `journal` notes can be taken back until it is settled. The release then has no
    injection: the next inject starts afresh.

    Raises NothingFound when there is no injection, OutOfDate when a file is not as inject left it.
    """
    if injected is None:
        raise NothingFound("there is no injection to undo", remedy="invoke status")
    changed = [file for file in injected.files() if file.is_undoable or file.before]
    found = [(file.path, _undone(root, file)) for file in changed]
    names = tuple(dict.fromkeys(path for path, data in found if data is None))
    if names:
        more = [f"and {len(names) - 10} more"] if len(names) > 10 else []
        what = f"{len(names)} files are not as inject left them: nothing was undone"
        raise OutOfDate(what, "build", "", evidence=(*names[:10], *more))
    restored = {path: data for path, data in found if data is not None}
    disk.replace_all(root, restored, journal)
    _log.info("%d files are as the build left them", len(restored))
    return Skipped("undone: the files are as the build left them")


def _undone(root: Path, change: Change) -> bytes | None:
    """Give a file as it was before a change; None when it is not as that left it."""
    data = disk.read_inside(root, change.path)
    if data is None or digest_of(data) != change.after:
        return None
    old = change.undone(data)
    return old if change.before in (None, digest_of(old)) else None

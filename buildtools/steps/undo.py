"""Undo: give back every file that inject changed, as the build left it."""

import logging
from collections.abc import Iterator
from pathlib import Path

from buildtools import disk
from buildtools.errors import NothingFound, OutOfDate
from buildtools.journal import Journal
from buildtools.results import Injected, Mended, Skipped
from buildtools.sourcemaps.splices import original, unpacked
from buildtools.values import Digest, Edit
from buildtools.wording import first

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
    restored: dict[str, bytes] = {}
    strange: list[str] = []
    for path, after, edits, repair in _changes(injected):
        data = disk.read_inside(root, path)
        if data is None or disk.digest(data) != after:
            strange.append(path)
        else:
            restored[path] = unpacked(original(data, edits), repair)
    strange += [each.path for each in injected.mended if not _is_restored(each, restored)]
    if strange:
        names = tuple(dict.fromkeys(strange))
        what = f"{len(names)} files are not as inject left them: nothing was undone"
        raise OutOfDate(what, "build", "", evidence=first(names, 10))
    disk.replace_all(root, restored, journal)
    _log.info("%d files are as the build left them", len(restored))
    return Skipped("undone: the files are as the build left them")


_Change = tuple[str, Digest | None, tuple[Edit, ...], bytes]


def _changes(injected: Injected) -> Iterator[_Change]:
    """Name every changed file, what it is now, what was changed in it, and what before that."""
    for each in injected.pairs:
        embedded = each.repair if each.pair.map is None else b""
        if each.script_edits or embedded:
            yield each.pair.script, each.script_digest, each.script_edits, embedded
        if each.pair.map is not None and (each.map_edits or each.repair):
            yield each.pair.map, each.map_digest, each.map_edits, each.repair
    for mended in injected.mended:
        yield mended.path, mended.after, mended.edits, b""


def _is_restored(each: Mended, restored: dict[str, bytes]) -> bool:
    return each.path in restored and disk.digest(restored[each.path]) == each.before

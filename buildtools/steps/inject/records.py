"""Records: what the ledger keeps of an injection, and the built files given back from that.

What earlier runs changed in files that are still as those left them stays part of it.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from buildtools.change import Change
from buildtools.errors import NothingFound, OutOfDate
from buildtools.files import disk, replacing
from buildtools.files.journal import Journal
from buildtools.results import Injected, InjectedPair, Skipped
from buildtools.steps.inject.planning import Planned
from buildtools.texts.wording import count, first
from buildtools.values import Digest, digest_of

_log = logging.getLogger("buildtools")


def records(
    planned: Sequence[Planned],
    followed: Mapping[str, Change],
    earlier: Injected | None,
    root: Path,
) -> tuple[tuple[InjectedPair, ...], tuple[Change, ...]]:
    """Return what each pair is now, and how to undo what was changed in other files.

    `followed` holds the changes of derived files, by path, on top of those that were planned.
    """
    known = _Known(earlier or Injected(()))
    paths = {file.path for each in planned for file in each.files}
    pairs = tuple(known.pair(each, followed) for each in planned)
    return pairs, tuple(known.others(root, followed, without=paths))


class _Known:
    """What earlier runs did, by the file and what it was after that."""

    def __init__(self, earlier: Injected) -> None:
        self._updated = earlier.updated
        self._changes = {(file.path, file.after): file for file in earlier.files()}
        self._unfinished = {
            (each.pair.script, each.script_digest): each.unfinished for each in earlier.pairs
        }

    def pair(self, each: Planned, followed: Mapping[str, Change]) -> InjectedPair:
        script = self._file(each.script, followed)
        map_ = self._file(each.map, followed) if each.map else None
        unfinished = each.unfinished
        if not unfinished and each.script.before:
            unfinished = self._unfinished.get((script.path, each.script.before), ())
        return InjectedPair.of(each.pair, each.debug_id, script, map_, unfinished)

    def _file(self, file: Change, followed: Mapping[str, Change]) -> Change:
        old, new = self._changes.get((file.path, file.before)), followed.get(file.path)
        if new is None:
            return file.following(old)
        return new.following(old if file.content else file.following(old))

    def others(
        self, root: Path, followed: Mapping[str, Change], *, without: Collection[str]
    ) -> list[Change]:
        new = {
            path: file.following(self._changes.get((path, file.before))).record
            for path, file in followed.items()
            if path not in without
        }
        gone = new.keys() | without
        kept = [
            each
            for each in self._updated
            if each.path not in gone and _left(root, each) is not None
        ]
        return [*kept, *new.values()]


def _left(root: Path, change: Change) -> bytes | None:
    """Read a file; None when it is no longer as a change left it."""
    data = disk.read_inside(root, change.path)
    return data if data is not None and digest_of(data) == change.after else None


def sized(
    root: Path, pairs: Sequence[InjectedPair], earlier: Injected | None
) -> tuple[InjectedPair, ...]:
    """Return pairs with the sizes of their scripts, which are in their places.

    Of one that is still as `earlier` left it that is known.
    """
    before = earlier.pairs if earlier else ()
    known = {(each.pair.script, each.script_digest): each.script_bytes for each in before}
    return tuple(
        replace(each, script_bytes=known.get(_bytes_of(each)) or _size(root / each.pair.script))
        for each in pairs
    )


def _bytes_of(each: InjectedPair) -> tuple[str, Digest]:
    return each.pair.script, each.script_digest


def _size(place: Path) -> int | UnsetType:
    try:
        return place.stat().st_size
    except OSError:
        return UNSET


def undo(root: Path, injected: Injected | None, journal: Journal | None = None) -> Skipped:
    """Restore scripts, maps and all that was updated, from what the ledger keeps.

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
        what = f"not as inject left it: {count(len(names), 'file')}; nothing was undone"
        raise OutOfDate(what, "build", "", evidence=first(names, 10))
    restored = {path: data for path, data in found if data is not None}
    replacing.replace_all(root, restored, journal)
    _log.info("given back as the build left it: %s", count(len(restored), "file"))
    return Skipped("undone: the files are as the build left them")


def _undone(root: Path, change: Change) -> bytes | None:
    """Return a file as it was before a change; None when it is not as that left it."""
    data = _left(root, change)
    old = None if data is None else change.undone(data)
    return old if old is not None and change.before in (None, digest_of(old)) else None

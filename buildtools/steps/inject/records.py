"""Records: what the ledger keeps of an injection, so that the built files can be given back.

What earlier runs changed in files that are still as those left them stays part of it.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from buildtools import disk
from buildtools.change import Change
from buildtools.results import Injected, InjectedPair
from buildtools.steps.inject.planning import Planned
from buildtools.values import digest_of


def records(
    planned: Sequence[Planned],
    followed: Mapping[str, Change],
    earlier: Injected | None,
    root: Path,
) -> tuple[tuple[InjectedPair, ...], tuple[Change, ...]]:
    """Say what each pair is now, and how to undo what was changed in other files.

    `followed` holds the changes that mending made, by path, on top of those that were planned.
    """
    known = _Known(earlier or Injected(()))
    paths = {file.path for each in planned for file in each.files}
    pairs = tuple(known.pair(each, followed) for each in planned)
    return pairs, tuple(known.others(root, followed, without=paths))


class _Known:
    """What earlier runs did, by the file and what it was after that."""

    def __init__(self, earlier: Injected) -> None:
        self._mended = earlier.mended
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
        kept = [each for each in self._mended if each.path not in gone and _is_there(root, each)]
        return [*kept, *new.values()]


def _is_there(root: Path, change: Change) -> bool:
    """Whether a file is still as a change left it."""
    data = disk.read_inside(root, change.path)
    return data is not None and digest_of(data) == change.after

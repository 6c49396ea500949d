"""Journal: what a transaction has put in place, so that all of it can be taken back.

A file that is replaced keeps its old content under a second name beside it until the transaction is
settled. What outlives the process is in `state.journal_file`.
"""

# ruff: noqa: PTH105, PTH108, PTH118, PTH120
# Thousands of names pass here, and a Path for each would cost more than all the rest.

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import msgspec

from buildtools.errors import DiskRefused
from buildtools.texts.wording import count, first
from buildtools.values import Digest, ProjectPath

TEMPORARY = ".buildtools-new"
"""Ends the name of a file that is not in its place yet; a killed run may leave one behind."""

KEPT = ".buildtools-old"
"""Ends the second name of what was replaced."""


class Move(msgspec.Struct, frozen=True, tag="file"):
    """One file that goes to its place."""

    target: ProjectPath
    """Absolute, links followed; relative to the root where it is written down."""
    key: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]+\Z")]
    """Names both files beside the target."""
    after: Digest
    """SHA-1 of the new content."""
    replaces: bool
    """Whether something stands there before."""

    @property
    def temporary(self) -> str:
        """Where the new content waits."""
        return name_beside(self.target, self.key, TEMPORARY)

    @property
    def kept(self) -> str:
        """The second name of the old content."""
        return name_beside(self.target, self.key, KEPT)


def name_beside(target: str, key: str, end: str) -> str:
    """Name a file that stands beside another."""
    return os.path.join(os.path.dirname(target), f".{key}{end}")


def is_ours(name: str) -> bool:
    """Tell a file of a transaction from those of the build."""
    return name.endswith((TEMPORARY, KEPT))


def sweep(folder: str) -> None:
    """Remove what transactions have left in a folder; nothing else is touched."""
    with suppress(OSError), os.scandir(folder) as entries:
        for name in [entry.path for entry in entries if is_ours(entry.name)]:
            with suppress(OSError):
                os.unlink(name)


class Journal:
    """The moves of one transaction. Threads may share it."""

    def __init__(self) -> None:
        self.begun: list[Move] = []
        self._keeps = True
        self._then: list[Callable[[], None]] = []

    def then(self, action: Callable[[], None]) -> None:
        """Have something done when the transaction is settled."""
        self._then.append(action)

    def folder(self, path: str) -> None:
        """Take down that new contents will wait in this folder."""

    def begin(self, moves: Sequence[Move]) -> None:
        """Take down all that will be moved; a single one is done or not, and needs no way back."""
        self._keeps = len(moves) > 1

    def settle(self) -> None:
        """Let the transaction stand: forget what was replaced."""
        self.begun = [move for move in self.begun if not remove(move.kept)]
        for action in self._then:
            action()

    def replace(self, move: Move) -> None:
        """Move one file to its place. Raises OSError."""
        self.begun.append(move)
        if move.replaces and self._keeps:
            _keep(move)
        os.replace(move.temporary, move.target)

    def take_back(self) -> None:
        """Give back every file that was replaced, the last one first.

        Raises DiskRefused when the disk does not let us; it says which files are new and old.
        """
        stuck = each(_put_back, reversed(self.begun))
        begun, self.begun = self.begun, []
        if stuck:
            raise half_done(begun, stuck, "build again")


def _keep(move: Move) -> None:
    """Give what stands there a second name, or copy it where the disk knows one name only."""
    try:
        os.link(move.target, move.kept)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copy2(move.target, move.kept)
        status = Path(move.target).stat()
        with suppress(OSError):
            os.chown(move.kept, status.st_uid, status.st_gid)


def _put_back(move: Move) -> None:
    """Undo a move of this process."""
    if os.path.lexists(move.temporary):
        remove(move.kept)
    elif not move.replaces:
        os.unlink(move.target)
    elif os.path.lexists(move.kept):
        os.replace(move.kept, move.target)


def each(act: Callable[[Move], None], moves: Iterable[Move]) -> dict[str, str]:
    """Do it for each, and say where and why it could not be done."""
    stuck = {}
    for move in moves:
        try:
            act(move)
        except OSError as error:
            stuck[move.key] = error.strerror or str(error)
    return stuck


_SHOWN = 20


def half_done(moves: Sequence[Move], stuck: dict[str, str], remedy: str) -> DiskRefused:
    new = [f"still new: {move.target}: {stuck[move.key]}" for move in moves if move.key in stuck]
    old = [f"old again: {move.target}" for move in moves if move.key not in stuck]
    return DiskRefused(
        f"{len(new)} of {count(len(moves), 'file')} could not be put back",
        evidence=first([*new, *old], _SHOWN),
        remedy=remedy,
    )


def remove(name: str) -> bool:
    """Remove a file, and tell whether it is gone."""
    try:
        os.unlink(name)
    except OSError as error:
        return isinstance(error, FileNotFoundError)
    return True

"""Staging: replace many files in one transaction, without ever holding all of them in memory.

New contents are written beside their places as they come; nothing that anyone looks at changes
until `place` moves all of them there; when one cannot be moved those before it are put back. What
was not placed is removed at the end, so that a failure leaves no trace. Several threads may write
at once.
"""

# ruff: noqa: PTH108, PTH118, PTH120, PTH114, PTH110, PTH116, PTH101, PTH119, PTH123
# Thousands of names pass here, and a Path for each would cost more than all the rest.

import logging
import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import msgspec

from buildtools.errors import DiskRefused
from buildtools.files.journal import TEMPORARY, Journal, Move, name_beside
from buildtools.machine import threads
from buildtools.machine.faults import refused
from buildtools.machine.interrupts import at_worst
from buildtools.texts.wording import count
from buildtools.values import Digest

_log = logging.getLogger("buildtools")

_BINARY: int = getattr(os, "O_BINARY", 0)
"""Windows alone has a text mode at this depth."""

_MANY = 50
"""From so many files on two threads move them: the disk lets each wait for its blocks."""

_SAME_BYTES = 1 << 20
"""How much of two files is compared at a time."""


class StagedFile(msgspec.Struct, frozen=True):
    """A new content that waits beside its place."""

    relative: str
    """As the caller named it, relative to the root."""
    target: str
    """Where it goes: absolute, links followed."""
    key: str
    """Names the file in which it waits."""
    digest: Digest
    """SHA-1 of the content."""
    inode: tuple[int, int, int] | None
    """Device, inode and number of names of what stands there now; None when nothing does."""

    @property
    def temporary(self) -> str:
        """Where it waits."""
        return name_beside(self.target, self.key, TEMPORARY)

    def read(self) -> bytes:
        """Read the content where it waits, or where it was placed."""
        place = self.temporary if os.path.exists(self.temporary) else self.target
        return Path(place).read_bytes()


class Staging:
    """New contents below one root. Use as a context: it removes what was not placed.

    With a journal of the caller's what was placed can be taken back until that is settled; without
    one it stands as soon as all is placed.
    """

    def __init__(self, root: Path, journal: Journal | None = None) -> None:
        self._root = os.fspath(root)
        self._own = journal is None
        self._journal = journal or Journal()
        self._folders: dict[str, str] = {}
        self._used: set[str] = set()
        self._waiting: set[str] = set()
        self._ends = ExitStack()

    def __enter__(self) -> "Staging":
        self._ends.enter_context(at_worst(self._remove))
        return self

    def __exit__(self, *exception: object) -> None:
        self._remove()
        self._ends.close()

    def _remove(self) -> None:
        for temporary in list(self._waiting):
            with suppress(OSError):
                os.unlink(temporary)

    def write(self, relative: str, pieces: Sequence[bytes | memoryview]) -> StagedFile:
        """Write a file's new content beside it, with the file's mode bits and owner.

        Raises DiskRefused when the disk says no.
        """
        import hashlib

        target = self._target(relative)
        key = os.urandom(8).hex()
        temporary = name_beside(target, key, TEMPORARY)
        self._note(os.path.dirname(target))
        sha1 = hashlib.sha1(usedforsecurity=False)
        try:
            self._waiting.add(temporary)
            old = _status(target)
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
            with os.fdopen(handle, "wb") as file:
                file.writelines(pieces)
            if old is not None:
                _keep_rights(old, temporary)
        except OSError as error:
            raise refused("write", Path(target), error) from error
        for piece in pieces:
            sha1.update(piece)
        inode = None if old is None else (old.st_dev, old.st_ino, old.st_nlink)
        return StagedFile(relative, target, key, Digest(sha1.hexdigest()), inode)

    def _note(self, folder: str) -> None:
        if folder not in self._used:
            self._used.add(folder)
            self._journal.folder(folder)

    def place(self, files: Iterable[StagedFile], then: Iterable[StagedFile] = ()) -> None:
        """Move these to their places, each by one rename, all or none.

        `files` go in their order; those in `then` after all of them, in no order. Names of one
        inode get the new content each under its own name; one that is not among them keeps the
        old content, and a warning says so.

        Raises DiskRefused when the disk says no, or when one file would get two contents; then
        what was moved is put back, and where that fails too it says which files are new and old.
        """
        ordered, others = list(files), list(then)
        moves = _once([*ordered, *others])
        self._journal.begin([_move(each) for each in moves])
        try:
            self._move_all(moves, len({each.target for each in ordered}))
        except BaseException:
            self._journal.take_back()
            raise
        if self._own:
            self._journal.settle()

    def _move_all(self, moves: Sequence[StagedFile], until: int) -> None:
        """Move them, in their order up to a number of them."""
        for each in moves[:until]:
            self._move(each)
        if len(moves) - until < _MANY:
            for each in moves[until:]:
                self._move(each)
            return
        with threads.pool(threads.PAIR) as pool:
            list(pool.map(self._move, moves[until:]))

    def _move(self, each: StagedFile) -> None:
        try:
            self._journal.replace(_move(each))
        except OSError as error:
            raise refused("replace", Path(each.target), error) from error
        self._waiting.discard(each.temporary)

    def _target(self, relative: str) -> str:
        """Follow links; folders are followed once only, because there are few of them."""
        folder, name = os.path.split(os.path.join(self._root, relative))
        real = self._folders.get(folder)
        if real is None:
            real = self._folders[folder] = os.path.realpath(folder)
        path = os.path.join(real, name)
        return os.path.realpath(path) if os.path.islink(path) else path


def _move(each: StagedFile) -> Move:
    return Move(each.target, each.key, each.digest, each.inode is not None)


def _status(target: str) -> os.stat_result | None:
    try:
        return os.stat(target)
    except FileNotFoundError:
        return None


def _keep_rights(old: os.stat_result, temporary: str) -> None:
    """Give the new file the old one's owner, where we may, and its mode bits."""
    new = os.stat(temporary)
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        with suppress(OSError):
            os.chown(temporary, old.st_uid, old.st_gid)
    if stat.S_IMODE(old.st_mode) != stat.S_IMODE(new.st_mode):
        os.chmod(temporary, stat.S_IMODE(old.st_mode))


def _once(files: Iterable[StagedFile]) -> list[StagedFile]:
    """Return each target once, and see to it that one file is given one content."""
    targets: dict[str, StagedFile] = {}
    inodes: dict[tuple[int, int], list[StagedFile]] = {}
    for each in files:
        other = targets.setdefault(each.target, each)
        if other is not each:
            if not _same(other, each):
                raise DiskRefused(f"{each.relative} is a link to a file that gets another content")
        elif each.inode is not None:
            inodes.setdefault(each.inode[:2], []).append(each)
    for names in inodes.values():
        _look_at_names(names)
    return list(targets.values())


def _look_at_names(names: Sequence[StagedFile]) -> None:
    """Refuse two contents for the names of one inode, and warn of names that are left behind."""
    first, *others = names
    name = os.path.basename(first.target)
    for each in others:
        if not _same(first, each):
            raise DiskRefused(
                f"{each.relative} and {name} are one file (hard link) that would get two contents"
            )
    left = first.inode[2] - len(names) if first.inode else 0
    if left > 0:
        _log.warning(
            "%s has %s on this disk (hard links), and the old content stays there",
            name,
            count(left, "other name"),
        )


def _same(one: StagedFile, other: StagedFile) -> bool:
    """Compare two contents that wait."""
    with open(one.temporary, "rb") as left, open(other.temporary, "rb") as right:
        while True:
            piece = left.read(_SAME_BYTES)
            if piece != right.read(_SAME_BYTES):
                return False
            if not piece:
                return True

"""Journal: what a deed has put in place, so that all of it can be taken back.

A file that is replaced keeps its old content under a second name beside it until the deed is
settled. `Journal` knows the moves of its own process. `StandingJournal` has them in a file too: the next
run takes back what a killed one has begun, so that a deed the ledger does not tell of never
happened.
"""

# ruff: noqa: PTH105, PTH108, PTH110, PTH118, PTH120, PTH123
# Thousands of names pass here, and a Path for each would cost more than all the rest.

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from buildtools import machine
from buildtools.errors import DiskRefused
from buildtools.values import Digest

FILE = ".buildtools/placing.jsonl"
"""Stands while files of the build are changed: a line that says whose deed it is, one for each
folder, then one for each file."""

TEMPORARY = ".buildtools-new"
"""Ends the name of a file that is not in its place yet; a killed run may leave one behind."""

KEPT = ".buildtools-old"
"""Ends the second name of what was replaced."""

_BLOCK_BYTES = 1 << 20


class Move(msgspec.Struct, frozen=True, tag="file"):
    """One file that goes to its place."""

    target: str
    """Absolute, links followed; relative to the root where it is written down."""
    key: str
    """Names both files beside the target."""
    after: Digest
    """SHA-1 of the new content."""
    replaces: bool
    """Whether something stands there before."""

    @property
    def temporary(self) -> str:
        """Where the new content waits."""
        return beside(self.target, self.key, TEMPORARY)

    @property
    def kept(self) -> str:
        """The second name of the old content."""
        return beside(self.target, self.key, KEPT)


class Deed(msgspec.Struct, frozen=True, tag="deed"):
    """Whose ledger will tell of the deed, and its turn before it does."""

    environment: str
    turn: int


class _Folder(msgspec.Struct, frozen=True, tag="folder"):
    """A folder in which new contents may wait."""

    path: str


_Line = Deed | _Folder | Move


def beside(target: str, key: str, end: str) -> str:
    """Name a file that stands beside another."""
    return os.path.join(os.path.dirname(target), f".{key}{end}")


def is_ours(name: str) -> bool:
    """Tell a file of a deed from those of the build."""
    return name.endswith((TEMPORARY, KEPT))


def sweep(folder: str) -> None:
    """Remove what deeds have left in a folder; nothing else is touched."""
    with suppress(OSError), os.scandir(folder) as entries:
        for name in [entry.path for entry in entries if is_ours(entry.name)]:
            with suppress(OSError):
                os.unlink(name)


def refused(deed: str, path: Path, error: OSError, *evidence: str) -> DiskRefused:
    """Say what the disk did not let us do."""
    otherwise = "check the rights of this folder and the room left on its disk"
    return DiskRefused(
        f"cannot {deed} {path.name}: {error.strerror or error}",
        evidence=[f"path {path}", *evidence],
        remedy=machine.remedy(error.errno, otherwise),
    )


class Journal:
    """The moves of one deed. Threads may share it."""

    def __init__(self) -> None:
        self._begun: list[Move] = []
        self._keeps = True
        self._then: list[Callable[[], None]] = []

    def then(self, deed: Callable[[], None]) -> None:
        """Have something done when the deed is settled."""
        self._then.append(deed)

    def folder(self, path: str) -> None:
        """Take down that new contents will wait in this folder."""

    def begin(self, moves: Sequence[Move]) -> None:
        """Take down all that will be moved; a single one is done or not, and needs no way back."""
        self._keeps = len(moves) > 1

    def settle(self) -> None:
        """Let the deed stand: forget what was replaced."""
        self._begun = [move for move in self._begun if not _remove(move.kept)]
        for deed in self._then:
            deed()

    def replace(self, move: Move) -> None:
        """Move one file to its place. Raises OSError."""
        self._begun.append(move)
        if move.replaces and self._keeps:
            _keep(move)
        os.replace(move.temporary, move.target)

    def take_back(self) -> None:
        """Give back every file that was replaced, the last one first.

        Raises DiskRefused when the disk does not let us; it says which files are new and old.
        """
        stuck = _each(_put_back, reversed(self._begun))
        begun, self._begun = self._begun, []
        if stuck:
            raise _half_done(begun, stuck, "build again")


class StandingJournal(Journal):
    """A journal that outlives its process. Use as a context: what is not settled is taken back."""

    def __init__(self, root: Path, deed: Deed) -> None:
        super().__init__()
        self._root = root
        self._deed = deed
        self._written = False
        self._top = os.path.realpath(root)

    def __enter__(self) -> "StandingJournal":
        return self

    def __exit__(self, *exception: object) -> None:
        self.take_back()

    def folder(self, path: str) -> None:
        self._write([_Folder(_named(path, self._top))])

    def begin(self, moves: Sequence[Move]) -> None:
        named = [(move, _named(move.target, self._top)) for move in moves]
        self._write([msgspec.structs.replace(move, target=name) for move, name in named])

    def settle(self) -> None:
        super().settle()
        if self._begun:
            self._written = False  # the next run removes what could not be removed
        self._forget()
        self._begun.clear()

    def take_back(self) -> None:
        try:
            super().take_back()
        except DiskRefused as fault:
            raise DiskRefused(fault.what, evidence=fault.evidence, remedy=_LATER) from fault
        self._forget()

    def _write(self, lines: Sequence[_Line]) -> None:
        file = self._root / FILE
        lines = lines if self._written else [self._deed, *lines]
        text = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
        try:
            with file.open("ab", buffering=0) as opened:
                self._written = True
                opened.write(text)
        except OSError as error:
            raise refused("write", file, error) from error

    def _forget(self) -> None:
        if self._written:
            _remove(os.fspath(self._root / FILE))
            self._written = False


Recorded = Callable[[Deed], bool]
"""Tells whether the ledger tells of a deed by now."""


def unfinished(root: Path, recorded: Recorded) -> bool:
    """Whether a run has begun to change files of the build and has not ended that."""
    lines = _lines(root / FILE)
    return any(isinstance(line, Move) for line in lines) and not _is_recorded(lines, recorded)


def recover(root: Path, recorded: Recorded) -> None:
    """Take back what a killed run has begun, unless the ledger tells of it: then it is settled.

    Only while no other run changes files. A file that is not as that run left it was built since,
    and stays.

    Raises DiskRefused when the disk says no; then a later run goes on with it.
    """
    file, top = root / FILE, os.path.realpath(root)
    lines = _lines(file)
    if not lines and not file.exists():
        return
    moves = [
        msgspec.structs.replace(line, target=os.path.normpath(os.path.join(top, line.target)))
        for line in lines
        if isinstance(line, Move)
    ]
    stuck = {} if _is_recorded(lines, recorded) else _each(_restore, moves)
    if stuck:
        raise _half_done(moves, stuck, _LATER)
    for line in lines:
        if isinstance(line, _Folder):
            sweep(os.path.join(top, line.path))
    _remove(os.fspath(file))


_LATER = "let the disk be written, then run this again: it takes back the rest"


def _is_recorded(lines: Sequence[_Line], recorded: Recorded) -> bool:
    deed = next((line for line in lines if isinstance(line, Deed)), None)
    return deed is not None and recorded(deed)


def _lines(file: Path) -> list[_Line]:
    """Read what was written down; a killed run may have torn the last line."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise refused("read", file, error) from error
    lines = []
    for line in data.split(b"\n"):
        with suppress(msgspec.DecodeError):
            lines.append(msgspec.json.decode(line, type=_Line))
    return lines


def _named(path: str, top: str) -> str:
    """Name a path from the root, so that the whole project may be moved meanwhile."""
    try:
        return os.path.relpath(path, top)
    except ValueError:  # another drive
        return path


def _keep(move: Move) -> None:
    """Give what stands there a second name, or copy it where the disk knows one name only."""
    try:
        os.link(move.target, move.kept)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copy2(move.target, move.kept)
        status = os.stat(move.target)
        with suppress(OSError):
            os.chown(move.kept, status.st_uid, status.st_gid)


def _put_back(move: Move) -> None:
    """Undo a move of this process."""
    if os.path.lexists(move.temporary):
        _remove(move.kept)
    elif not move.replaces:
        os.unlink(move.target)
    elif os.path.lexists(move.kept):
        os.replace(move.kept, move.target)


def _restore(move: Move) -> None:
    """Undo a move of another process, unless the file was built since."""
    if _digest(move.target) == move.after:
        if not move.replaces:
            os.unlink(move.target)
        elif os.path.lexists(move.kept):
            os.replace(move.kept, move.target)
    for name in (move.kept, move.temporary):
        if os.path.lexists(name):
            os.unlink(name)


def _digest(path: str) -> Digest | None:
    sha1 = hashlib.sha1(usedforsecurity=False)
    try:
        with open(path, "rb", buffering=0) as file:
            while block := file.read(_BLOCK_BYTES):
                sha1.update(block)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    return Digest(sha1.hexdigest())


def _each(deed: Callable[[Move], None], moves: Iterable[Move]) -> dict[str, str]:
    """Do it for each, and say where and why it could not be done."""
    stuck = {}
    for move in moves:
        try:
            deed(move)
        except OSError as error:
            stuck[move.key] = error.strerror or str(error)
    return stuck


_SHOWN = 20


def _half_done(moves: Sequence[Move], stuck: dict[str, str], remedy: str) -> DiskRefused:
    new = [f"still new: {move.target}: {stuck[move.key]}" for move in moves if move.key in stuck]
    old = [f"old again: {move.target}" for move in moves if move.key not in stuck]
    lines = [*new, *old]
    more = [f"and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    return DiskRefused(
        f"{len(new)} of {len(moves)} files could not be put back",
        evidence=[*lines[:_SHOWN], *more],
        remedy=remedy,
    )


def _remove(name: str) -> bool:
    """Remove a file, and tell whether it is gone."""
    try:
        os.unlink(name)
    except OSError as error:
        return isinstance(error, FileNotFoundError)
    return True

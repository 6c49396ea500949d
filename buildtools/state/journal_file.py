"""A journal in a file too, so that the next run takes back what a killed one has begun.

A transaction that the ledger does not tell of never happened.
"""

# ruff: noqa: PTH105, PTH108, PTH118, PTH123
# Paths are text here as they are in `journal`.

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from buildtools.errors import DiskRefused
from buildtools.files.journal import Journal, Move, each, half_done, remove, sweep
from buildtools.machine.faults import refused
from buildtools.state import paths
from buildtools.target import ONLY_APP, Target
from buildtools.values import Digest, ProjectPath

FILE = paths.PLACING
"""Stands while files of the build are changed: a line that says whose transaction it is, one for
each folder, then one for each file."""

_BLOCK_BYTES = 1 << 20


class Transaction(msgspec.Struct, frozen=True, tag="deed"):
    """Whose ledger will tell of the transaction, and its turn before it does."""

    environment: str
    turn: int
    app: str = ONLY_APP

    @property
    def target(self) -> Target:
        """Whose ledger that is."""
        return Target(self.app, self.environment)


class _Folder(msgspec.Struct, frozen=True, tag="folder"):
    """A folder in which new contents may wait."""

    inside: ProjectPath
    """Any file in it."""


_Line = Transaction | _Folder | Move


class JournalFile(Journal):
    """A journal that outlives its process. Use as a context: what is not settled is taken back."""

    def __init__(self, root: Path, transaction: Transaction) -> None:
        super().__init__()
        self._root = root
        self._transaction = transaction
        self._written = False
        self._top = os.path.realpath(root)

    def __enter__(self) -> "JournalFile":
        return self

    def __exit__(self, *exception: object) -> None:
        self.take_back()

    def folder(self, path: str) -> None:
        self._write([_Folder(_named(os.path.join(path, "any"), self._top))])

    def begin(self, moves: Sequence[Move]) -> None:
        named = [(move, _named(move.target, self._top)) for move in moves]
        self._write([msgspec.structs.replace(move, target=name) for move, name in named])

    def settle(self) -> None:
        super().settle()
        if self.begun:
            self._written = False  # the next run removes what could not be removed
        self._forget()
        self.begun.clear()

    def take_back(self) -> None:
        try:
            super().take_back()
        except DiskRefused as fault:
            raise DiskRefused(fault.what, evidence=fault.evidence, remedy=_LATER) from fault
        self._forget()

    def _write(self, lines: Sequence[_Line]) -> None:
        file = self._root / FILE
        lines = lines if self._written else [self._transaction, *lines]
        text = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
        try:
            with file.open("ab", buffering=0) as opened:
                self._written = True
                opened.write(text)
        except OSError as error:
            raise refused("write", file, error) from error

    def _forget(self) -> None:
        if self._written:
            remove(os.fspath(self._root / FILE))
            self._written = False


Recorded = Callable[[Transaction], bool]
"""Tells whether the ledger tells of a transaction by now."""


def written(root: Path) -> Sequence[msgspec.Struct]:
    """Return what stands in the file, whose paths are not to be trusted before they are judged."""
    return _lines(root / FILE)


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
    stuck = {} if _is_recorded(lines, recorded) else each(_restore, moves)
    if stuck:
        raise half_done(moves, stuck, _LATER)
    for line in lines:
        if isinstance(line, _Folder):
            sweep(os.fspath(Path(top, line.inside).parent))
    remove(os.fspath(file))


_LATER = "let the disk be written, then run this again: it takes back the rest"


def _is_recorded(lines: Sequence[_Line], recorded: Recorded) -> bool:
    transaction = next((line for line in lines if isinstance(line, Transaction)), None)
    return transaction is not None and recorded(transaction)


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
    import hashlib

    sha1 = hashlib.sha1(usedforsecurity=False)
    try:
        with open(path, "rb", buffering=0) as file:
            while block := file.read(_BLOCK_BYTES):
                sha1.update(block)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    return Digest(sha1.hexdigest())

"""What the disk or the database says when it cannot: a sentence, and a status for clients.

Source: the result codes of SQLite; RFC 4918, 11.5 and RFC 9110, 15.6.4.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from buildtools.errors import DiskRefused

NO_ROOM: Final = 507
NOT_NOW: Final = 503

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_MAKE_ROOM: Final = "make room on that disk, then run the step again"
_IN_THE_WAY: Final = (errno.EEXIST, errno.ENOTDIR, errno.EISDIR)
_START_ANEW: Final = "mv {0} {0}.old: the next run starts with an empty sandbox"
_ONE_AT_A_TIME: Final = "end the other program that has it open, then run the step again"
_LET_WRITE: Final = "let yourself write there, or name another place by --directory"

_SAYS: Final = {
    "SQLITE_FULL": ("the disk is full", _MAKE_ROOM),
    "SQLITE_IOERR": ("the disk failed while it was read or written", _MAKE_ROOM),
    "SQLITE_BUSY": ("another program holds it, and did not let go", _ONE_AT_A_TIME),
    "SQLITE_LOCKED": ("another program holds it, and did not let go", _ONE_AT_A_TIME),
    "SQLITE_CORRUPT": ("it is damaged", _START_ANEW),
    "SQLITE_NOTADB": ("it is no database", _START_ANEW),
    "SQLITE_READONLY": ("it may only be read", _LET_WRITE),
    "SQLITE_CANTOPEN": ("it cannot be opened", _LET_WRITE),
    "SQLITE_PERM": ("it may not be opened", _LET_WRITE),
    "SQLITE_AUTH": ("it may not be opened", _LET_WRITE),
}
"""By the first two words of SQLite's name for a code."""


class StoreFailed(DiskRefused):
    """The sandbox cannot keep or read what it should; `status` is what a client is told."""

    def __init__(self, what: str, *, said: str, remedy: str, status: int) -> None:
        super().__init__(what, evidence=(said,) if said else (), remedy=remedy)
        self.status = status


def of_database(error: sqlite3.Error, path: Path) -> StoreFailed:
    """Explain what SQLite refused."""
    name = getattr(error, "sqlite_errorname", None) or ""
    why, remedy = _SAYS.get("_".join(name.split("_")[:2]), ("it cannot be used", _START_ANEW))
    return StoreFailed(
        f"the sandbox cannot use its database {path}: {why}",
        said=f"SQLite says: {error}" + (f" ({name})" if name else ""),
        remedy=remedy.format(path.parent),
        status=NO_ROOM if name == "SQLITE_FULL" else NOT_NOW,
    )


def of_file(error: OSError, path: Path) -> StoreFailed:
    """Explain what the disk refused."""
    full = error.errno in _FULL
    in_the_way = _START_ANEW.format(path) if error.errno in _IN_THE_WAY else ""
    return StoreFailed(
        f"the sandbox cannot use {path}: {error.strerror or error}",
        said="",
        remedy=_MAKE_ROOM if full else in_the_way or _LET_WRITE,
        status=NO_ROOM if full else NOT_NOW,
    )


def of_machine(refused: DiskRefused) -> StoreFailed:
    """Explain what the machine refused to what the sandbox asked."""
    said = "; ".join(refused.evidence)
    return StoreFailed(refused.what, said=said, remedy=refused.remedy, status=NO_ROOM)


def of_version(found: int, known: int, path: Path) -> StoreFailed:
    """Explain a database that a newer version of this package has made."""
    return StoreFailed(
        f"the sandbox cannot use its database {path}: a newer version of sentry-buildtools made it",
        said=f"its layout is {found}, this version knows {known}",
        remedy=_START_ANEW.format(path.parent),
        status=NOT_NOW,
    )


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into StoreFailed, about this path."""
    try:
        yield
    except OSError as error:
        raise of_file(error, path) from error

"""Passing folders: temporary ones that end with the run, and what killed runs have left of them.

A living run holds the lock in its folder; one whose lock nobody holds is swept by the next run.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from buildtools.errors import DiskRefused
from buildtools.machine import faults, interrupts
from buildtools.project import shell
from buildtools.state import lock
from buildtools.values import FOLDER

PREFIX = "buildtools-rehearsal-"
LOCK = "lock"
LEFT_OUT = (
    *(".git", ".hg", ".svn", FOLDER),
    *(".venv", "venv", ".nox", ".tox", "__pycache__", ".mypy_cache", ".pytest_cache"),
)
"""Folders that are not copied for a rehearsal."""

_ERRNO = re.compile(r"\[Errno (\d+)\]")


def place(root: Path, temporary: Callable[[], str] = tempfile.gettempdir) -> Path:
    """Name the folder for temporary ones, outside of the project.

    Raises DiskRefused when there is none: a copy of the project within it would hold itself.
    """
    try:
        folder = Path(temporary()).resolve()
    except OSError as error:
        raise _no_place(str(error.strerror or error)) from error
    if folder.is_relative_to(root.resolve()):
        raise _no_place("the only one that can be written is in the project", f"folder {folder}")
    return folder


def _no_place(why: str, *evidence: str) -> DiskRefused:
    return DiskRefused(
        f"there is no temporary folder for a rehearsal: {why}",
        evidence=evidence,
        remedy="set TMPDIR to a folder outside of the project that can be written",
    )


def _removed(folder: Path) -> None:
    """Remove a folder, and what may not be listed in it, as far as the disk lets us."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        for above, names, _ in os.walk(folder):
            for name in names:
                with suppress(OSError):
                    Path(above, name).chmod(0o700)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def passing(above: Path) -> Iterator[Path]:
    """Return a temporary folder that goes away also when the run is stopped, at any moment."""
    with ExitStack() as ends:
        with interrupts.later():
            folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=above))
            ends.enter_context(interrupts.at_worst(lambda: shell.leave("rm", "-rf", str(folder))))
            ends.callback(remove, folder)
        yield folder


def remove(folder: Path, removing: Callable[[Path], None] = _removed) -> None:
    """Remove a temporary folder, all of it also when that is interrupted."""
    try:
        removing(folder)
    except KeyboardInterrupt:
        _removed(folder)
        raise


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep other runs from sweeping a passing folder, and sweep those of dead ones.

    Raises DiskRefused when the disk says no.
    """
    with ExitStack() as ends:
        try:
            new = folder / f"{LOCK}.new"
            lock.hold(new, ends)
            new.rename(folder / LOCK)  # nobody sees a lock that is not held
        except OSError as error:
            raise _not_written(folder, str(error), error.errno) from error
        _sweep(folder)
        yield


def _sweep(folder: Path) -> None:
    """Remove what dead runs of the same user have left beside a passing folder."""
    owner = folder.stat().st_uid
    for left in folder.parent.glob(f"{PREFIX}*/{LOCK}"):
        with suppress(OSError), ExitStack() as ends:
            if left.parent.lstat().st_uid == owner and lock.hold(left, ends):
                _removed(left.parent)


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn what the disk says of copying into a passing folder into a sentence."""
    try:
        yield
    except shutil.Error as error:
        why = str(error.args[0][0][2])
        found = _ERRNO.search(why)
        raise _not_written(folder, why, int(found[1]) if found else None) from error
    except OSError as error:
        raise _not_written(folder, str(error), error.errno) from error


def _not_written(folder: Path, why: str, number: int | None) -> DiskRefused:
    room = f"make room in {folder.parent}, or set TMPDIR to a folder that can be written"
    return DiskRefused(
        "the project cannot be copied for a rehearsal",
        evidence=[why, f"folder {folder.parent} (TMPDIR)"],
        remedy=faults.remedy(number) if faults.is_of_handles(number) else room,
    )

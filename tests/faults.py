"""A disk that fails, or a process that dies, at one chosen act on files below a folder.

Python tells its audit hooks of every act on files before it is done, which is the seam: a hook
may refuse it, or end the process on the spot as `kill -9` would.
"""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ACTS = frozenset({"os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.chmod"})
"""Acts besides opening a file to write; `os.replace` and `unlink` are among them."""

KILLED = 9


class Faults:
    """Counts acts on files below `folder`; strikes at the one with the number `at`."""

    def __init__(self) -> None:
        self.folder = ""
        self.at = 0
        self.count = 0
        self.fault: Callable[[], None] | None = None
        self.lasting = False
        self.struck = ""

    def arm(
        self, folder: Path, at: int, fault: Callable[[], None], *, lasting: bool = False
    ) -> None:
        """Strike once from now on, or at every act from that one on."""
        self.folder, self.at, self.count, self.struck = os.fspath(folder), at, 0, ""
        self.fault, self.lasting = fault, lasting

    def disarm(self) -> None:
        """Let everything be done."""
        self.fault = None

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.fault is None or not self._counts(event, arguments):
            return
        self.count += 1
        if self.count == self.at or (self.lasting and self.count > self.at):
            self.struck = f"{event} {arguments}"
            self.fault()

    def _counts(self, event: str, arguments: tuple[object, ...]) -> bool:
        if event == "open":
            flags = arguments[2]
            if not (isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)):
                return False
        elif event not in ACTS:
            return False
        path = arguments[0]
        return isinstance(path, str | os.PathLike) and os.fspath(path).startswith(self.folder)


FAULTS = Faults()
sys.addaudithook(FAULTS)


@contextmanager
def armed(
    folder: Path, at: int, fault: Callable[[], None], *, lasting: bool = False
) -> Iterator[Faults]:
    """Strike within this block."""
    FAULTS.arm(folder, at, fault, lasting=lasting)
    try:
        yield FAULTS
    finally:
        FAULTS.disarm()


def refuse() -> None:
    """Refuse as a disk does that was just mounted for reading only."""
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def die() -> None:
    """End the process as a kill does: nothing is cleaned up, nothing is flushed."""
    os._exit(KILLED)


def killed(folder: Path, at: int, act: Callable[[], object]) -> bool:
    """Do an act in a process of its own that dies at its act number `at`; False when it has fewer.

    Only where the system can fork, and in a process that has one thread.
    """
    child = os.fork()
    if child == 0:
        try:
            FAULTS.arm(folder, at, die)
            act()
            os._exit(0)
        except BaseException:
            os._exit(1)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, KILLED), status
    return status == KILLED

"""The one lock: held by a process on a file, and gone with the process."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path


def hold(file: Path, ends: ExitStack) -> bool:
    """Lock a file until the end; False when another process holds it. Raises OSError."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        locked = _ask(handle)
    except OSError:
        os.close(handle)
        raise
    if not locked:
        os.close(handle)
        return False
    ends.callback(os.close, handle)
    return True


def _asked_of_unix() -> Callable[[int], bool]:
    import fcntl

    def ask(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    return ask


def _asked_of_windows() -> Callable[[int], bool]:
    """Lock the first byte, which need not be there; closing the file lets go of it."""
    import msvcrt

    def ask(handle: int) -> bool:
        try:
            # mypy sees an empty msvcrt wherever it does not run on Windows
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except PermissionError:
            return False
        return True

    return ask


try:
    _ask = _asked_of_unix()
except ImportError:
    _ask = _asked_of_windows()

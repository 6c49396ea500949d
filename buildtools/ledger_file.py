"""The ledger's file: `.buildtools/<environment>.json`, replaced whole after every step.

A lock beside it keeps two runs from writing at once; it goes with the process that holds it, so a
killed run leaves nothing to clean up.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from buildtools.errors import Busy, ConfigurationError
from buildtools.ledger import Ledger, decode, encode

FOLDER = ".buildtools"


def path_of(root: Path, environment: str) -> Path:
    """Where the ledger of this environment lies."""
    return root / FOLDER / f"{environment}.json"


def load(root: Path, environment: str) -> Ledger | None:
    """Read the ledger; None when no build has opened one.

    Raises ConfigurationError when the file is not a ledger of ours.
    """
    try:
        data = path_of(root, environment).read_bytes()
    except FileNotFoundError:
        return None
    try:
        return decode(data)
    except (msgspec.DecodeError, msgspec.ValidationError) as fault:
        raise ConfigurationError(
            f"{FOLDER}/{environment}.json cannot be read as a ledger",
            evidence=[str(fault)],
            remedy=f"remove it and run: invoke build --env={environment}",
        ) from fault


def save(root: Path, ledger: Ledger) -> None:
    """Replace the file; a reader sees the old ledger or the new one, never half of one."""
    target = path_of(root, ledger.environment)
    target.parent.mkdir(exist_ok=True)
    temporary = target.with_suffix(f".{os.getpid()}.tmp")
    try:
        temporary.write_bytes(encode(ledger))
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def locked(root: Path, environment: str) -> Iterator[None]:
    """Hold the ledger of this environment for one run.

    Raises Busy at once when another run holds it.
    """
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    with ExitStack() as ends:
        if not _hold(folder / f"{environment}.lock", ends):
            raise Busy(
                f"another run is working on {environment}",
                remedy="wait until it has ended, then run the command again",
            )
        yield


def _hold(file: Path, ends: ExitStack) -> bool:
    """Lock a file until the end; False when another process holds it.

    Where the system has `flock` we ask it ourselves, as filelock would: to load that library takes
    a twelfth of a command that has nothing else to do.
    """
    try:
        import fcntl
    except ImportError:
        return _hold_by_library(file, ends)
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    ends.callback(os.close, handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _hold_by_library(file: Path, ends: ExitStack) -> bool:
    from filelock import FileLock, Timeout

    lock = FileLock(file)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    ends.callback(lock.release)
    return True

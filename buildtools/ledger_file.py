"""The ledger's file: `.buildtools/<environment>.json`, replaced whole after every step.

A lock beside it keeps two runs from writing at once, and another one the built files from being
changed by two; they go with the process that holds them.
"""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from buildtools import machine, small_file
from buildtools.errors import Busy, ConfigurationError, DiskRefused, again
from buildtools.ledger import Ledger, decode, encode

FOLDER = ".buildtools"

MOST_BYTES = 256_000_000
"""Far more than that of a hundred thousand pairs."""


def path_of(root: Path, environment: str) -> Path:
    """Where the ledger of this environment lies."""
    return root / FOLDER / f"{environment}.json"


def name_of(environment: str) -> str:
    """How people find the ledger of this environment."""
    return f"{FOLDER}/{environment}.json"


def load(root: Path, environment: str) -> Ledger | None:
    """Read the ledger; None when no build has opened one.

    Raises ConfigurationError when the file is not this environment's ledger, DiskRefused when the
    disk says no.
    """
    file = path_of(root, environment)
    try:
        ledger = decode(small_file.read(file, MOST_BYTES, name_of(environment)))
    except FileNotFoundError:
        return None
    except IsADirectoryError as fault:
        raise _no_ledger(environment, "it is a folder") from fault
    except OSError as fault:
        raise _refused(environment, fault) from fault
    except small_file.Unfit as fault:
        raise _no_ledger(environment, *fault.evidence) from fault
    except ValueError as fault:
        raise _no_ledger(environment, str(fault)) from fault
    if ledger.environment != environment:
        raise _no_ledger(environment, f"it is the ledger of {ledger.environment}")
    return ledger


def _no_ledger(environment: str, *why: str) -> ConfigurationError:
    return ConfigurationError(
        f"{name_of(environment)} cannot be read as the ledger of {environment}",
        evidence=why,
        remedy=remedy(environment),
    )


def remedy(environment: str) -> str:
    """Say what helps against a ledger that is none."""
    return f"remove {name_of(environment)} and run: {again('build')} --env={environment}"


def _refused(environment: str, fault: OSError) -> DiskRefused:
    return DiskRefused(
        f"the ledger of {environment} cannot be kept in {FOLDER}",
        evidence=[str(fault.strerror or fault)],
        remedy=machine.remedy(
            fault.errno, f"make {FOLDER} beside sentry.yml a folder that can be written"
        ),
    )


def save(root: Path, ledger: Ledger) -> None:
    """Replace the file; a reader sees the old ledger or the new one, never half of one.

    Raises DiskRefused when the disk says no.
    """
    target = path_of(root, ledger.environment)
    temporary = target.with_suffix(".json.new")  # the lock keeps others from it
    text = encode(ledger)
    try:
        target.parent.mkdir(exist_ok=True)
        temporary.write_bytes(text)
        temporary.replace(target)
    except OSError as fault:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise _refused(ledger.environment, fault) from fault


@contextmanager
def locked(root: Path, environment: str) -> Iterator[None]:
    """Hold the ledger of this environment for one run.

    Raises Busy at once when another run holds it, DiskRefused when the disk says no.
    """
    with ExitStack() as ends:
        try:
            (root / FOLDER).mkdir(exist_ok=True)
            alone = hold(root / FOLDER / f"{environment}.lock", ends)
        except OSError as fault:
            raise _refused(environment, fault) from fault
        if not alone:
            raise Busy(
                f"another run is working on {environment}",
                remedy="wait until it has ended, then run the command again",
            )
        _sweep(root, environment)
        yield


_PATIENCE, _PAUSE_SECONDS = 1200, 0.1
"""How often we ask for the built files, and how long we wait in between."""


@contextmanager
def files_locked(
    root: Path,
    pause: Callable[[float], None] = time.sleep,
    tries: int = _PATIENCE,
) -> Iterator[None]:
    """Hold the built files, which environments may have in common, while one run changes them.

    Raises Busy when another run holds them for two minutes, DiskRefused when the disk says no.
    """
    with ExitStack() as ends:
        for attempt in range(tries):
            try:
                (root / FOLDER).mkdir(exist_ok=True)
                alone = hold(root / FOLDER / ".files.lock", ends)
            except OSError as fault:
                raise _refused("this project", fault) from fault
            if alone:
                break
            pause(_PAUSE_SECONDS * bool(attempt + 1 < tries))
        else:
            raise Busy(
                "another run is changing the built files",
                remedy="wait until it has ended, then run the command again",
            )
        yield


def is_recorded(root: Path, environment: str, turn: int) -> bool:
    """Whether the ledger has gone beyond this turn."""
    ledger = load(root, environment)
    return ledger is not None and ledger.turn > turn


def _sweep(root: Path, environment: str) -> None:
    """Remove what killed runs of this environment, and of older versions, have left here."""
    left = re.compile(rf"{re.escape(environment)}\.(?:json\.new|proof\.jsonl\.new|[0-9]+\.tmp)")
    with suppress(OSError), os.scandir(root / FOLDER) as entries:
        for path in [Path(entry) for entry in entries if left.fullmatch(entry.name)]:
            with suppress(OSError):
                path.unlink()


def hold(file: Path, ends: ExitStack) -> bool:
    """Lock a file until the end; False when another process holds it. Raises OSError.

    Where the system has `flock` we ask it ourselves, as filelock would: to load that library takes
    a twelfth of a command that has nothing else to do.
    """
    try:
        import fcntl
    except ImportError:
        return _hold_by_library(file, ends)
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        os.close(handle)
        if isinstance(fault, BlockingIOError):
            return False
        raise
    ends.callback(os.close, handle)
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

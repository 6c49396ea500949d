"""The ledgers' files: one for each release of a target, replaced whole after every step.

Which release is worked on stands in a file of its own. For one minor version the same ledger lies
once more where versions before kept it, because workflows carry that file from job to job.
"""

import logging
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from buildtools.errors import Busy, ConfigurationError, DiskRefused, again
from buildtools.files import small_file
from buildtools.ledger import Ledger, NewerForm, decode, encode
from buildtools.machine import faults
from buildtools.state import lock, paths, writing
from buildtools.target import Target
from buildtools.values import FOLDER

log = logging.getLogger("buildtools")

MOST_BYTES = 256_000_000
"""Far more than that of a hundred thousand pairs."""

_MOST_NAME = 1000
"""Bytes of the file that names the current release."""


_LAST: list[tuple[bytes, Ledger]] = []
"""The ledger that was read last, with its bytes."""


class Found(NamedTuple):
    """A ledger, and the file that it was read from."""

    ledger: Ledger
    name: str


def find(root: Path, target: Target) -> Found | None:
    """Read the current ledger of a target; None when no build has opened one.

    Of two, the one in its own place and the one that an older workflow has carried, the newer
    revision of the same release wins, and of two releases the one that was worked on last.

    Raises ConfigurationError when a file is not this target's ledger, DiskRefused when the disk
    says no.
    """
    current, earlier = _current(root, target), paths.earlier_ledger_of(target)
    own = read(root, target, current) if current else None
    if earlier is None or (own and _is_the_same(root / own.name, root / earlier)):
        return own
    try:
        carried = read(root, target, earlier)
    except ConfigurationError:
        if own is None:
            raise
        return own  # it is only a copy
    if own is None or carried is None:
        return own or carried
    return _newer(own, carried)


def _newer(own: Found, carried: Found) -> Found:
    one, other = own.ledger, carried.ledger
    if (one.release, one.dist) == (other.release, other.dist):
        wins = other.turn > one.turn
    else:
        wins = other.last_begun() > one.last_begun()
    if not wins:
        return own
    log.info("%s is newer than %s: going on with it", carried.name, own.name)
    return carried


def load(root: Path, target: Target) -> Ledger | None:
    """Read the current ledger of a target, as `find` does."""
    found = find(root, target)
    return found.ledger if found else None


def name_of(root: Path, target: Target, ledger: Ledger | None) -> str:
    """How people find this ledger."""
    own = paths.ledger_of(target, ledger.release) if ledger else paths.ledgers_of(target)
    earlier = paths.earlier_ledger_of(target)
    return earlier if earlier and not (root / own).exists() else own


def remedy(root: Path, target: Target, name: str) -> str:
    """Return what helps against a ledger that is none."""
    earlier = paths.earlier_ledger_of(target)
    there = [earlier] if earlier and earlier != name and (root / earlier).exists() else []
    names = " and ".join([name, *there])
    return f"remove {names} and run: {again('build')} --env={target.environment}"


def _is_the_same(one: Path, other: Path) -> bool:
    """Whether two names are of one file."""
    with suppress(OSError):
        return one.samefile(other)
    return False


def _current(root: Path, target: Target) -> str | None:
    """Name the ledger that the pointer means; None when there is none."""
    pointer = paths.pointer_of(target)
    try:
        name = small_file.read(root / pointer, _MOST_NAME, pointer).decode().strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as fault:
        raise _refused(target, fault) from fault
    except (small_file.Unfit, UnicodeDecodeError) as fault:
        raise _no_pointer(root, target) from fault
    if not name.endswith(".json") or set(name) & {"/", "\\", "\0", ":"}:
        raise _no_pointer(root, target)
    return f"{paths.ledgers_of(target)}/{name}"


def _no_pointer(root: Path, target: Target) -> ConfigurationError:
    pointer = paths.pointer_of(target)
    return ConfigurationError(
        f"{pointer} does not name a ledger of {target}", remedy=remedy(root, target, pointer)
    )


def read(root: Path, target: Target, name: str) -> Found | None:
    """Read the ledger of this name, whichever release it is of; None where there is none.

    Raises ConfigurationError when it is not this target's ledger, DiskRefused when the disk says
    no.
    """

    def no_ledger(*why: str, helps: str = "") -> ConfigurationError:
        return ConfigurationError(
            f"{name} cannot be read as the ledger of {target}",
            evidence=why,
            remedy=helps or remedy(root, target, name),
        )

    try:
        ledger = _decoded(small_file.read(root / name, MOST_BYTES, name))
    except FileNotFoundError:
        return None
    except IsADirectoryError as fault:
        raise no_ledger("it is a folder") from fault
    except OSError as fault:
        raise _refused(target, fault) from fault
    except small_file.Unfit as fault:
        raise no_ledger(*fault.evidence) from fault
    except NewerForm as fault:
        raise no_ledger(str(fault), helps="install the version that wrote it, or later") from fault
    except ValueError as fault:
        raise no_ledger(str(fault)) from fault
    if ledger.target != target:
        raise no_ledger(f"it is the ledger of {ledger.target}")
    return Found(ledger, name)


def _decoded(data: bytes) -> Ledger:
    """Read a ledger as `decode` does; the same bytes as the last time are the same ledger.

    A run reads its ledger before and after each step, and of many scripts that is a tenth of a
    second each time.
    """
    for known, ledger in _LAST:
        if known == data:
            return ledger
    _LAST[:] = [(data, decode(data))]
    return _LAST[0][1]


def _refused(target: Target | str, fault: OSError) -> DiskRefused:
    return DiskRefused(
        f"the ledger of {target} cannot be kept in {FOLDER}",
        evidence=[str(fault.strerror or fault)],
        remedy=faults.remedy(
            fault.errno, f"make {FOLDER} beside sentry.yml a folder that can be written"
        ),
    )


def save(root: Path, ledger: Ledger) -> None:
    """Replace the file; a reader sees the old ledger or the new one, never half of one.

    Raises DiskRefused when the disk says no.
    """
    target = ledger.target
    name, text = paths.ledger_of(target, ledger.release), encode(ledger)
    pointer, current = paths.pointer_of(target), f"{Path(name).name}\n".encode()
    earlier = paths.earlier_ledger_of(target)
    try:
        writing.replace(root, name, text)
        if not _holds(root / pointer, current):
            writing.replace(root, pointer, current)
        if earlier:
            writing.second_name(root, name, earlier)
    except OSError as fault:
        raise _refused(target, fault) from fault


def _holds(file: Path, data: bytes) -> bool:
    try:
        return file.read_bytes() == data
    except OSError:
        return False


@contextmanager
def locked(root: Path, target: Target) -> Iterator[None]:
    """Hold the ledgers of this target for one run.

    Raises Busy at once when another run holds them, DiskRefused when the disk says no.
    """
    with ExitStack() as ends:
        try:
            writing.own_folder(root)
            alone = lock.hold(root / paths.lock_of(target), ends)
        except OSError as fault:
            raise _refused(target, fault) from fault
        if not alone:
            raise Busy(
                f"another run is working on {target}",
                remedy="wait until it has ended, then run the command again",
            )
        _sweep(root, target)
        yield


_TRIES, _PAUSE_SECONDS = 1200, 0.1
"""How often we ask for the built files, and how long we wait in between."""


@contextmanager
def files_locked(
    root: Path,
    pause: Callable[[float], None] = time.sleep,
    tries: int = _TRIES,
) -> Iterator[None]:
    """Hold the built files, which environments may have in common, while one run changes them.

    Raises Busy when another run holds them for two minutes, DiskRefused when the disk says no.
    """
    with ExitStack() as ends:
        for attempt in range(tries):
            try:
                writing.own_folder(root)
                alone = lock.hold(root / paths.FILES_LOCK, ends)
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


def is_recorded(root: Path, target: Target, turn: int) -> bool:
    """Whether the ledger has gone beyond this turn."""
    ledger = load(root, target)
    return ledger is not None and ledger.turn > turn


def _sweep(root: Path, target: Target) -> None:
    """Remove what killed runs of this target, and of older versions, have left."""
    folders = {paths.ledgers_of(target): r".*\.[0-9]+\.tmp"}
    if paths.earlier_ledger_of(target):
        environment = re.escape(target.environment)
        folders[FOLDER] = rf"{environment}\.(?:json\.new|(?:json\.)?[0-9]+\.tmp)"
    for folder, left in folders.items():
        with suppress(OSError), os.scandir(root / folder) as entries:
            for path in [Path(entry) for entry in entries if re.fullmatch(left, entry.name)]:
                with suppress(OSError):
                    path.unlink()

"""Scratch: the temporary file that `symbolic` writes its cache to, where there is a place for it.

It takes the folder that TMPDIR names, `/tmp` without. Where that is full, missing or cannot be
written another one is tried. That none could be had is the machine's fault and not the map's.
"""

import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from buildtools.errors import DiskRefused
from buildtools.machine import faults

Made = TypeVar("Made")

OTHERS = ("/dev/shm", "/var/tmp", "/tmp")  # noqa: S108
"""Folders to be tried next, in this order; symbolic makes the file so that no other can open it."""

_VARIABLE = "TMPDIR"
_NUMBER = re.compile(r"\(os error (\d+)\)\Z")
"""Ends what the library says of the system's errors; it has one class for some of them only."""

_ALONE = threading.Lock()


def with_room(make: Callable[[], Made], others: Sequence[str] = OTHERS) -> Made:
    """Let `symbolic` make something that needs a temporary file.

    Raises DiskRefused when no folder can hold one, and what `make` raises for other reasons.
    """
    from symbolic.exceptions import SymbolicError

    try:
        return make()
    except SymbolicError as error:
        told, number = str(error), _errno(error)
        if number is None:
            raise
    folder = os.environ.get(_VARIABLE) or "/tmp"  # noqa: S108
    for other in () if faults.is_of_handles(number) else others:
        if other != folder:
            try:
                with _ALONE, _temporary(other):
                    return make()
            except SymbolicError as error:
                if _errno(error) is None:
                    raise
    room = f"make room in {folder}, or set {_VARIABLE} to a folder that can be written"
    raise DiskRefused(
        f"the resolver of source maps has no place for its temporary file: {told}",
        evidence=[f"folder {folder} ({_VARIABLE})"],
        remedy=faults.remedy(number) if faults.is_of_handles(number) else room,
    )


def _errno(error: Exception) -> int | None:
    found = _NUMBER.search(str(error))
    return int(found[1]) if found else None


@contextmanager
def _temporary(folder: str) -> Iterator[None]:
    """Name another folder to the library, which asks the environment each time."""
    before = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = folder
    try:
        yield
    finally:
        if before is None:
            del os.environ[_VARIABLE]
        else:
            os.environ[_VARIABLE] = before

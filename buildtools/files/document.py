"""A document of the project, which people edit and commands write: read, and replaced whole.

It lies outside of `.buildtools`, so it is nobody's before it is written: not through a link out of
the project, not where its owner lets nobody write.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath

from buildtools.errors import ConfigurationError, DiskRefused
from buildtools.files import small_file
from buildtools.files.boundaries import Boundaries
from buildtools.files.staging import Staging
from buildtools.machine.faults import refused

MOST_BYTES = 16_000_000
"""Far more than anybody reads."""


def read(root: Path, relative: str) -> str | None:
    """Read a document as it is, its line ends too; None where there is none.

    Raises ConfigurationError where it lies outside of the project, is no file, is too large or is
    not UTF-8; DiskRefused when the disk says no.
    """
    place = _place(root, relative)
    try:
        return small_file.read(place, MOST_BYTES, relative).decode()
    except FileNotFoundError:
        return None
    except IsADirectoryError as fault:
        raise ConfigurationError(
            f"{relative} is a folder, and no document", remedy="name a file in sentry.yml"
        ) from fault
    except NotADirectoryError as fault:
        raise no_folder(str(PurePath(relative).parent), fault) from fault
    except UnicodeDecodeError as fault:
        line = fault.object.count(b"\n", 0, fault.start) + 1
        raise ConfigurationError(
            f"{relative}:{line}: this line is not UTF-8", remedy="save the file as UTF-8"
        ) from fault
    except OSError as fault:
        raise refused("read", place, fault) from fault


def no_folder(folder: str, fault: OSError) -> ConfigurationError:
    """Return the refusal of a folder that is a file, or lies below one."""
    return ConfigurationError(
        f"{folder} is no folder",
        evidence=[f"{fault.filename}: {fault.strerror}"] if fault.filename else (),
        remedy="move the file that is there away, or name another place in sentry.yml",
    )


def write(root: Path, relative: str, text: str) -> bool:
    """Replace a document whole or not at all, with its rights; whether anything changed.

    One that says the same is not written. Folders above a new one are made. Raises what `read`
    raises, and DiskRefused when the disk says no or the file lets nobody write.
    """
    if read(root, relative) == text:
        return False
    place = _place(root, relative)
    _look_at_rights(place)
    with _folders(place.parent), Staging(root) as staging:
        staging.place([staging.write(os.fspath(place), (text.encode(),))])
    return True


def _place(root: Path, relative: str) -> Path:
    """Return where a name leads to. Raises ConfigurationError where that is outside."""
    outside = Boundaries(root).leads_to(relative)
    if outside is not None:
        raise ConfigurationError(
            f"{relative} lies outside of the project",
            evidence=[f"it is {outside}"],
            remedy="name a file in this repository",
        )
    return root / relative


def _look_at_rights(place: Path) -> None:
    """Refuse a file that lets nobody write: putting another in its place would not ask it."""
    with suppress(FileNotFoundError):
        if not place.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
            raise DiskRefused(
                f"cannot write {place.name}: it is read-only",
                evidence=[f"path {place}"],
                remedy="let it be written (chmod u+w)",
            )


@contextmanager
def _folders(folder: Path) -> Iterator[None]:
    """Make a folder and those above it; take them away again where what follows fails."""
    made: list[Path] = []
    try:
        for each in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
            each.mkdir(exist_ok=True)
            made.append(each)
        yield
    except BaseException as fault:
        for each in reversed(made):
            with suppress(OSError):
                each.rmdir()
        if isinstance(fault, OSError):
            raise refused("make", folder, fault) from fault
        raise

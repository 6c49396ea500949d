"""Files put in place by exclusive create: each whole, all of them or none, and none replaced.

No link is followed. A file is written under a name of its own beside its place and then given its
name, which fails where another has it; a full disk leaves nothing.
"""

import difflib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec

from buildtools.errors import ConfigurationError
from buildtools.files import small_file
from buildtools.machine.faults import refused

MOST_BYTES = 1_000_000

State = Literal["written", "there", "differs", "wanted"]


class Wanted(msgspec.Struct, frozen=True):
    """A file that is to be there."""

    path: Path
    text: str
    meaning: Callable[[str], object] = str
    """What a text says: one that is there with the same need not be the same."""


class Placed(msgspec.Struct, frozen=True):
    """What became of a file."""

    path: Path
    state: State
    """`wanted` is one that is not there; `there` one that says the same already."""
    difference: str = ""
    """Of one that differs: a unified diff, from what is there to what would be."""


def compare(wanted: Sequence[Wanted]) -> tuple[Placed, ...]:
    """Return how each stands now.

    Raises ConfigurationError and DiskRefused where something else has its name.
    """
    return tuple(_compared(each) for each in wanted)


def place(wanted: Sequence[Wanted], placed: Sequence[Placed]) -> tuple[Placed, ...]:
    """Write those that are not there yet: all or none.

    Raises DiskRefused when the disk says no, ConfigurationError when one has come meanwhile.
    """
    new = [each for each, now in zip(wanted, placed, strict=True) if now.state == "wanted"]
    done = _Placing()
    try:
        for each in new:
            done.prepare(each)
        for each in new:
            done.put(each)
    except BaseException:
        done.take_back()
        raise
    done.tidy()
    written = {each.path for each in new}
    return tuple(
        msgspec.structs.replace(each, state="written") if each.path in written else each
        for each in placed
    )


def _compared(wanted: Wanted) -> Placed:
    path = wanted.path
    if not os.path.lexists(path):
        return Placed(path, "wanted")
    try:
        text = small_file.read(path, MOST_BYTES).decode()
    except IsADirectoryError:
        raise _in_the_way(path, "is a folder") from None
    except UnicodeDecodeError:
        raise _in_the_way(path, "is there and is not UTF-8") from None
    except FileNotFoundError:
        raise _in_the_way(path, "is a link that leads nowhere") from None
    except OSError as error:
        raise refused("read", path, error) from error
    if wanted.meaning(text.replace("\r\n", "\n")) == wanted.meaning(wanted.text):
        return Placed(path, "there")
    return Placed(path, "differs", _difference(path.name, text, wanted.text))


def _in_the_way(path: Path, how: str) -> ConfigurationError:
    return ConfigurationError(
        f"{path.name} {how}; nothing is written",
        evidence=[f"path {path}"],
        remedy="move it away, and run this again",
    )


def _difference(name: str, old: str, new: str) -> str:
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), name, f"{name} as it would be written", lineterm=""
    )
    return "\n".join(lines)


class _Placing:
    """Files on their way, and folders that were made for them."""

    def __init__(self) -> None:
        self._waiting: dict[Path, Path] = {}
        self._put: list[Path] = []
        self._folders: list[Path] = []

    def prepare(self, wanted: Wanted) -> None:
        """Write a file whole under a name of its own."""
        path = wanted.path
        waiting = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            self._make(path.parent)
            with waiting.open("x", encoding="utf-8", newline="\n") as file:
                self._waiting[path] = waiting
                file.write(wanted.text)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise refused("write", path, error, "nothing is written") from error

    def put(self, wanted: Wanted) -> None:
        """Give it its name, unless there is one by now."""
        path = wanted.path
        try:
            self._name(self._waiting[path], path)
        except FileExistsError:
            raise _in_the_way(path, "has come meanwhile") from None
        except OSError as error:
            raise refused("write", path, error, "nothing is written") from error

    def take_back(self) -> None:
        """Leave all as it was."""
        for each in self._put:
            with suppress(OSError):
                each.unlink()
        self.tidy()
        for each in reversed(self._folders):
            with suppress(OSError):
                each.rmdir()

    def tidy(self) -> None:
        """Remove what has its name by now."""
        for each in self._waiting.values():
            with suppress(OSError):
                each.unlink()

    def _name(self, waiting: Path, path: Path) -> None:
        """Name a file exclusively; by a copy where the disk has no second names for one."""
        with suppress(OSError):
            os.link(waiting, path)
            self._put.append(path)
            return
        with path.open("xb") as file:
            self._put.append(path)
            file.write(waiting.read_bytes())

    def _make(self, folder: Path) -> None:
        for each in reversed(list(_missing(folder))):
            each.mkdir()
            self._folders.append(each)


def _missing(folder: Path) -> Iterator[Path]:
    for each in (folder, *folder.parents):
        if os.path.lexists(each):
            return
        yield each

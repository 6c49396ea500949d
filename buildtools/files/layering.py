"""A folder seen through a layer that takes what is written to it: the folder itself stays as it is.

Nothing is copied: a file is, when it is first written to. Linux can do this (overlayfs), for root
and mostly for others too. The layer is in the way of its old path as well, so that no absolute
link or name leads past it; other processes see neither of the two.
"""

import os
import shutil
import sys
import threading
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from buildtools.files import mounts
from buildtools.machine import interrupts

SEEN = "copy"
"""Where it is seen: nobody has to know by its name that it is none."""
_PROBE = "probe"


class NotLayered(Exception):
    """Why there can be no layer, as a clause."""


Owners = Collection[tuple[int, int]]
"""Users and groups, by their numbers."""


class Layered(NamedTuple):
    """A folder as it is seen, and what is beside that."""

    seen: Path
    """Where it is seen, and may be written to."""
    written: Path
    """What was written since, by the same relative paths; a device stands for what was removed."""
    original: Path
    """The folder without the layer, to read; its name means something to this process alone."""


@contextmanager
def layered(folder: Path, passing: Path, owners: Owners) -> Iterator[Layered]:
    """Show a folder through a layer within `passing`, an empty folder outside of it.

    `owners` are those of its files: with the rights of one user, only that one's can be written to.
    The process has mounts of its own from then on, and stays in them when this has ended. Raises
    NotLayered before anything has changed, where the system or the folder is not for it.
    """
    lower = folder.resolve()
    with ExitStack() as ends:
        try:
            _refuse(lower, passing)
            with interrupts.unwatched():
                _refuse_threads()
                _try(lower, passing, owners)
                within = mounts.apart()
            one = ends.enter_context(_mounted(lower, passing, lower.name, within=within))
        except OSError as error:
            raise NotLayered(_words(error)) from error
        yield one


def _refuse(lower: Path, passing: Path) -> None:
    if sys.platform != "linux":
        raise NotLayered("this system has no layers")
    if passing.resolve().is_relative_to(lower):
        raise NotLayered("the folder for temporary ones is in it")
    if others := mounts.below(lower):
        raise NotLayered(f"something else is mounted at {others[0].relative_to(lower)}")


def _refuse_threads() -> None:
    if threading.active_count() > 1:
        raise NotLayered("the process has several threads")


def _words(error: OSError) -> str:
    return f"no folder can be laid over it here ({error.strerror or error})"


def _try(lower: Path, passing: Path, owners: Owners) -> None:
    """Do it once in a process that ends: what a process became part of it cannot leave.

    Raises NotLayered.
    """
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        _be_tried(lower, passing, owners, told)
    os.close(told)
    with os.fdopen(heard, "rb") as answers:
        said = answers.read().decode(errors="replace")
    _, status = os.waitpid(child, 0)
    if status:
        raise NotLayered(said or "no folder can be laid over it here")


def _be_tried(lower: Path, passing: Path, owners: Owners, told: int) -> None:
    said = "the process has ended"
    try:
        within = mounts.apart()
        place = passing / _PROBE
        place.mkdir()
        with _mounted(lower, place, lower.name, within=within) as one:
            _use(one.seen)
        own = (os.geteuid(), os.getegid())
        foreign = within and {*owners} - {own}
        said = "some files in it are of other users or groups" if foreign else ""
    except OSError as error:
        said = _words(error)
    finally:
        shutil.rmtree(passing / _PROBE, ignore_errors=True)
        with suppress(OSError):
            os.write(told, said.encode())
        os._exit(1 if said else 0)


def _use(seen: Path) -> None:
    """Make, fill, move and remove, as any build does, and put something else there again."""
    made, moved = seen / f".{_PROBE}-{os.getpid()}", seen / f".{_PROBE}-{os.getpid()}-moved"
    for _ in range(2):
        made.mkdir()
        (made / "file").write_text("")
        made.rename(moved)
        (moved / "file").unlink()
        moved.rmdir()


@contextmanager
def _mounted(lower: Path, passing: Path, name: str, *, within: bool) -> Iterator[Layered]:
    """Lay it over, and take it away again at the end. Raises OSError."""
    seen, written = passing / SEEN / name, passing / mounts.WRITTEN
    for each in (seen, written, passing / mounts.WORK):
        each.mkdir(parents=True)
    here = _here()
    with ExitStack() as ends:
        original = os.open(lower, os.O_RDONLY | os.O_DIRECTORY)
        ends.callback(os.close, original)
        _look_like(lower, written)
        ends.callback(_go, here)
        mounts.layer(original, passing, f"{SEEN}/{name}", within=within)
        ends.enter_context(_ending(seen))
        mounts.same(seen, lower)
        ends.enter_context(_ending(lower))
        _go(here)  # the same name is in the layer now
        yield Layered(seen, written, Path(f"/proc/self/fd/{original}"))


def _look_like(folder: Path, layer: Path) -> None:
    """Give a layer the rights and the owner of what it lies on, which it would hide."""
    status = folder.stat()
    with suppress(PermissionError):
        os.chown(layer, status.st_uid, status.st_gid)
    layer.chmod(status.st_mode & 0o7777)


@contextmanager
def _ending(place: Path) -> Iterator[None]:
    """End what is mounted at a place, also where the process has to stop at once."""
    with interrupts.at_worst(lambda: mounts.end(place)):
        try:
            yield
        finally:
            with suppress(OSError):
                mounts.end(place)


def _here() -> str:
    with suppress(OSError):
        return str(Path.cwd())
    return "/"


def _go(folder: str) -> None:
    with suppress(OSError):
        os.chdir(folder)

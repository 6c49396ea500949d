"""Mounts that this process and what it starts see alone; they end with the last of them.

Source: unshare(2), mount(2), user_namespaces(7), mount_namespaces(7), and overlayfs among the file
systems of the kernel's documentation.
"""

import ctypes
import os
import re
import time
from pathlib import Path
from typing import Any

WRITTEN, WORK = "written", "work"
"""The folders of a layer: of what is written, and the kernel's own."""
_NEW_MOUNTS, _NEW_USER = 0x00020000, 0x10000000
_BIND, _BELOW_TOO, _PRIVATE = 1 << 12, 1 << 14, 1 << 18
_DETACH = 2
_GONE_SECONDS = 1.0
"""How long the system may take to forget a thread that has ended."""
_PROC = Path("/proc/self")
_ESCAPED = re.compile(rb"\\([0-7]{3})")


def apart() -> bool:
    """Have mounts of our own from here on, in the one thread that there is.

    A process without the right to mount gets it in a name space of users, which it stays in; then
    the answer is True. In there it is the same user, and knows no other one. Raises OSError.
    """
    _wait_for_threads()
    try:
        _ask("unshare", _NEW_MOUNTS)
        within = False
    except PermissionError:
        user, group = os.geteuid(), os.getegid()
        _ask("unshare", _NEW_USER | _NEW_MOUNTS)
        (_PROC / "setgroups").write_text("deny")
        (_PROC / "uid_map").write_text(f"{user} {user} 1")
        (_PROC / "gid_map").write_text(f"{group} {group} 1")
        within = True
    _ask("mount", b"none", b"/", None, _BELOW_TOO | _PRIVATE, None)
    return within


def layer(lower: int, folder: Path, name: str, *, within: bool) -> None:
    """Show an open folder at `folder/name`; what is written there goes to `folder/written`.

    `within` is the answer of `apart`. Both folders have to be there, and `folder/work`, which is
    the kernel's. The working directory is `folder` then, so that no name needs an escape. Raises
    OSError.
    """
    os.chdir(folder)
    # Within a name space of users the kernel keeps its notes where users may, and moves no folder
    # that was there before.
    moves = "userxattr" if within else "redirect_dir=on"
    options = f"lowerdir=/proc/self/fd/{lower},upperdir={WRITTEN},workdir={WORK},{moves}"
    _ask("mount", b"overlay", os.fsencode(name), b"overlay", 0, options.encode())


def same(shown: Path, at: Path) -> None:
    """Show a folder in the place of another one, too. Raises OSError."""
    _ask("mount", os.fsencode(shown), os.fsencode(at), None, _BIND, None)


def end(place: Path) -> None:
    """End what is mounted last at a place, also where it is in use. Raises OSError."""
    _ask("umount2", os.fsencode(place), _DETACH)


def below(folder: Path) -> list[Path]:
    """Return the places below a folder where something else is mounted. Raises OSError."""
    lines = (_PROC / "mountinfo").read_bytes().splitlines()
    places = [Path(os.fsdecode(_ESCAPED.sub(_letter, line.split()[4]))) for line in lines]
    return [each for each in places if each != folder and each.is_relative_to(folder)]


def _letter(escaped: "re.Match[bytes]") -> bytes:
    return bytes([int(escaped[1], 8)])


def _wait_for_threads() -> None:
    deadline = time.monotonic() + _GONE_SECONDS
    while len([*(_PROC / "task").iterdir()]) > 1 and time.monotonic() < deadline:
        time.sleep(0.001)


def _ask(name: str, *arguments: Any) -> None:
    """Call a function of the C library. Raises OSError where it is refused."""
    library = ctypes.CDLL(None, use_errno=True)
    if getattr(library, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))

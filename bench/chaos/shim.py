"""The shim that counts calls: compiled by the C compiler there is, loaded into a new process."""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from enum import IntEnum
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
_VARIABLE = "LD_PRELOAD"
_TRIED = "BUILDTOOLS_CHAOS_SHIM"
"""Says why there is none, in the process that was started anew."""


class Mode(IntEnum):
    """What the shim does; the numbers are those of shim.c."""

    OFF = 0
    COUNT = 1
    KILL = 2
    FULL = 3


def restarted() -> None:
    """Start this very command again with the shim in it, once.

    Where it cannot be made, the command goes on without; `lacking` says why.
    """
    if _TRIED in os.environ:
        if loaded := os.environ.pop(_VARIABLE, ""):
            shutil.rmtree(Path(loaded).parent)  # it is in memory now
        return
    folder = Path(tempfile.mkdtemp(prefix="chaos-shim-"))
    os.environ[_TRIED] = why = _compiled(folder)
    if why:
        shutil.rmtree(folder)
        return
    os.environ[_VARIABLE] = str(folder / "shim.so")
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606, this command


def lacking() -> str:
    """Return why calls cannot be counted here; empty when they can."""
    if hasattr(ctypes.CDLL(None), "chaos_arm"):
        return ""
    return os.environ.get(_TRIED) or "the shim is not loaded"


def arm(mode: Mode, at: int = 0) -> None:
    """Let the shim do this in the process that is running, from its next call on."""
    ctypes.CDLL(None).chaos_arm(int(mode), at)


def counted(mode: Mode) -> int:
    """Return at how many calls this mode could have acted in the last armed process."""
    count: int = ctypes.CDLL(None).chaos_count(int(mode is Mode.FULL))
    return count


def _compiled(folder: Path) -> str:
    compiler = shutil.which("cc")
    if not sys.platform.startswith("linux"):
        return "it takes Linux"
    if compiler is None:
        return "no C compiler (cc)"
    command = [compiler, "-shared", "-fPIC", "-O1", "-w", "-o", str(folder / "shim.so")]
    done = subprocess.run(
        [*command, str(SOURCE), "-ldl"], capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else f"cc cannot make it: {done.stderr.splitlines()[:1]}"

"""Run one command as users do, and measure the whole process: seconds, processor time, memory."""

import logging
import os
import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

log = logging.getLogger("bench")

_POLL_SECONDS = 0.005


class Measured(NamedTuple):
    """One run. Memory is the sum over the whole tree of processes at its peak, in MB (10**6)."""

    seconds: float
    processor_seconds: float
    peak_mb: float


class Failed(Exception):
    """The command did not do its work."""


def measure(
    command: Sequence[str], folder: Path, environ: Mapping[str, str] | None = None
) -> Measured:
    """Run a command to its end.

    The peak of the root process is the kernel's (ru_maxrss); where it has children, the resident
    sizes of the tree are summed every few milliseconds, shared pages counted once for each, and
    the larger figure counts.

    Raises Failed with the end of its output when it ends with another code than 0.
    """
    started = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **(environ or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        output: list[bytes] = []
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        reader = threading.Thread(target=lambda: output.append(_drain(process)), daemon=True)
        reader.start()
        tree = _Tree(process.pid)
        tree.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        tree.end()
        reader.join()
    if process.returncode:
        told = b"".join(output)[-2000:].decode(errors="replace")
        raise Failed(f"{' '.join(command)} ended with {process.returncode}:\n{told}")
    peak = max(usage.ru_maxrss * 1024, tree.peak)
    return Measured(seconds, usage.ru_utime + usage.ru_stime, peak / 1e6)


def _drain(process: "subprocess.Popen[bytes]") -> bytes:
    return process.stdout.read() if process.stdout else b""


class _Tree(threading.Thread):
    """Watches what a process and its descendants hold, while it has any."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root = root
        self._ended = threading.Event()
        self.peak = 0

    def run(self) -> None:
        while not self._ended.wait(_POLL_SECONDS):
            children = list(_descendants(self._root))
            if children:
                self.peak = max(self.peak, sum(map(_resident, (self._root, *children))))

    def end(self) -> None:
        self._ended.set()
        self.join()


def _descendants(process: int) -> Sequence[int]:
    found: list[int] = []
    try:
        for task in Path(f"/proc/{process}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    except OSError:
        return found
    return [*found, *(deeper for child in found for deeper in _descendants(child))]


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0

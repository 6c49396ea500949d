"""Run one command as users do, and measure the whole process: seconds, processor time, memory."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

_LAUNCHER = """
import json, os, sys, time
started = time.perf_counter()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[
    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
_, status, used = os.wait4(pid, 0)
print(json.dumps([time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss]))
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""Starts a command and measures it. A process of its own, and a small one: a system counts the
memory of whoever starts a process as that process's own."""


class Measured(NamedTuple):
    """One run, with the processes that it started and waited for, such as git.

    Memory is the peak of the largest of them, in MB (10**6).
    """

    seconds: float
    processor_seconds: float
    peak_mb: float
    sent_mb: float = 0.0
    """What it sent to the server, in MB (10**6)."""
    server_seconds: float = 0.0
    """Processor time that the server took meanwhile, which is no part of the others."""
    tried: Mapping[str, int] = MappingProxyType({})
    """What it says it has tried, by kind."""

    def kept(self) -> dict[str, object]:
        """Return it as JSON keeps it."""
        return {**self._asdict(), "tried": dict(self.tried)}


def summed(runs: Iterable[Measured]) -> Measured:
    """Add up processes that ran one after the other: the peak is that of the largest."""
    every = list(runs)
    return Measured(
        sum(one.seconds for one in every),
        sum(one.processor_seconds for one in every),
        max(one.peak_mb for one in every),
        sum(one.sent_mb for one in every),
        sum(one.server_seconds for one in every),
        {kind: number for one in every for kind, number in one.tried.items()},
    )


class Failed(Exception):
    """The command did not do its work."""


def tool(name: str) -> str:
    """Find a program, first beside the interpreter that runs us."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        sys.exit(f"{name} is not installed")
    return found


def measure(
    command: Sequence[str], folder: Path, environ: Mapping[str, str] | None = None
) -> Measured:
    """Run a command to its end; what it prints on stdout is dropped.

    Raises Failed with the end of what it printed on stderr when it ends with another code than 0.
    """
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _LAUNCHER, *command],
        cwd=folder,
        env={**os.environ, **(environ or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        told = ended.stderr[-2000:]
        raise Failed(f"{' '.join(command)} ended with {ended.returncode}:\n{told}")
    seconds, processor_seconds, peak = json.loads(ended.stdout)
    return Measured(seconds, processor_seconds, peak * 1024 / 1e6)

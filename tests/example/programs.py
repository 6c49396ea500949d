"""Programs that a story starts: missed aloud, heard in a log, and stopped with their children."""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

_FOREIGN = ("SENTRY_", "NEXT_", "GITHUB_", "CI_", "VERCEL_", "GIT_", "COV")
_LEAVE_SECONDS = 10.0
_TOLD_CHARACTERS = 6000


def environ(**more: str) -> dict[str, str]:
    """Return the machine's environment without what speaks of another release, and `more`.

    Programs of this interpreter's environment come first: the `demo` extra brings a Node there.
    """
    kept = {
        name: text
        for name, text in os.environ.items()
        if name != "CI" and not name.upper().startswith(_FOREIGN)
    }
    kept["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return kept | {"NEXT_TELEMETRY_DISABLED": "1"} | more


def without_proxies(given: Mapping[str, str]) -> dict[str, str]:
    """Return the same environment for a program that talks to this machine only."""
    return {name: text for name, text in given.items() if not name.lower().endswith("_proxy")}


def find(*names: str) -> str:
    """Find the first of these programs; a machine without any fails the test, never skips it."""
    for name in names:
        found = shutil.which(name, path=environ()["PATH"])
        if found:
            return found
    pytest.fail(f"{names[0]} is not installed")


@contextmanager
def started(
    command: Sequence[str], *, cwd: Path, given: Mapping[str, str], log: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a program in a group of its own; leaving the block stops it and its children."""
    with log.open("wb") as heard:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=dict(given),
            stdin=subprocess.DEVNULL,
            stdout=heard,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _stop(process)


def finish(
    command: Sequence[str], *, cwd: Path, given: Mapping[str, str], log: Path, seconds: float
) -> None:
    """Run a program to its end, which has to be a good one and to come in time."""
    with started(command, cwd=cwd, given=given, log=log) as process:
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            pytest.fail(f"{command} took longer than {seconds:g} seconds\n{end_of(log)}")
    assert 0 == code, end_of(log)


def end_of(log: Path) -> str:
    """Return the last of what a program said."""
    return log.read_text(errors="replace")[-_TOLD_CHARACTERS:]


def free_port() -> int:
    """Name a port of this machine that nobody has, and that no connection is given by chance.

    It stays free while others come and go: systems hand out ports from 32768 on.
    """
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Ask the whole group to leave, then make it."""
    for ask in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, ask)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_LEAVE_SECONDS)

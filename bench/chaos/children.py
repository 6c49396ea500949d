"""The product as a process of its own: forked from a warm one, with a limit on its time.

A fork after all imports costs some milliseconds where a new interpreter costs a third of a second;
what runs in it is the console script itself.
"""

import importlib
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from buildtools.commands.invocation import INVOCATION
from buildtools.tasks import main

_LOOK_SECONDS = 0.004
_MOST_MEMORY = 3 * 1024**3
"""Of addresses: an answer that wants more than this ends in a MemoryError, which is told."""

_WARM = (
    *(
        "requests",
        "flask",
        "buildtools.api.client",
        "buildtools.config",
        "buildtools.pipeline.version",
    ),
    *("buildtools.pipeline.run", "buildtools.sandbox.application", "buildtools.sandbox.serving"),
    *("buildtools.steps.building", "buildtools.steps.commits", "buildtools.steps.create"),
    *("buildtools.steps.finalize", "buildtools.steps.inject", "buildtools.steps.strip"),
    *("buildtools.steps.upload", "buildtools.steps.verify"),
)
"""What a release imports when it needs it."""

_MOST_FILES = 1024

Program = Callable[[Sequence[str]], None]
"""Runs with these words, and ends by SystemExit as a console script does."""


class Ended(NamedTuple):
    """A process that has ended, or was ended at its limit."""

    code: int
    """Exit code; negative for the signal that ended it."""
    out: str
    err: str
    hung: bool
    seconds: float
    peak_bytes: int

    @property
    def first_line(self) -> str:
        """The first line that tells of a failure; empty when there is none."""
        told = (line for line in self.err.splitlines() if line.startswith("error: "))
        return next(told, "")

    @property
    def line(self) -> str:
        """The line that sums it up: the first one of a failure, else the last one on stdout."""
        return self.first_line or _end(self.out)


def _end(text: str) -> str:
    lines = text.strip().splitlines()
    return " ".join(lines[-1].split()) if lines else ""


def buildtools(words: Sequence[str]) -> None:
    """Be the console script `buildtools`."""
    sys.argv = ["buildtools", *words]
    try:
        main()
    finally:
        INVOCATION.end()


def warm() -> None:
    """Import what a release needs, once for all that are forked from here."""
    for module in _WARM:
        importlib.import_module(module)


def run(
    words: Sequence[str],
    folder: Path,
    environ: Mapping[str, str],
    *,
    seconds: float,
    program: Program = buildtools,
    before: Callable[[], object] = lambda: None,
) -> Ended:
    """Run a program in a folder; after `seconds` it and its children are ended.

    `before` is done in the new process, last of all.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    out, err = (os.memfd_create(name) for name in ("out", "err"))
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        _be(words, folder, environ, (out, err), seconds, program, before)
    hung, status, usage = _wait(child, began + seconds)
    took = time.monotonic() - began
    said = [_read(file) for file in (out, err)]
    code = os.waitstatus_to_exitcode(status)
    return Ended(code, said[0], said[1], hung, took, usage.ru_maxrss * 1024)


def _wait(child: int, until: float) -> tuple[bool, int, resource.struct_rusage]:
    hung = False
    while True:
        ended, status, usage = os.wait4(child, os.WNOHANG)
        if ended:
            break
        if time.monotonic() > until:
            hung = True
            os.killpg(child, signal.SIGKILL)
            _, status, usage = os.wait4(child, 0)
            break
        time.sleep(_LOOK_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # what it started and left
    return hung, status, usage


def _read(file: int) -> str:
    with os.fdopen(file, "rb") as opened:
        opened.seek(0)
        return opened.read().decode("utf-8", "replace")


def _be(
    words: Sequence[str],
    folder: Path,
    environ: Mapping[str, str],
    files: tuple[int, int],
    seconds: float,
    program: Program,
    before: Callable[[], object],
) -> None:
    """Become the program; never comes back."""
    code = 1
    try:
        os.setpgid(0, 0)
        for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), *files)):
            os.dup2(file, number)
        os.closerange(3, _MOST_FILES)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.clear()
        os.environ.update(environ)
        os.chdir(folder)
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        signal.alarm(round(seconds) + 60)  # should nobody wait for it any more
        before()
        program(words)
        code = 0
    except SystemExit as ended:
        code = _code(ended)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _code(ended: SystemExit) -> int:
    if isinstance(ended.code, int):
        return ended.code
    if ended.code is None:
        return 0
    sys.stderr.write(f"{ended.code}\n")
    return 1

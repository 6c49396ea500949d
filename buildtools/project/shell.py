"""Programs of others: run one and hear it line by line, or ask one for its output.

Nothing here shows the environment. A program that is stopped, by Ctrl-C or for taking too long,
is stopped with all that it started: each leads a session of its own.
"""

import codecs
import contextlib
import functools
import os
import queue
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from buildtools.machine import interrupts
from buildtools.project.descendants import Offspring, adopting

KEPT_LINES = 200
"""Lines of output kept for whoever explains a failure: the last ones."""
LONGEST_LINE = 64 * 1024
"""Characters after which a line is broken, so that no output can fill the memory."""
TIMED_OUT = 124
NOT_EXECUTABLE = 126
NOT_FOUND = 127
"""Exit codes as shells give them."""
_LEAVE_SECONDS = 2.0
"""How long a program may take to leave, and its output to end after it left."""
_BLOCK_BYTES = 64 * 1024
_TICK_SECONDS = 0.1


class Completed(NamedTuple):
    """How a program ended; `output` is the end of what it said, at most KEPT_LINES lines."""

    code: int
    output: str


class Captured(NamedTuple):
    """What a program answered, its two streams apart."""

    code: int
    output: str
    error: str


def run(
    command: str | Sequence[str],
    *,
    cwd: Path,
    environ: Mapping[str, str],
    on_line: Callable[[str], None] | None = None,
    timeout: float | None = None,
) -> Completed:
    """Run a program, telling each line it says (both streams, in order) as it is said.

    A text goes through the shell, a sequence does not. Where a program redraws a line with
    carriage returns, the last drawing is told. Bytes that are not UTF-8 are replaced. The code is
    the shell's: 124 after `timeout` seconds, 126 and 127 when it cannot be started, minus the
    signal when one ended it. It reads nothing: a question of it finds the end of its input.
    """
    with contextlib.ExitStack() as ends:
        ends.enter_context(adopting())
        try:
            program = ends.enter_context(started(command, cwd, environ, joined=True))
        except (OSError, ValueError) as failed:
            return Completed(*not_started(command, failed))
        deadline = None if timeout is None else time.monotonic() + timeout
        return _heard(program, on_line, deadline)


def _heard(
    program: "subprocess.Popen[bytes]",
    on_line: Callable[[str], None] | None,
    deadline: float | None,
) -> Completed:
    kept: deque[str] = deque(maxlen=KEPT_LINES)
    try:
        for line in spoken(program, deadline):
            kept.append(line)
            if on_line:
                on_line(line)
        return Completed(program.wait(_remaining(deadline)), "\n".join(kept))
    except subprocess.TimeoutExpired:
        return Completed(TIMED_OUT, "\n".join(kept))


def capture(
    command: Sequence[str],
    *,
    cwd: Path,
    environ: Mapping[str, str],
    text: str = "",
    timeout: float | None = None,
) -> Captured:
    """Run a program to its end on `text` as its input, and give what it answered.

    Bytes that are not UTF-8 are replaced. Codes are those of `run`.
    """
    with contextlib.ExitStack() as ends:
        try:
            program = ends.enter_context(started(command, cwd, environ, joined=False))
        except (OSError, ValueError) as failed:
            code, sentence = not_started(command, failed)
            return Captured(code, "", sentence)
        try:
            output, error = program.communicate(text.encode(), timeout)
        except subprocess.TimeoutExpired:
            late = f"{command[0]} took longer than {timeout:g} seconds"
            return Captured(TIMED_OUT, "", late)
    return Captured(
        program.returncode, output.decode(errors="replace"), error.decode(errors="replace")
    )


def leave(*command: str) -> None:
    """Start a program that goes on when this process has ended; nobody hears how it ends."""
    silent = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
    with contextlib.suppress(OSError):
        os.posix_spawnp(command[0], command, os.environ, file_actions=silent, setsid=True)


@contextlib.contextmanager
def started(
    command: str | Sequence[str],
    cwd: Path,
    environ: Mapping[str, str],
    *,
    joined: bool,
    handed: Sequence[int] = (),
    alone: bool = False,
) -> "Iterator[subprocess.Popen[bytes]]":
    """Start a program; at the end, one that is still there is stopped with all it started.

    With its streams `joined` it reads nothing. `handed` are open files that it gets by their
    numbers. Of one that has ended in order its children may go on, unless it is there `alone`.
    Raises OSError or ValueError when it cannot be started.
    """
    with contextlib.ExitStack() as ends:
        with interrupts.later():  # or nobody would know of a program that was just started
            program = subprocess.Popen(
                command,
                shell=isinstance(command, str),
                cwd=cwd,
                env=dict(environ),
                stdin=subprocess.DEVNULL if joined else subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT if joined else subprocess.PIPE,
                start_new_session=True,
                pass_fds=tuple(handed),
            )
            if not joined:  # else the thread that reads it closes it
                ends.callback(_close, program)
            offspring = ends.enter_context(Offspring(program.pid))
            ends.enter_context(interrupts.at_worst(offspring.kill))
            ends.push(functools.partial(_leave, program, offspring, alone))
        yield program


def _leave(
    program: "subprocess.Popen[bytes]", offspring: Offspring, alone: bool, *exception: object
) -> None:
    if alone or exception[0] is not None or program.poll() is None:
        offspring.stop(_LEAVE_SECONDS)
        program.wait()


def not_started(command: str | Sequence[str], failed: OSError | ValueError) -> tuple[int, str]:
    """Return why a program could not be started, in the shell's codes."""
    name = command if isinstance(command, str) else command[0]
    if isinstance(failed, ValueError):  # a zero byte, or a variable's name with = in it
        return NOT_EXECUTABLE, f"{name}: {failed}"
    reason = failed.strerror or "cannot be started"
    code = NOT_FOUND if isinstance(failed, FileNotFoundError) else NOT_EXECUTABLE
    return code, f"{failed.filename or name}: {reason}"


def spoken(program: "subprocess.Popen[bytes]", deadline: float | None) -> Iterator[str]:
    """Return the program's lines until its output ends.

    A child left in the background may hold the output open for ever: a while after the program
    itself has gone is the end, too.

    Raises subprocess.TimeoutExpired at the deadline.
    """
    reader = _Reader(program)
    reader.start()
    last_look = None
    try:
        while _remaining(deadline) != 0 and _remaining(last_look) != 0:
            if last_look is None and program.poll() is not None:
                last_look = time.monotonic() + _LEAVE_SECONDS
            with contextlib.suppress(queue.Empty):
                line = reader.lines.get(timeout=_TICK_SECONDS)
                if line is None:
                    return
                yield line
    finally:
        reader.unheard.set()
    if last_look is None:
        raise subprocess.TimeoutExpired(program.args, 0)


class _Reader(threading.Thread):
    """Reads a program's output into a queue of lines, and None at its end."""

    def __init__(self, program: "subprocess.Popen[bytes]") -> None:
        super().__init__(name="listening to a program", daemon=True)
        assert program.stdout is not None  # noqa: S101 - it was started with a pipe
        self._stream = program.stdout
        self.lines: queue.Queue[str | None] = queue.Queue(maxsize=1000)
        self.unheard = threading.Event()

    def run(self) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        rest = ""
        with self._stream:
            while block := os.read(self._stream.fileno(), _BLOCK_BYTES):
                *whole, rest = (rest + decoder.decode(block)).split("\n")
                if len(rest) > LONGEST_LINE:
                    whole, rest = [*whole, rest], ""
                for line in whole:
                    self._put(_redrawn(line))
        rest += decoder.decode(b"", final=True)
        if rest:
            self._put(_redrawn(rest))
        self._put(None)

    def _put(self, line: str | None) -> None:
        """Wait for room in the queue, as long as anyone listens."""
        while not self.unheard.is_set():
            with contextlib.suppress(queue.Full):
                self.lines.put(line, timeout=_TICK_SECONDS)
                return


def _redrawn(line: str) -> str:
    """Return what a terminal would show of a line that was drawn several times."""
    return line.rstrip("\r").rpartition("\r")[2]


def _remaining(deadline: float | None) -> float | None:
    return None if deadline is None else max(0.0, deadline - time.monotonic())


def _close(program: "subprocess.Popen[bytes]") -> None:
    for stream in (program.stdin, program.stdout, program.stderr):
        if stream:
            with contextlib.suppress(OSError):
                stream.close()

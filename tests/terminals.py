"""A real terminal for tests: a program's own pseudo-terminal, and the screen that it draws."""

import contextlib
import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

_TAKE = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Make the terminal the program's own, so that its keys signal it."""

_AS_A_SHELL = """
import os, signal, sys
program = os.fork()
if program == 0:
    os.setpgid(0, 0)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execv(sys.argv[1], sys.argv[1:])
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
while True:
    _, status = os.waitpid(program, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        sys.exit(os.waitstatus_to_exitcode(status))
    os.tcsetpgrp(0, os.getpid())
    print("[1]+ Stopped", flush=True)
    sys.stdin.readline()
    os.tcsetpgrp(0, program)
    os.kill(program, signal.SIGCONT)
"""
"""A shell's part in Ctrl-Z: a program that nobody can continue is not stopped at all."""

_SHELL = (sys.executable, "-c", _AS_A_SHELL)

LONGEST_SECONDS = 90.0
ROWS = 60


class Terminal:
    """A program in a terminal of so many columns. Use as a context: it ends what it started."""

    def __init__(
        self,
        command: Sequence[str],
        columns: int,
        *,
        cwd: Path,
        environ: Mapping[str, str],
        rows: int = ROWS,
        shell: bool = False,
    ) -> None:
        """Start it; `shell` puts a shell's part before it, which can stop and continue it."""
        self.raw = b""
        self.screen = pyte.HistoryScreen(columns, rows, history=10_000)
        self._stream = pyte.ByteStream(self.screen)
        self._ours, theirs = os.openpty()
        self._size(columns, rows)
        self.process = subprocess.Popen(
            [sys.executable, "-c", _TAKE, *(_SHELL if shell else ()), *command],
            cwd=cwd,
            env={**os.environ, "TERM": "xterm-256color", **environ},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.close()

    def close(self) -> None:
        """Close the window."""
        if self._ours >= 0:
            os.close(self._ours)
            self._ours = -1

    def resize(self, columns: int) -> None:
        """Make the window another size while the program draws.

        What it drew before it could know is read into the old one, as a quick terminal does.
        """
        self._size(columns, ROWS)
        deadline = time.monotonic() + LONGEST_SECONDS
        assert self._read(deadline)
        assert self._read(deadline)
        self.screen.resize(ROWS, columns)

    def _size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, keys: bytes) -> None:
        """Type keys, such as Ctrl-C, which is 0x03."""
        os.write(self._ours, keys)

    def until(self, seen: Callable[["Terminal"], bool]) -> None:
        """Read what is drawn until something is seen; fail when the program ends before."""
        deadline = time.monotonic() + LONGEST_SECONDS
        while not seen(self):
            assert self._read(deadline), f"the program ended; it drew {self.raw!r}"

    def ended(self) -> int:
        """Read all that is drawn, and return the exit code."""
        deadline = time.monotonic() + LONGEST_SECONDS
        while self._read(deadline):
            pass
        return self.process.wait(LONGEST_SECONDS)

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._ours], [], [], max(0.0, deadline - time.monotonic()))
        assert ready, f"nothing came for long; it drew {self.raw!r}"
        try:
            block = os.read(self._ours, 65536)
        except OSError:  # all that hold the other end are gone
            return False
        self.raw += block
        self._stream.feed(block)
        return bool(block)

    @property
    def lines(self) -> list[str]:
        """What a person sees, with what was scrolled away, without the empty end."""
        above = ["".join(row[at].data for at in range(self.screen.columns)) for row in self._top()]
        every = [each.rstrip() for each in (*above, *self.screen.display)]
        while every and not every[-1]:
            every.pop()
        return every

    def _top(self) -> Iterator[Mapping[int, pyte.screens.Char]]:
        yield from self.screen.history.top

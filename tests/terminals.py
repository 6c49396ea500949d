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
    ) -> None:
        self.raw = b""
        self.screen = pyte.HistoryScreen(columns, rows, history=10_000)
        self._stream = pyte.ByteStream(self.screen)
        self._ours, theirs = os.openpty()
        self.resize(columns, rows)
        self.process = subprocess.Popen(
            [sys.executable, "-c", _TAKE, *command],
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

    def resize(self, columns: int, rows: int = ROWS) -> None:
        """Make the window another size; the program is told."""
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

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

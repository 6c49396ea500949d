"""The status line: one line at the end of a terminal, drawn anew, and gone at the end.

The cursor is never hidden, so nothing has to be restored whatever ends the process. What others
print goes above: the line is taken away first. It is at most as long as a window usually is, so
that one that is made smaller while it stands rarely breaks it in two, and leaves room for the ^C
that terminals write behind it. Nothing is drawn while the process is in the background.
Source: ECMA-48, EL; POSIX, General Terminal Interface.
"""

import os
import re
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TextIO

from buildtools.machine import interrupts
from buildtools.output.pace import Pace
from buildtools.output.terminals import kind_of
from buildtools.texts.escapes import shown
from buildtools.texts.wording import count
from buildtools.texts.wrapping import cut

KEPT_LINES = 10_000
"""Lines of a build that are kept for the case that it fails: the last ones."""

_SHORT_SECONDS = 0.25
"""A step that is over before needs no line."""
_LONGEST = 80
_ROOM = 3
"""Columns that stay free: of ^C, and the last, behind which some terminals begin a new line."""
_GONE = "\r\x1b[K"
_TURNING = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_TURNING_IN_ASCII = "|/-\\"
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")
_STEP_OF_LINES = "build"
"""The step whose program says so much that only its last line is shown."""


class StatusLine:
    """The line of one terminal; its methods may be called by any thread."""

    def __init__(
        self,
        stream: TextIO,
        *,
        holding: bool = True,
        now: Callable[[], float] = time.monotonic,
        in_front: "Callable[[TextIO], bool] | None" = None,
    ) -> None:
        self._stream = stream
        self._is_in_front = in_front or _is_in_front
        self._holding = holding
        self._now = now
        self._pace: Pace | None = None
        self._drawn = ""
        self._asleep = False
        self._held: deque[str] = deque(maxlen=KEPT_LINES)
        self._number = 0
        self._lock = threading.RLock()
        self._ends = ExitStack()
        self._turning = _turning(stream)

    def begin(self, step: str) -> None:
        """Take that a step begins."""
        self.end()
        with self._lock:
            self._pace, self._number = Pace(step, self._now()), 0
            self._held.clear()
            self._ends.enter_context(interrupts.at_worst(self._take_away))
            self._ends.enter_context(self._stopped_in_order())

    def advanced(self, what: str, done: int, of: int | None) -> None:
        """Take how far it is; the next tick shows it."""
        with self._lock:
            if self._pace:
                self._pace.advanced(what, done, of, self._now())

    def holds(self, line: str) -> bool:
        """Take a line of the build, and keep it back: it stands in the status line."""
        with self._lock:
            if not self._holding or self._pace is None or self._pace.step != _STEP_OF_LINES:
                return False
            self._number += 1
            self._held.append(line)
            self._pace.said = shown(_ESCAPES.sub("", line).strip())
            return True

    def tick(self) -> None:
        """Draw it, where a person can see it."""
        with self._lock:
            now, pace = self._now(), self._pace
            if pace is None or self._asleep or pace.seconds(now) < _SHORT_SECONDS:
                return
            if not self._is_in_front(self._stream):
                return
            width = kind_of(self._stream).width or 80
            turn = self._turning[int(now / 0.1) % len(self._turning)]
            self._drawn = cut(f"{turn} {pace.words(now)}", min(width, _LONGEST) - _ROOM)
            self._write(f"{_GONE}{self._drawn}")

    def end(self, *, failed: bool = False) -> tuple[str, ...]:
        """Take the line away; give the lines that were kept back, where the step has failed."""
        with self._lock:
            self._clear()
            self._pace = None
            self._ends.close()
            lines = tuple(self._held) if failed else ()
            if lines and self._number > len(lines):
                lines = (f"{count(self._number - len(lines), 'line')} before", *lines)
            self._held.clear()
            return lines

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the line away while somebody else prints; the next tick draws it again."""
        with self._lock:
            self._clear()
            yield

    def _clear(self) -> None:
        if self._drawn:
            self._drawn = ""
            self._write(_GONE)

    def _write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()

    def _take_away(self) -> None:
        """Take the line away at once: the process is about to end, and waits for nobody."""
        with suppress(OSError, ValueError):
            if self._drawn:
                os.write(self._stream.fileno(), _GONE.encode())

    @contextmanager
    def _stopped_in_order(self) -> Iterator[None]:
        """Take the line away when Ctrl-Z stops the process; a caller's own way stays."""
        number = getattr(signal, "SIGTSTP", None)
        main = threading.current_thread() is threading.main_thread()
        if number is None or not main or signal.getsignal(number) is not signal.SIG_DFL:
            yield
            return

        def stop(*_: object) -> None:
            with self._lock:
                self._asleep = True
                self._clear()
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            signal.signal(number, stop)  # here it goes on
            self._asleep = False

        signal.signal(number, stop)
        try:
            yield
        finally:
            signal.signal(number, signal.SIG_DFL)


def _turning(stream: TextIO) -> str:
    try:
        _TURNING.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return _TURNING_IN_ASCII
    return _TURNING


def _is_in_front(stream: TextIO) -> bool:
    """Whether the terminal is this process's; one that was sent to the background leaves it."""
    if sys.platform == "win32":
        return True
    try:
        return os.tcgetpgrp(stream.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False

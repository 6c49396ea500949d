"""Displays of a step that goes on: a line that is drawn anew, or one every half minute.

Each is ticked by one thread, from the begin of a step to its end.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

_TICK_SECONDS = 0.1


class Display(Protocol):
    """What shows that a step goes on."""

    def begin(self, step: str) -> None:
        """Take that a step begins."""

    def advanced(self, what: str, done: int, of: int | None) -> None:
        """Take how far it is."""

    def holds(self, line: str) -> bool:
        """Take a program's line, and say whether it is kept back."""

    def tick(self) -> None:
        """Show it, if it is time."""

    def end(self, *, failed: bool = False) -> tuple[str, ...]:
        """Take that it ended, leave nothing behind, and give back the lines to show after all."""

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Make room for a line of somebody else."""


class Unseen:
    """A display that shows nothing."""

    def begin(self, step: str) -> None: ...
    def advanced(self, what: str, done: int, of: int | None) -> None: ...
    def holds(self, line: str) -> bool:
        return False

    def tick(self) -> None: ...
    def end(self, *, failed: bool = False) -> tuple[str, ...]:
        return ()

    @contextmanager
    def aside(self) -> Iterator[None]:
        yield


class Ticker:
    """The thread that ticks a display while a step goes on; it begins with the first."""

    def __init__(self, seconds: float = _TICK_SECONDS) -> None:
        self.display: Display = Unseen()
        self._seconds = seconds
        self._at_work = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, step: str) -> None:
        """Have a step shown."""
        self.display.begin(step)
        self._at_work.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="showing", daemon=True)
            self._thread.start()

    def end(self, *, failed: bool = False) -> tuple[str, ...]:
        """Have it shown no more."""
        self._at_work.clear()
        return self.display.end(failed=failed)

    def _run(self) -> None:
        pause = threading.Event()
        while self._at_work.wait():
            self.display.tick()
            pause.wait(self._seconds)

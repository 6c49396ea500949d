"""Programs that run beside us for a while: started, heard, and ended with all that they started.

What one says is kept, the last KEPT_LINES lines of it, for whoever has to explain why it left.
"""

import contextlib
import subprocess
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from buildtools.project.descendants import adopting
from buildtools.project.shell import KEPT_LINES, not_started, spoken, started

_HEARD_SECONDS = 3.0
"""How long the last lines of a program that has ended may take to get here."""


class Background:
    """A program that runs beside us, and what it said so far."""

    def __init__(self, program: "subprocess.Popen[bytes]") -> None:
        self._program = program
        self._kept: deque[str] = deque(maxlen=KEPT_LINES)
        self._hearing = threading.Thread(target=self._hear, name="hearing a program", daemon=True)
        self._hearing.start()

    @property
    def leader(self) -> int:
        """The number of its process, which leads a session of its own."""
        return self._program.pid

    @property
    def code(self) -> int | None:
        """How it ended, in the shell's codes; None as long as it runs."""
        return self._program.poll()

    def wait(self, seconds: float) -> int | None:
        """Wait for its end, and return how it ended; None when it still runs then.

        A program that closes its files is still there for a moment.
        """
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._program.wait(seconds)
        return self.code

    def last_lines(self, most: int) -> tuple[str, ...]:
        """Return the last lines it said; of one that has ended, those of its end."""
        if self.code is not None:
            self._hearing.join(_HEARD_SECONDS)
        return tuple(self._kept.copy())[-most:]

    def _hear(self) -> None:
        for line in spoken(self._program, None):
            self._kept.append(line)


class NotStarted:
    """A program that the system did not start: it has ended before it began."""

    def __init__(self, code: int, why: str) -> None:
        self.code: int | None = code
        self.leader = 0
        self._why = why

    def wait(self, seconds: float) -> int | None:
        """Return how it ended, at once."""
        return self.code

    def last_lines(self, most: int) -> tuple[str, ...]:
        """Return why it could not be started."""
        return (self._why,)[:most]


@contextlib.contextmanager
def in_background(
    command: str | Sequence[str],
    *,
    cwd: Path,
    environ: Mapping[str, str],
    handed: Sequence[int] = (),
) -> Iterator[Background | NotStarted]:
    """Run a program, in a session of its own, until this context is left.

    A text goes through the shell, a sequence does not. `handed` are open files that it gets by
    their numbers. All that it started ends with it, and on every way out but a SIGKILL of ours.
    """
    with contextlib.ExitStack() as ends:
        ends.enter_context(adopting())
        try:
            program = ends.enter_context(
                started(command, cwd, environ, joined=True, handed=handed, alone=True)
            )
        except (OSError, ValueError) as failed:
            yield NotStarted(*not_started(command, failed))
        else:
            yield Background(program)

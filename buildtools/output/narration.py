"""Narration: what a run tells while it goes on, on stderr."""

import logging
import os
import sys

from buildtools.progress import Progress
from buildtools.texts.escapes import harmless

RELAYED = "buildtools.relayed"
"""The logger of lines that are a program's own: they are shown as they come."""


class Narration:
    """The progress that people see: sentences as they come, on stderr."""

    def __init__(self, *, with_ends: bool = False) -> None:
        self._with_ends = with_ends
        """Whether the end of each step is told, with its seconds."""

    def begun(self, step: str) -> None:
        """Say nothing: what a step does first says what it is."""

    def ended(self, step: str, said: str | None, seconds: float) -> None:
        """Say what a step left; why one failed is told by its failure."""
        if self._with_ends and said is not None:
            logging.getLogger("buildtools").info("%s: %s (%.1f s)", step, said, seconds)

    def advanced(self, what: str, done: int, of: int | None) -> None:
        """Say nothing: lines that count would push all else out of sight."""

    def message(self, text: str) -> None:
        """Print a line on stderr."""
        print(text, file=sys.stderr, flush=True)


def narrate(progress: Progress | None = None) -> None:
    """Send the sentences of all modules to a progress, at the level of SENTRY_LOG_LEVEL.

    Without one that is a Narration. Again is no harm: the one before gets nothing more.
    """
    told = Narration() if progress is None else progress

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = self.format(record)
            told.message(text if record.name == RELAYED else harmless(text))

    log = logging.getLogger("buildtools")
    for old in list(log.handlers):
        log.removeHandler(old)
    log.addHandler(Lines())
    named = os.environ.get("SENTRY_LOG_LEVEL", "info").upper()
    level = logging.getLevelNamesMapping().get({"TRACE": "DEBUG"}.get(named, named))
    log.setLevel(logging.INFO if level is None else level)
    log.propagate = False

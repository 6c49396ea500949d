"""Narration: what a run tells while it goes on, on stderr."""

import logging
import os
import sys
from typing import Literal

from buildtools.progress import Progress
from buildtools.texts.escapes import harmless

RELAYED = "buildtools.relayed"
"""The logger of lines that are a program's own: they are shown as they come."""

Loudness = Literal["quiet", "usual", "verbose"]
"""How much is told: failures alone, what a person wants to know, or all there is."""

_LEVELS: dict[Loudness, int] = {"quiet": logging.ERROR, "verbose": logging.DEBUG}


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


def narrate(progress: Progress | None = None, loudness: Loudness = "usual") -> None:
    """Send the sentences of all modules to a progress; without one that is a Narration.

    Which ones is said by the loudness, and where that is the usual by SENTRY_LOG_LEVEL. Again is no
    harm: the progress before gets nothing more.
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
    log.setLevel(_LEVELS.get(loudness) or _level())
    log.propagate = False


def _level() -> int:
    """Return the level that SENTRY_LOG_LEVEL names; that of sentences where it names none."""
    named = os.environ.get("SENTRY_LOG_LEVEL", "info").upper()
    level = logging.getLevelNamesMapping().get({"TRACE": "DEBUG"}.get(named, named))
    return logging.INFO if level is None else level

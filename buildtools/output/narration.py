"""Narration: what a run tells while it goes on, on stderr.

Sentences come as lines. That a step goes on is shown by a line that is drawn anew where stderr is a
terminal, and else by one for every half minute in which nothing is said.
"""

import logging
import os
import sys
from typing import Literal

from buildtools.output import printing
from buildtools.output.display import Display, Ticker, Unseen
from buildtools.output.pulse import Pulse
from buildtools.output.terminals import is_redrawable
from buildtools.progress import COUNTED, Progress
from buildtools.texts.escapes import harmless

RELAYED = "buildtools.relayed"
"""The logger of lines that are a program's own: they are shown as they come."""

Loudness = Literal["quiet", "usual", "verbose"]
"""How much is told: failures alone, what a person wants to know, or all there is."""

_LEVELS: dict[Loudness, int] = {"quiet": logging.ERROR, "verbose": logging.DEBUG}

_TICKER = Ticker()
"""There is one stderr, so there is one thing that is drawn on it."""


class Narration:
    """The progress that people see: sentences as they come, on stderr."""

    def __init__(self, *, with_ends: bool = False) -> None:
        self._with_ends = with_ends
        """Whether the end of each step is told, with its seconds."""

    def begun(self, step: str) -> None:
        """Show that it goes on; what a step does first says what it is."""
        _TICKER.begin(step)

    def ended(self, step: str, said: str | None, seconds: float) -> None:
        """Say what a step left; why one failed is told by its failure, and by its program."""
        for line in _TICKER.end(failed=said is None):
            _print_as_it_is(line)
        if self._with_ends and said is not None:
            logging.getLogger("buildtools").info("%s: %s (%.1f s)", step, said, seconds)

    def advanced(self, what: str, done: int, of: int | None) -> None:
        """Show how far it is, where that does not push all else out of sight."""
        _TICKER.display.advanced(what, done, of)

    def message(self, text: str) -> None:
        """Print a line on stderr."""
        printing.tell(text)

    def relayed(self, line: str) -> None:
        """Print a line of a program, with its colours, where it is not kept back."""
        if not _TICKER.display.holds(line):
            _print_as_it_is(line)


def narrate(progress: Progress | None = None, loudness: Loudness = "usual") -> None:
    """Send the sentences of all modules to a progress; without one that is a Narration.

    Which ones is said by the loudness, and where that is the usual by SENTRY_LOG_LEVEL. Again is no
    harm: the progress before gets nothing more.
    """
    told = Narration() if progress is None else progress
    _TICKER.end()
    _TICKER.display = _display(loudness)
    printing.make_room_by(_TICKER.display.aside)

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            _hand_on(told, record, self.format(record))

    log = logging.getLogger("buildtools")
    for old in list(log.handlers):
        log.removeHandler(old)
    log.addHandler(Lines())
    log.setLevel(_LEVELS.get(loudness) or _level())
    log.propagate = False
    counts = logging.getLogger(COUNTED)
    counts.setLevel(logging.CRITICAL if loudness == "quiet" else logging.DEBUG)


def clear() -> None:
    """Leave no line behind that is drawn anew: what went on has ended."""
    _TICKER.end()


def _hand_on(told: Progress, record: logging.LogRecord, text: str) -> None:
    match record.name, record.args:
        case str(name), (str(what), int(done), int() | None as of) if name == COUNTED:
            told.advanced(what, done, of)
        case str(name), _ if name == RELAYED and isinstance(told, Narration):
            told.relayed(text)
        case str(name), _:
            told.message(text if name == RELAYED else harmless(text))


def _display(loudness: Loudness) -> Display:
    if loudness == "quiet":
        return Unseen()
    if not is_redrawable(sys.stderr):
        return Pulse(printing.tell)
    from buildtools.output.status_line import StatusLine

    return StatusLine(sys.stderr, holding=loudness != "verbose")


def _print_as_it_is(line: str) -> None:
    with _TICKER.display.aside():
        print(line, file=sys.stderr, flush=True)


def _level() -> int:
    """Return the level that SENTRY_LOG_LEVEL names; that of sentences where it names none."""
    named = os.environ.get("SENTRY_LOG_LEVEL", "info").upper()
    level = logging.getLevelNamesMapping().get({"TRACE": "DEBUG"}.get(named, named))
    return logging.INFO if level is None else level

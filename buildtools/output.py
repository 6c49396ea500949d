"""Output: the one place that prints, and two streams that never fail.

A reader that goes away (`| head`) changes nothing of the work: the steps go on to their end, what
is said after that is dropped, and the exit code is theirs. A stream that cannot be written for
another reason, such as a full disk, is told at the end and is a failure where all else is well.
Characters that a stream's encoding lacks are written as escapes, and so is what would steer a
terminal.
"""

import errno
import io
import os
import re
import select
import sys
from contextlib import suppress

from buildtools.errors import DiskRefused
from buildtools.progress import Progress
from buildtools.texts.escapes import harmless

RELAYED = "buildtools.relayed"
"""The logger of lines that are a program's own: they are shown as they come."""

NO_READER = {
    *(errno.EPIPE, errno.ECONNRESET, errno.ECONNABORTED),
    *(errno.ENOTCONN, errno.ESHUTDOWN, errno.EIO),
}
"""Nobody reads any more: a pipe, a socket, a terminal that was closed."""


class _Lasting(io.FileIO):
    """A file that takes everything: what cannot be written is dropped, and the reason kept."""

    lost: OSError | None = None
    told = False

    def write(self, data: object) -> int:
        """Write all of it, or drop it; a reader that is slow is waited for."""
        view = memoryview(data).cast("B")  # type: ignore[arg-type]
        at = 0
        while self.lost is None and at < len(view):
            try:
                written = super().write(view[at:])
                if written is None:  # a reader's side of the pipe that may not block
                    select.select([], [self], [])
                at += written or 0
            except OSError as error:
                self.lost = error
        return len(view)


def guard() -> None:
    """Make stdout and stderr last. Again is no harm; a stream that somebody captures is left."""
    _open_closed()
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None or stream is getattr(sys, f"__{name}__"):
            _guard(name, stream)


def _open_closed() -> None:
    """Open what the caller has closed, or the next file that we open would take its place."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _guard(name: str, stream: io.TextIOWrapper | None) -> None:
    number = {"stdout": 1, "stderr": 2}[name]
    if stream is not None and os.name == "nt":  # its console is no file
        stream.reconfigure(errors="backslashreplace")
        return
    if stream is not None:
        number = stream.fileno()
        with suppress(OSError):
            stream.flush()
    lasting = _Lasting(number, "w", closefd=False)
    setattr(
        sys,
        name,
        io.TextIOWrapper(
            io.BufferedWriter(lasting),
            encoding=stream.encoding if stream else "utf-8",
            errors="backslashreplace",
            line_buffering=name == "stderr" or lasting.isatty(),
        ),
    )


def say(text: str) -> None:
    """Print lines for a person on stdout."""
    print(harmless(text))


def tell(text: str) -> None:
    """Print lines beside the result, on stderr."""
    print(harmless(text), file=sys.stderr)


def say_json(value: object) -> None:
    """Print a value as one line of JSON; characters that stdout lacks are escaped as JSON does."""
    import msgspec

    text = msgspec.json.encode(value, order="deterministic").decode()
    print(_json(text, getattr(sys.stdout, "encoding", None) or "utf-8"))


def _json(text: str, encoding: str) -> str:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        unwritable = r"[^\x00-\x7e]"
    else:
        unwritable = r"[\x7f-\x9f]"
    return re.sub(unwritable, _as_json, text)


def _as_json(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))


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
            import logging

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
    import logging

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


def refuse_unwritten() -> None:
    """Write what waits; raise DiskRefused when not all of stdout could be written.

    A reader that went away is no reason: it has what it wanted. It is raised once.
    """
    with suppress(OSError, ValueError):
        sys.stdout.flush()
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    if not isinstance(raw, _Lasting) or raw.lost is None or raw.told:
        return
    raw.told = True
    if raw.lost.errno not in NO_READER:
        raise DiskRefused(
            f"stdout cannot be written: {raw.lost.strerror or raw.lost}",
            remedy="make room where it is sent; the work itself was done",
        )

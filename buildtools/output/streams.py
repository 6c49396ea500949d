"""Streams that never fail: a reader that goes away changes nothing of the work.

The steps go on to their end, what is said after that is dropped, and the exit code is theirs. A
stream that cannot be written for another reason, such as a full disk, is told at the end and is a
failure where all else is well.
"""

import errno
import io
import os
import select
import sys
from contextlib import suppress

from buildtools.errors import DiskRefused

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
        view = memoryview(data).cast("B")  # type: ignore[arg-type] # typed as object
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

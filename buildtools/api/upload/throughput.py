"""How fast the link is, measured by what is being sent anyway; and whether it compresses."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from buildtools.sourcemaps.bundle import zstd

_NEAR_SECONDS = 0.015
"""An answer within this time comes from the same network; one over the internet takes longer."""
NEAR = 200e6
FAR = 30e6
"""Bytes in a second that one supposes before anything was sent."""


class Throughput:
    """What has been learned about a link. Threads may share it."""

    def __init__(self, *, near: bool, now: Callable[[], float] = time.monotonic) -> None:
        self._supposed = NEAR if near else FAR
        self._now = now
        self._lock = threading.Lock()
        self._open_bytes = 0
        self._since = 0.0
        self._busy_seconds = 0.0
        self._bytes = 0
        self.is_bottleneck = False
        """Whether packing lately had to wait for sending."""
        self._takes_zstd = True

    @property
    def measured(self) -> bool:
        """Whether a request has come through."""
        return self._bytes > 0

    @property
    def bytes_per_second(self) -> float:
        """The speed so far, while at least one request was under way; else what one supposes."""
        with self._lock:
            busy = self._busy_seconds + (self._now() - self._since if self._open_bytes else 0.0)
            # Of the requests under way, half has left: some have just begun, some are at the end.
            passed = self._bytes + self._open_bytes / 2
            return passed / busy if self._bytes and busy > 0 else self._supposed

    @property
    def accepts_zstd(self) -> bool:
        """Whether chunks are compressed on their way, as far as one knows."""
        return self._takes_zstd and zstd.is_installed()

    def answered(self, seconds: float, *, takes_zstd: bool) -> None:
        """Learn from an answer: what the server takes, and how long a small question took."""
        self._supposed = NEAR if seconds < _NEAR_SECONDS else FAR
        self._takes_zstd = takes_zstd

    @contextmanager
    def sending(self, size: int) -> Iterator[None]:
        """Count a request of this size for as long as the block lasts."""
        with self._lock:
            if not self._open_bytes:
                self._since = self._now()
            self._open_bytes += size
        try:
            yield
        finally:
            with self._lock:
                self._open_bytes -= size
                if not self._open_bytes:
                    self._busy_seconds += self._now() - self._since
        with self._lock:
            self._bytes += size

"""Faults on order: a declared seam, so that a test can have the server misbehave.

What is ordered happens to real requests on the real wire: a status, a delay, a broken connection,
an assembly that never ends. Threads may share it.
"""

import threading
from collections.abc import Mapping
from typing import Literal

import msgspec

Sticky = Literal["created", "assembling", "error"]


class Fault(msgspec.Struct, frozen=True):
    """One misbehaviour; a request matches by method and by a part of its path."""

    method: str
    path: str
    status: int | None
    headers: Mapping[str, str]
    body: bytes
    delay_seconds: float
    close: bool


class Faults:
    """What was ordered and not yet used up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ordered: list[tuple[Fault, int | None]] = []
        self._sticky: tuple[Sticky, str] | None = None
        self.stopping = threading.Event()
        """Set when the server stops, so that nobody sleeps on."""

    def add(
        self,
        *,
        method: str = "",
        path: str = "",
        status: int | None = None,
        times: int | None = 1,
        headers: Mapping[str, str] | None = None,
        body: object = None,
        delay_seconds: float = 0.0,
        close: bool = False,
    ) -> None:
        """Order a fault for the next `times` requests that match; None is for ever.

        An empty method or path matches all. Without a status and without `close` the request is
        answered as usual after the delay. A body that is not bytes is sent as JSON.
        """
        if body is None:
            body = {"detail": f"fault on order: {status}"}
        payload = body if isinstance(body, bytes) else msgspec.json.encode(body)
        fault = Fault(
            method.upper(), path, status, dict(headers or {}), payload, delay_seconds, close
        )
        with self._lock:
            self._ordered.append((fault, times))

    def stick(self, state: Sticky, detail: str = "") -> None:
        """Let every assembly stay in this state until `clear`; nothing is assembled meanwhile."""
        with self._lock:
            self._sticky = (state, detail)

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self._ordered.clear()
            self._sticky = None

    def take(self, method: str, path: str) -> Fault | None:
        """Use up the first fault that matches this request; None when there is none."""
        with self._lock:
            for index, (fault, times) in enumerate(self._ordered):
                if fault.method in ("", method) and fault.path in path:
                    if times is not None:
                        self._ordered[index] = (fault, times - 1)
                    self._ordered = [one for one in self._ordered if one[1] != 0]
                    return fault
        return None

    @property
    def sticky(self) -> tuple[Sticky, str] | None:
        """The state that assemblies are stuck in, with its detail."""
        with self._lock:
            return self._sticky

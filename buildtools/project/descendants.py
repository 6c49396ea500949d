"""Offspring: all processes that a program started, so that none outlives a stop.

Children that opened a session of their own are found by their parents, and those whose parents
have gone because they become ours: Linux gives orphans to the nearest ancestor that asks for them.
Where there is no /proc only the program's own group is known.
Source: proc(5), PR_SET_CHILD_SUBREAPER in prctl(2).
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_PROC = Path("/proc")
_ADOPT = 36
_POLL_SECONDS = 0.02

_leaders: set[int] = set()
"""The programs that this process started itself: no orphans."""

_adopters: list[None] = []
"""One for each `adopting` that goes on."""


class _Process(NamedTuple):
    parent: int
    session: int
    started: int
    """Clock ticks since the machine was."""
    alive: bool


@contextlib.contextmanager
def adopting() -> Iterator[None]:
    """Become the parent of orphans below this process; nothing where the system has no such.

    Within another such context it is one already, and stays one.
    """
    _adopters.append(None)
    _adopt(1)
    try:
        yield
    finally:
        _adopters.pop()
        if not _adopters:
            _adopt(0)


def _adopt(whether: int) -> None:
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(_ADOPT, whether, 0, 0, 0)


class Offspring:
    """A program that leads a session of its own, and what it started. Use as a context."""

    def __init__(self, leader: int) -> None:
        self._leader = leader
        own = _process(leader)
        # Of one that has gone nobody knows since when an orphan may be its own: then none is.
        self._since = own.started if own else sys.maxsize
        self._known: set[int] = set()

    def __enter__(self) -> "Offspring":
        _leaders.add(self._leader)
        return self

    def __exit__(self, *exception: object) -> None:
        _leaders.discard(self._leader)

    def stop(self, seconds: float) -> None:
        """Ask all of them to end; those that have not after so many seconds are made to."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            asked: set[int] = set()
            deadline = time.monotonic() + seconds
            while (alive := self._alive()) and time.monotonic() < deadline:
                self._send(number, alive - asked)
                asked |= alive
                time.sleep(_POLL_SECONDS)
            if not alive:
                return

    def kill(self) -> None:
        """Make all of them end, and wait for none."""
        self._send(signal.SIGKILL, self._alive() | {self._leader})

    def _send(self, number: int, whom: set[int]) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self._leader in whom:
                os.killpg(self._leader, number)
        for one in whom:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(one, number)

    def _alive(self) -> set[int]:
        """Find those that have not ended; ours that have are taken note of."""
        table = {int(name.name): _process(int(name.name)) for name in _PROC.glob("[0-9]*")}
        if not table:
            return {self._leader}
        family = self._known | {self._leader}
        while more := {one for one, each in table.items() if self._joins(one, each, family)}:
            family |= more
        self._known = family
        for one in family - {self._leader}:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(one, os.WNOHANG)
        return {one for one in family if (each := table.get(one)) and each.alive}

    def _joins(self, one: int, each: _Process | None, family: set[int]) -> bool:
        """Whether a process belongs to those: a child, of one of their sessions, or an orphan."""
        if each is None or one in family or one in _leaders:
            return False
        adopted = each.parent == os.getpid() and each.started >= self._since
        return each.parent in family or each.session in family or adopted


def family(leader: int) -> set[int]:
    """Return a program that leads a session, and all that it started, as far as /proc tells.

    Those whose parents have gone are known by their session alone.
    """
    table = {int(name.name): _process(int(name.name)) for name in _PROC.glob("[0-9]*")}
    found = {leader}
    while more := {
        one
        for one, each in table.items()
        if each and one not in found and (each.parent in found or each.session in found)
    }:
        found |= more
    return {one for one in found if (each := table.get(one)) and each.alive}


def _process(number: int) -> _Process | None:
    """Read what the system says of a process; None when it has gone."""
    try:
        text = (_PROC / str(number) / "stat").read_bytes()
    except OSError:
        return None
    # The name, in brackets, may hold anything.
    state, parent, _, session, *rest = text.rpartition(b")")[2].split()
    return _Process(int(parent), int(session), int(rest[15]), state not in (b"Z", b"X"))

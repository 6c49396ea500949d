"""All runs there are: each has a name that repeats it alone."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from bench.chaos.children import Ended
from bench.chaos.judge import Wrong


class Setting(NamedTuple):
    """What all runs of one command share."""

    seed: int
    folder: Path
    """Holds the prepared projects; nothing in it changes while runs are under way."""
    kept: Path
    """Where bytes are kept that showed something."""
    limit_seconds: float = 90.0
    """A run that takes longer hangs."""


class Seen(NamedTuple):
    """What a run showed."""

    name: str
    kind: str
    wrong: tuple[Wrong, ...]
    code: int = 0
    line: str = ""
    """The first line of a failure, else the last one on stdout."""
    untried: str = ""
    """Why it was not tried; empty when it was."""
    runs: int = 1

    @classmethod
    def of(cls, name: str, kind: str, ended: Ended, wrong: Iterable[Wrong]) -> "Seen":
        """Sum up a process and what is wrong about it."""
        return cls(name, kind, tuple(wrong), ended.code, ended.line)


class Case(NamedTuple):
    """One run that can be made."""

    name: str
    kind: str
    run: Callable[[Setting], Seen]
    group: str = ""
    """What it is one of many of: each group is drawn from, the larger ones more."""
    patient: bool = False
    """Whether it mostly waits: for a limit of time to come."""

"""Processes: work that is Python's own, shared by the cores of the machine.

Threads take turns with Python itself. A copy of this process does not: it has all that is needed at
hand, does parts of the work, and sends what it made through a pipe. That takes a hundredth of a
second, and memory only for what the copy changes.
"""

import logging
import os
import pickle
import signal
import struct
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import Any, NoReturn, TypeVar

Part = TypeVar("Part")
Made = TypeVar("Made")

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_NOTHING = object()
_NUMBER = struct.Struct("=I")
_MOST_PARTS = 16_000
"""Parts whose numbers a pipe surely holds; those behind them are done here."""


def cores() -> int:
    """Return how many parts of work can be done at once; one where no copy can be made.

    Elsewhere than on Linux libraries of the system do not bear to be copied.
    """
    return min(len(os.sched_getaffinity(0)), 4) if sys.platform == "linux" else 1


def together(parts: Sequence[Part], work: Callable[[Part], Made], at_once: int) -> list[Made]:
    """Do the work of all parts, `at_once` so many; return what was made in their order.

    This process and copies of it take one part after the other, so that all are at work until none
    is left. What is made goes through `pickle`. A copy says nothing: what it could not do, for
    whatever reason, is done here once more, where a failure can be told. Raises what `work` raises.
    """
    with ExitStack() as ends:
        numbers = ends.enter_context(_queue(len(parts)))

        def some(numbers: Iterable[int]) -> dict[int, Made]:
            return {number: work(parts[number]) for number in numbers}

        others = min(at_once, len(parts)) - 1
        copies = [ends.enter_context(_copy(some, numbers)) for _ in range(others)]
        made = some(numbers)
        for take in copies:
            found: Any = take()
            made |= {} if found is _NOTHING else found
    return [made[at] if at in made else work(part) for at, part in enumerate(parts)]


@contextmanager
def _queue(length: int) -> Iterator[Iterator[int]]:
    """Number so many parts, each number to be taken by one process alone: reads of a pipe by
    several do not mix, and one that is ended in the middle holds up nobody."""
    reading, writing = os.pipe()
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(b"".join(map(_NUMBER.pack, range(min(length, _MOST_PARTS)))))
        yield (
            _NUMBER.unpack(data)[0] for data in iter(partial(os.read, reading, _NUMBER.size), b"")
        )
    finally:
        os.close(reading)


def apart(part: Part, work: Callable[[Part], Made]) -> Made:
    """Do work that takes much memory in a copy of this process, with which all of that is gone.

    What it leaves would be holes here, among what stays. Where no copy can be made, or it made
    nothing, the work is done here. Raises what `work` raises.
    """
    if sys.platform != "linux":
        return work(part)
    with meanwhile(part, work) as made:
        return made()


@contextmanager
def meanwhile(part: Part, work: Callable[[Part], Made]) -> Iterator[Callable[[], Made]]:
    """Have a copy of this process do work while the block lasts; what is given waits for what it
    made. What the copy could not do is done here then, and raises what `work` raises."""
    with _copy(work, part) as take:

        def made() -> Made:
            found: Any = take()
            return work(part) if found is _NOTHING else found

        yield made


@contextmanager
def _copy(work: Callable[[Part], Made], part: Part) -> Iterator[Callable[[], object]]:
    """Have a copy work while the block lasts; what is given waits for what it made."""
    reading, writing = os.pipe()
    try:
        with warnings.catch_warnings():
            # From Python 3.12 on it is warned of other threads. Theirs are not asked for there.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        yield lambda: _NOTHING
        return
    if child == 0:
        _work(work, part, reading, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        try:
            yield lambda: _taken(pipe.read())
        finally:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _taken(data: bytes) -> object:
    return pickle.loads(data) if data else _NOTHING  # noqa: S301 - of a copy of this process


def _work(work: Callable[[Part], Made], part: Part, reading: int, writing: int) -> NoReturn:
    """Do a part of the work in the copy, and end it as if nothing had been begun."""
    try:
        os.close(reading)
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        logging.disable()
        data = pickle.dumps(work(part), pickle.HIGHEST_PROTOCOL)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(data)
    finally:
        os._exit(0)

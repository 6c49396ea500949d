"""Stopping: SIGINT, SIGTERM and SIGHUP end a run in order, and a second one ends it at once.

The first is raised in the main thread as `Stopped`, wherever that is, so that every context is
left as after a failure. What was handed to `at_worst` is done where that does not come to its end:
at a second signal, or when the process still lives `GRACE_SECONDS` after the first.
"""

import contextlib
import os
import select
import signal
import threading
import time
from collections.abc import Callable, Iterator

GRACE_SECONDS = 6.0
"""CI systems kill what has not ended about ten seconds after their first signal."""

_ONE_PRESS_SECONDS = 0.1
"""A terminal signals all its processes, and npm hands its own on: together they are one."""

_LOOK_SECONDS = 0.05

_WAKING = getattr(signal, "SIGURG", None)
"""A signal that is ignored wherever nobody asks for it, and interrupts a wait where one does."""

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")

_LEAVE = 0xFF
"""What is told to the watcher when it has to go: no signal has that number."""

_actions: dict[object, Callable[[], None]] = {}
_first: list[int] = []
_busy: list[object] = []
"""One for each `later` that the main thread is in."""
_watching: list["_Watch"] = []
"""The one that watches; empty before `watch`, and while nobody does."""


class Stopped(KeyboardInterrupt):
    """A signal asked the process to end. What takes Ctrl-C takes this as well."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def exit_code(self) -> int:
        """The shell's code for it: 130, 143 or 129."""
        return 128 + self.number

    @property
    def name(self) -> str:
        return signal.Signals(self.number).name


def of(interrupt: KeyboardInterrupt) -> Stopped:
    """Return any interrupt as ours: Python's own is that of SIGINT."""
    return interrupt if isinstance(interrupt, Stopped) else Stopped(signal.SIGINT)


def came() -> Stopped | None:
    """Return the signal that came, whoever took it; None when none did."""
    return Stopped(_first[0]) if _first else None


@contextlib.contextmanager
def expected() -> Iterator[None]:
    """Take a signal for the ordinary end of what is done here, as that of a server is."""
    try:
        yield
    except KeyboardInterrupt:
        _first.clear()


def watch() -> None:
    """Take the signals from here on; again is no harm, and another thread than the main cannot.

    A signal that the caller chose to ignore, as nohup does, stays ignored.
    """
    if threading.current_thread() is not threading.main_thread() or _watched():
        return
    heard, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    for number in _numbers():
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _raise)
    if _WAKING is not None:
        signal.signal(_WAKING, lambda *_: None)
    _Watch(heard, told)


class _Watch:
    """A thread that waits for signals, and the pipe through which it hears of them."""

    def __init__(self, heard: int, told: int) -> None:
        self.heard, self.told = heard, told
        self.thread = threading.Thread(target=_outlast, args=(heard,), name="stopping", daemon=True)
        self.thread.start()
        _watching.append(self)


@contextlib.contextmanager
def unwatched() -> Iterator[None]:
    """Let nobody watch for a few lines, so that there is one thread less; a signal waits for them.

    What the process has become in them holds for the watcher, too, that begins after it.
    """
    with later():
        before = _watching.pop() if _watching else None
        if before is not None:
            os.write(before.told, bytes([_LEAVE]))
            before.thread.join()
        try:
            yield
        finally:
            if before is not None:
                _Watch(before.heard, before.told)


@contextlib.contextmanager
def at_worst(action: Callable[[], None]) -> Iterator[None]:
    """Have something done if the process has to end before this context is left.

    It runs in another thread, may find the work half done, and must not wait for anything. What
    was handed over last is done first.
    """
    key = object()
    try:
        _actions[key] = action
        yield
    finally:
        _actions.pop(key, None)


@contextlib.contextmanager
def later() -> Iterator[None]:
    """Put a signal off to the end of a few lines that must not be cut in two."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = len(_first)
    _busy.append(None)
    try:
        yield
    finally:
        _busy.pop()
    if len(_first) > before and not _busy:
        raise Stopped(_first[0])


def _numbers() -> list[int]:
    return [int(getattr(signal, name)) for name in _NAMES if hasattr(signal, name)]


def _watched() -> bool:
    return any(signal.getsignal(number) is _raise for number in _numbers())


def _raise(number: int, frame: object) -> None:
    del frame
    if not _first:
        _first.append(number)
        if not _busy:
            raise Stopped(number)


def _outlast(heard: int) -> None:
    """Wait for the first signal, then for a second one or for too long, and end the process."""
    first = _first[0] if _first else _next(heard, None)
    if first == _LEAVE:
        return
    since = time.monotonic()
    second = 0
    while not second and (waited := time.monotonic() - since) < GRACE_SECONDS:
        if not _first:
            _wake()
        number = _next(heard, min(_LOOK_SECONDS, GRACE_SECONDS - waited))
        if number == _LEAVE:
            return
        second = number if time.monotonic() - since > _ONE_PRESS_SECONDS else 0
    for action in reversed(list(_actions.values())):
        with contextlib.suppress(Exception):
            action()
    why = "a second signal came" if second else "it did not end in time"
    sentence = f"error: {signal.Signals(first).name}: ended at once: {why}\n"
    with contextlib.suppress(OSError):
        os.write(2, sentence.encode())
    os._exit(128 + first)


def _wake() -> None:
    """Wake the main thread: a signal that comes just before it falls asleep is not noticed."""
    if _WAKING is not None:
        signal.pthread_kill(threading.main_thread().ident or 0, _WAKING)


def _next(heard: int, seconds: float | None) -> int:
    """Return the next of our signals; 0 when none came in time."""
    deadline = None if seconds is None else time.monotonic() + seconds
    while True:
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        if not select.select([heard], [], [], left)[0]:
            return 0
        with contextlib.suppress(BlockingIOError):
            for number in os.read(heard, 1):
                if number in (*_numbers(), _LEAVE):
                    return number

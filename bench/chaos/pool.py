"""Runs in processes forked from a warm one: some that work, more that only wait."""

import multiprocessing
import os
import queue
import signal
import time
import traceback
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bench.chaos.cases import Case, Seen, Setting
from bench.chaos.judge import Wrong

WORKING = 3 * (os.cpu_count() or 1)
"""More than processors: runs pause too, between two tries and for events."""
WAITING = 12
OUT_OF_TIME = "the time was up"


class Until(NamedTuple):
    """When all has to be over, on the monotonic clock."""

    end: float

    def too_late(self, patient: bool) -> bool:
        """Whether a case that begins now could outlast the end."""
        return time.monotonic() > self.end - (_LONG_SECONDS if patient else _SPARE_SECONDS)


_LONG_SECONDS = 240.0
"""After so long one that waits for a limit of time hangs."""
_SPARE_SECONDS = 12.0
"""What a run takes by far, so that none is begun for nothing."""


class _Known(NamedTuple):
    cases: Sequence[Case]
    setting: Setting
    until: Until


_known: list[_Known] = []
"""What a worker was forked with: cases are functions, which cannot be sent to it."""


def run(cases: Sequence[Case], setting: Setting, until: Until) -> Iterator[Seen]:
    """Do all cases that there is time for, and give what they show as they end."""
    fork = multiprocessing.get_context("fork")
    known = _Known(cases, setting, until)
    seen: queue.SimpleQueue[Seen] = queue.SimpleQueue()
    with (
        fork.Pool(WORKING, _begin, (known,)) as working,
        fork.Pool(WAITING, _begin, (known,)) as waiting,
    ):
        for number, case in enumerate(cases):
            pool = waiting if case.patient else working
            pool.apply_async(_one, (number,), callback=seen.put)
        for _ in cases:
            yield seen.get()


def _begin(known: _Known) -> None:
    """Take note of the cases; an interrupt is the parent's to answer."""
    _known.append(known)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _one(number: int) -> Seen:
    known = _known[0]
    case = known.cases[number]
    if known.until.too_late(case.patient):
        return Seen(case.name, case.kind, (), untried=OUT_OF_TIME)
    if case.patient:
        return attempt(case, known.setting._replace(limit_seconds=_LONG_SECONDS))
    return attempt(case, known.setting)


def attempt(case: Case, setting: Setting) -> Seen:
    """Do one case; a mistake of the harness is shown as one."""
    try:
        return case.run(setting)
    except Exception:
        return Seen(case.name, case.kind, (Wrong("harness", traceback.format_exc()),))

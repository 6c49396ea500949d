"""Doing: one step done once, with its time, and the ledger as it is afterwards."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from buildtools import acceptance
from buildtools.errors import (
    BuildtoolsError,
    Busy,
    ConfigurationError,
    MapsRefused,
    OutOfDate,
    OutOfOrder,
)
from buildtools.findings import Finding
from buildtools.ledger import Attempt, Entry, Failed, Ledger
from buildtools.machine import faults
from buildtools.pipeline.job import Job
from buildtools.pipeline.table import Step
from buildtools.results import Result, findings_of
from buildtools.texts.timestamps import in_utc

NOT_TRIED = (OutOfOrder, OutOfDate, Busy, ConfigurationError)
"""Failures of a step that never began: the ledger stays as it is."""


def _named(ledger: Ledger) -> tuple[str, str | None]:
    return ledger.release, ledger.dist


def recorded(
    before: Ledger | None,
    ledger: Ledger,
    step: str,
    entry: Entry,
    failure: BuildtoolsError | None,
    *,
    undo: bool,
) -> Ledger | None:
    """Return the ledger after a step; None when it stays as it is.

    A build that fails opens no new release: the ledger of the one before keeps it as an attempt.
    """
    if isinstance(failure, NOT_TRIED) or (failure and undo):
        return None
    if undo:
        return ledger.without(step)
    if failure and before is not None and _named(before) != _named(ledger):
        tried = Attempt(ledger.release, ledger.dist, entry)
        return msgspec.structs.replace(before, attempt=tried)
    return ledger.record(step, entry)


def timed(
    step: Step, job: Job, cause: Callable[[BuildtoolsError], BuildtoolsError], *, undo: bool
) -> tuple[Result | Failed, Entry, BuildtoolsError | None]:
    started, clock = datetime.now(UTC), time.monotonic()
    failure: BuildtoolsError | None = None
    outcome: Result | Failed
    try:
        outcome = step.undo(job) if undo and step.undo else step.run(job)
        outcome = _judged(outcome, job)
    except (BuildtoolsError, OSError, MemoryError) as caught:
        explained = _explained(caught)
        if explained is None:
            raise
        raised = failure = cause(explained)
        outcome = failed(raised)
    seconds = round(time.monotonic() - clock, 3)
    stamp = in_utc(started, "seconds")
    return outcome, Entry(0, dict(sorted(job.made_from.items())), outcome, stamp, seconds), failure


def failed(raised: BuildtoolsError) -> Failed:
    """Return a failure as a ledger keeps it, with all findings that it stands for."""
    behind = raised.findings if isinstance(raised, MapsRefused) else ()
    findings = tuple(each for each in behind if isinstance(each, Finding))
    what = raised.what, raised.exit_code, raised.evidence, raised.remedy, raised.code
    return Failed(*what, findings=findings)


def _explained(raised: BuildtoolsError | OSError | MemoryError) -> BuildtoolsError | None:
    return raised if isinstance(raised, BuildtoolsError) else faults.fault(raised)


def _judged(outcome: Result, job: Job) -> Result:
    """Mark what sentry.yml accepts, whichever step found it."""
    others = (entry for name, entry in job.ledger.entries.items() if name != job.step)
    earlier = [found for entry in others for found in findings_of(entry.outcome)]
    return acceptance.applied(outcome, job.settings.accept, earlier)

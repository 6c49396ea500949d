"""A run: one process at work on one environment.

It walks the table of `pipeline`, times each step, and saves the ledger after every one, so that a
run that is stopped anywhere can be continued anywhere.
"""

import gc
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from buildtools import acceptance, config
from buildtools.config import Loaded
from buildtools.connection import Connection
from buildtools.errors import (
    BuildtoolsError,
    Busy,
    ConfigurationError,
    OutOfDate,
    OutOfOrder,
    ServerRefused,
    ServerUnreachable,
)
from buildtools.ledger import Attempt, Entry, Failed, Ledger
from buildtools.machine import faults
from buildtools.pipeline.job import (
    NOTHING_ASKED,
    Asked,
    Job,
    boundaries_of,
    refuse_foreign_paths,
)
from buildtools.pipeline.recovery import files
from buildtools.pipeline.rehearsal import prerequisites, rehearsed
from buildtools.pipeline.table import BY_NAME, Step
from buildtools.progress import Progress, Quiet
from buildtools.refusals import failure_of
from buildtools.reports.report import words
from buildtools.results import Result, findings_of
from buildtools.state import journal_file, ledger_file, paths, quarantine
from buildtools.texts.timestamps import in_utc

if TYPE_CHECKING:
    from buildtools.api.client import Client
    from buildtools.sandbox.serving import Running

log = logging.getLogger("buildtools")

_RARELY = 100_000
"""New values between two searches for cycles."""

NOT_TRIED = (OutOfOrder, OutOfDate, Busy, ConfigurationError)
"""Failures of a step that never began: the ledger stays as it is."""


class Run:
    """One process at work on one environment. Use as a context: it ends what it started."""

    def __init__(
        self,
        loaded: Loaded,
        *,
        rehearsed_from: Path | None = None,
        steps: Mapping[str, Step] = BY_NAME,
    ) -> None:
        self.loaded = loaded
        self._table = steps
        self.rehearsing = rehearsed_from is not None
        self.checkout = rehearsed_from or loaded.root
        self._ends = ExitStack()
        self._own_server: Running | None = None
        self._tried: set[str] = set()
        self._held = False
        self.at: str | None = None
        """The step that is being done now, such as `upload` or `strip --undo`."""
        self.recorded = False
        """Whether this run has written anything into the ledger."""
        self.progress: Progress = Quiet()
        """Who is told that a step begins and ends."""
        self.begun = "build"
        """The step that was begun last, and its release."""
        self.release: str | None = None

    def __enter__(self) -> "Run":
        # A ledger is some hundred thousand values and no cycle among them: looking for cycles each
        # time seven hundred were made takes a twentieth of a run.
        self._ends.callback(gc.set_threshold, *gc.get_threshold())
        gc.set_threshold(_RARELY, *gc.get_threshold()[1:])
        return self

    def __exit__(self, *exception: object) -> None:
        self._ends.close()

    @cached_property
    def client(self) -> "Client":
        """The client of this environment's server; the sandbox is started when it is the one."""
        from buildtools.api.client import Client

        if self.loaded.settings.server == "sandbox":
            return Client(self._sandbox())
        return Client(config.connection(self.loaded))

    def _sandbox(self) -> Connection:
        from buildtools.sandbox.serving import serve

        running = self._ends.enter_context(serve(self.loaded.root / paths.SANDBOX))
        self._own_server = running
        return Connection(
            url=running.url,
            org=running.org,
            projects=(running.project,),
            token=running.token,
            dsn=running.dsn,
        )

    @property
    def last(self) -> str | None:
        """The step that was begun last; None before the first."""
        return self.begun if self._tried else None

    def ledger(self) -> Ledger | None:
        """Read the ledger as it stands."""
        return ledger_file.load(self.loaded.root, self.loaded.target)

    def prerequisites(self, first: str) -> tuple[str, ...]:
        """Name the steps to do again before `first`: none, but in a rehearsal some."""
        wanted = prerequisites(self.ledger(), first) if self.rehearsing else ()
        return tuple(name for name in wanted if name not in self._tried)

    def step(self, name: str, *, undo: bool = False, asked: Asked = NOTHING_ASKED) -> Entry:
        """Do one step, or undo it, record it, and give its entry.

        Raises what the step raises, after it is recorded; a result with errors is recorded and
        given like any other. What was undone is not in the ledger any more.
        """
        self._tried.add(name)
        self.begun = name
        self.at = f"{name} --undo" if undo else name
        self._hold()
        self.progress.begun(self.at)
        with files(self.loaded.root, self.loaded.target, name) as journal:
            before, ledger = self.ledger(), self._open(name, undo=undo)
            self.release = ledger.release
            job = Job(name, ledger, self.loaded, self.checkout, lambda: self.client, journal)
            job.asked = asked
            outcome, entry, failure = _timed(self._table[name], job, self._cause, undo=undo)
            recorded = _recorded(before, ledger, name, entry, failure, undo=undo)
            if recorded is not None:
                ledger_file.save(self.loaded.root, recorded)
                self.recorded = True
            if not failure:
                journal.settle()
        at, self.at = self.at, None
        if failure:
            self.progress.ended(at, None, entry.seconds)
            raise failure
        log.debug("%s left %s", name, type(outcome).__name__)
        left = recorded.entries.get(name, entry) if recorded else entry
        self.progress.ended(at, words(left.outcome), left.seconds)
        return left

    def _cause(self, failure: BuildtoolsError) -> BuildtoolsError:
        """Return what is behind a failure: where our own server could keep nothing, that is it."""
        own = self._own_server.failure if self._own_server else None
        return own if own and isinstance(failure, ServerRefused | ServerUnreachable) else failure

    def _hold(self) -> None:
        """Keep every other run off this environment's ledger until this one ends."""
        if not self._held:
            locked = ledger_file.locked(self.loaded.root, self.loaded.target)
            self._ends.enter_context(locked)
            self._refuse_foreign_paths()
            self._held = True

    def _refuse_foreign_paths(self) -> None:
        """Raise ConfigurationError when ledger or quarantine names a file of somebody else."""
        refuse_foreign_paths(self.loaded, self.ledger(), copied=self.rehearsing)
        root, boundaries = self.loaded.root, boundaries_of(self.loaded, copied=self.rehearsing)
        for target in quarantine.targets(root):
            kept = paths.quarantine_of(target)
            stripped = quarantine.standing(root, target)
            boundaries.refuse(stripped, kept, f"remove {kept}, and build again")
        for line in journal_file.written(root):
            boundaries.refuse(
                line, journal_file.FILE, f"remove {journal_file.FILE}, and build again"
            )

    def _open(self, name: str, *, undo: bool) -> Ledger:
        """Return the ledger a step works on: build opens one for its release, others take it.

        After a build of another release that failed nothing goes on with the one before.
        """
        ledger = self.ledger()
        if name == "build":
            return self._for_release(ledger)
        if ledger is None or (ledger.attempt and not undo):
            raise OutOfOrder(name, "build", self.loaded.environment)
        return ledger

    def _for_release(self, ledger: Ledger | None) -> Ledger:
        from buildtools.pipeline.version import choose_version

        chosen = choose_version(self.loaded, self.checkout)
        log.info("release %s (from %s)", chosen.version, chosen.source)
        dist = self.loaded.settings.dist
        if ledger and (ledger.release, ledger.dist) == (chosen.version, dist):
            return ledger
        target = self.loaded.target
        return Ledger(target.environment, chosen.version, dist, app=target.app)

    def steps(self, names: Sequence[str]) -> Iterator[tuple[str, Entry]]:
        """Do these steps in order, giving each entry as it is recorded.

        Raises MapsRefused or ProofFailed after a step that left errors: nothing later is done.
        """
        for name in names:
            entry = self.step(name)
            yield name, entry
            if failure := failure_of(entry, self.loaded.environment):
                raise failure


def _named(ledger: Ledger) -> tuple[str, str | None]:
    return ledger.release, ledger.dist


def _recorded(
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


def _timed(
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
        outcome = Failed(raised.what, raised.exit_code, raised.evidence, raised.remedy)
    seconds = round(time.monotonic() - clock, 3)
    stamp = in_utc(started, "seconds")
    return outcome, Entry(0, dict(sorted(job.made_from.items())), outcome, stamp, seconds), failure


def _explained(raised: BuildtoolsError | OSError | MemoryError) -> BuildtoolsError | None:
    return raised if isinstance(raised, BuildtoolsError) else faults.fault(raised)


def _judged(outcome: Result, job: Job) -> Result:
    """Mark what sentry.yml accepts, whichever step found it."""
    others = (entry for name, entry in job.ledger.entries.items() if name != job.step)
    earlier = [found for entry in others for found in findings_of(entry.outcome)]
    return acceptance.applied(outcome, job.settings.accept, earlier)


@contextmanager
def opened(
    file: Path, environment: str | None, environ: Mapping[str, str], *, rehearse: bool
) -> Iterator[Run]:
    """Load the settings of one environment and give a run on it, or a rehearsal of one."""
    loaded = config.load(file, environment, environ)
    with ExitStack() as ends:
        root = loaded.root
        if rehearse:
            copied = ends.enter_context(rehearsed(loaded))
            yield ends.enter_context(Run(copied, rehearsed_from=root))
        else:
            yield ends.enter_context(Run(loaded))

"""A run: one process at work on one environment.

It walks the table of `pipeline`, times each step, and saves the ledger after every one, so that a
run that is stopped anywhere can be continued anywhere.
"""

import gc
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from buildtools import config
from buildtools.config import Loaded
from buildtools.connection import Connection
from buildtools.errors import (
    BuildFailed,
    BuildtoolsError,
    OutOfOrder,
    ServerRefused,
    ServerUnreachable,
)
from buildtools.findings import Finding
from buildtools.ledger import Entry, Ledger
from buildtools.machine import threads
from buildtools.machine.interpreter import SELDOM
from buildtools.next_command import Standing, agreeing, next_command
from buildtools.pipeline.doing import recorded, timed
from buildtools.pipeline.job import NOTHING_ASKED, Asked, Job
from buildtools.pipeline.own_files import boundaries_of, refuse_foreign_paths
from buildtools.pipeline.recovery import files
from buildtools.pipeline.rehearsal import prerequisites, rehearsed
from buildtools.pipeline.standing import standing
from buildtools.pipeline.table import BY_NAME, Step
from buildtools.progress import Progress, Quiet
from buildtools.refusals import failure_of
from buildtools.reports.report import words
from buildtools.state import journal_file, ledger_file, paths, quarantine

if TYPE_CHECKING:
    from buildtools.api.client import Client
    from buildtools.sandbox.serving import Running

log = logging.getLogger("buildtools")


class Run:
    """One process at work on one environment. Use as a context: it ends what it started."""

    def __init__(
        self,
        loaded: Loaded,
        *,
        rehearsed_from: Path | None = None,
        noticed: Callable[[], Sequence[Finding]] = tuple,
        hint: str = "",
        steps: Mapping[str, Step] = BY_NAME,
    ) -> None:
        self.loaded = loaded
        self._table = steps
        self.rehearsing = rehearsed_from is not None
        self.checkout = rehearsed_from or loaded.root
        self._noticed = noticed
        self._hint = hint
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
        gc.set_threshold(SELDOM, *gc.get_threshold()[1:])
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

    def standing(self) -> Standing:
        """Look up what is so beside the ledger."""
        return standing(self.loaded, self.ledger())

    def goes_on(self) -> str:
        """Return the command that goes on from here; empty when nothing is left to do."""
        return next_command(self.ledger(), self.standing())

    def failure_of(self, entry: Entry) -> BuildtoolsError | None:
        """Return the failure that a step's errors end a run with; it names the next command."""
        failure = failure_of(entry, self.loaded.environment)
        return self._led(failure) if failure else None

    def _led(self, failure: BuildtoolsError) -> BuildtoolsError:
        """Let a failure name the command that `status` names."""
        failure.remedy = agreeing(failure.remedy, self._goes_on_here)
        return failure

    def _goes_on_here(self) -> str:
        goes_on = self.goes_on()
        return f"{goes_on} --env={self.loaded.environment}" if goes_on else ""

    def prerequisites(self, first: str) -> tuple[str, ...]:
        """Name the steps to do again before `first`: none, but in a rehearsal some."""
        wanted = prerequisites(self.ledger(), first) if self.rehearsing else ()
        return tuple(name for name in wanted if name not in self._tried)

    def step(self, name: str, *, undo: bool = False, asked: Asked = NOTHING_ASKED) -> Entry:
        """Do one step, or undo it, record it, and give its entry.

        Raises what the step raises, after it is recorded; a result with errors is recorded and
        given like any other. What was undone is not in the ledger any more.
        """
        try:
            return self._step(name, undo=undo, asked=asked)
        except BuildtoolsError as failure:
            raise self._led(failure) from failure.__cause__

    def _step(self, name: str, *, undo: bool, asked: Asked) -> Entry:
        if self._tried:
            threads.give_memory_back()  # what the step before has freed
        self._tried.add(name)
        self.begun = name
        self.at = f"{name} --undo" if undo else name
        self.hold()
        self.progress.begun(self.at)
        with files(self.loaded.root, self.loaded.target, name) as journal:
            before, ledger = self.ledger(), self._open(name, undo=undo)
            self.release = ledger.release
            job = Job(name, ledger, self.loaded, self.checkout, lambda: self.client, journal)
            job.asked, job.noticed = asked, self._noticed
            _, entry, failure = timed(self._table[name], job, self._cause, undo=undo)
            after = recorded(before, ledger, name, entry, failure, undo=undo)
            if after is not None:
                ledger_file.save(self.loaded.root, after)
                self.recorded = True
            if not failure:
                journal.settle()
        at, self.at = self.at, None
        if failure:
            self.progress.ended(at, None, entry.seconds)
            if self._hint and isinstance(failure, BuildFailed):
                log.info("%s", self._hint)
            raise failure
        log.debug("%s is recorded", name)
        left = after.entries.get(name, entry) if after else entry
        self.progress.ended(at, words(left.outcome), left.seconds)
        return left

    def _cause(self, failure: BuildtoolsError) -> BuildtoolsError:
        """Return what is behind a failure: where our own server could keep nothing, that is it."""
        own = self._own_server.failure if self._own_server else None
        return own if own and isinstance(failure, ServerRefused | ServerUnreachable) else failure

    def hold(self) -> None:
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

    def carry(self, make: Callable[[Ledger | None], Ledger], step: str = "upload") -> None:
        """Replace the ledger by what `make` makes of it, while no other run works on it.

        What a killed run has left of built files is taken back before, as `step` wants it.
        """
        self.hold()
        with files(self.loaded.root, self.loaded.target, step):
            ledger = make(self.ledger())
            ledger_file.save(self.loaded.root, ledger)
        self.release, self.recorded = ledger.release, True

    def steps(self, names: Sequence[str]) -> Iterator[tuple[str, Entry]]:
        """Do these steps in order, giving each entry as it is recorded.

        Raises MapsRefused or ProofFailed after a step that left errors: nothing later is done.
        """
        for name in names:
            entry = self.step(name)
            yield name, entry
            if failure := self.failure_of(entry):
                raise failure


@contextmanager
def opened(
    file: Path, environment: str | None, environ: Mapping[str, str], *, rehearse: bool
) -> Iterator[Run]:
    """Load the settings of one environment and give a run on it, or a rehearsal of one."""
    loaded = config.load(file, environment, environ, rehearse=rehearse)
    with ExitStack() as ends:
        root = loaded.root
        if rehearse:
            one = ends.enter_context(rehearsed(loaded))
            run = Run(one.loaded, rehearsed_from=root, noticed=one.noticed, hint=one.hint)
            yield ends.enter_context(run)
        else:
            yield ends.enter_context(Run(loaded))

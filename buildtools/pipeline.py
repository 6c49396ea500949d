"""The order: one table of steps, the picture of the system.

It wires the results of earlier steps to the parameters of later ones. A step gets them only
through its `Job`, which notes what was asked for.
"""

import posixpath
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from buildtools.boundaries import Boundaries
from buildtools.config import Loaded
from buildtools.errors import ConfigurationError, OutOfOrder
from buildtools.journal import Journal
from buildtools.ledger import STEP_OF, Ledger
from buildtools.proof.lines import Head
from buildtools.proof.record import Record
from buildtools.results import (
    Built,
    CommitsSet,
    Created,
    Finalized,
    Injected,
    Result,
    Skipped,
    Stripped,
    Uploaded,
    Verified,
)
from buildtools.settings import Server, Settings
from buildtools.stages import ORDER
from buildtools.state import ledger_file, paths, proof_file, quarantine

if TYPE_CHECKING:
    from buildtools.api.client import Client

ResultType = TypeVar("ResultType", bound=Result)


def boundaries_of(loaded: Loaded, *, copied: bool = False) -> Boundaries:
    """Say where the files of a project may lie: of a copy of it, for a rehearsal, within that."""
    build = loaded.settings.build
    outputs = [posixpath.join(build.directory, output.path) for output in build.outputs]
    return Boundaries(loaded.root, () if copied else outputs)


def refuse_strangers(loaded: Loaded, ledger: Ledger | None, *, copied: bool = False) -> None:
    """Raise ConfigurationError when a ledger names a file that is not the project's."""
    root, target = loaded.root, loaded.target
    name = ledger_file.name_of(root, target, ledger)
    remedy = ledger_file.remedy(root, target, name)
    if copied:
        remedy = "a rehearsal follows no link out of its copy; rehearse where there are none"
    boundaries_of(loaded, copied=copied).refuse(ledger, name, remedy)


@dataclass
class Job:
    """What one step may ask for; what it did ask for is noted in `made_from`."""

    step: str
    ledger: Ledger
    loaded: Loaded
    checkout: Path
    connect: Callable[[], "Client"]
    journal: Journal = field(default_factory=Journal)
    """What the step changes in built files, until the ledger tells of it."""
    made_from: dict[str, int] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        return self.loaded.settings

    @property
    def root(self) -> Path:
        return self.loaded.root

    @property
    def client(self) -> "Client":
        return self.connect()

    @property
    def release(self) -> str:
        return self.ledger.release

    def need(self, kind: type[ResultType]) -> ResultType:
        """Give the current result of this kind; the step's entry is then made from it.

        Raises OutOfOrder, OutOfDate, or OutOfOrder when the step that makes it was skipped.
        """
        found = self.after(kind)
        if isinstance(found, Skipped):
            raise OutOfOrder(self.step, STEP_OF[kind], self.ledger.environment, how="was skipped")
        return found

    def after(self, kind: type[ResultType]) -> ResultType | Skipped:
        """Like `need`, and a skipped step is good enough."""
        step = STEP_OF[kind]
        found = self.ledger.need(self.step, step, kind)
        self.made_from[step] = self.ledger.entries[step].turn
        return found

    def uploaded(self) -> Uploaded | Skipped:
        """Give what `upload` left; that it was left out is good enough where sentry.yml says so.

        Raises OutOfOrder where it does not: a ledger may come from elsewhere, or be an old one.
        """
        server = self.settings.server
        allowed = isinstance(server, Server) and "upload" in server.without
        return self.after(Uploaded) if allowed else self.need(Uploaded)

    @property
    def told_commits(self) -> CommitsSet | None:
        """The commits that this release was told of, if it was; nothing hangs on it."""
        entry = self.ledger.entries.get(STEP_OF[CommitsSet])
        return entry.outcome if entry and isinstance(entry.outcome, CommitsSet) else None

    def earlier(self, kind: type[ResultType]) -> ResultType | None:
        """Give what this step itself left the last time, fresh or not."""
        entry = self.ledger.entries.get(self.step)
        return entry.outcome if entry and isinstance(entry.outcome, kind) else None


class Step(NamedTuple):
    """How one stage is done, and undone."""

    name: str
    run: Callable[[Job], Result]
    undo: Callable[[Job], Result] | None = None


def _build(job: Job) -> Result:
    from buildtools.steps.build import build

    return build(
        job.root,
        job.settings.build,
        job.loaded.variables,
        release=job.release,
        dist=job.ledger.dist,
        accept=job.settings.accept,
        boundaries=boundaries_of(job.loaded, copied=job.checkout != job.root),
        secrets=job.loaded.secrets,
    )


def _inject(job: Job) -> Result:
    from buildtools.sourcemaps.places import places
    from buildtools.steps.inject import inject

    build = job.settings.build
    searched = places(build.directory, [output.path for output in build.outputs])
    built = job.need(Built)
    earlier = job.earlier(Injected)
    return inject(job.root, built.pairs, earlier, searched, built.repairs, job.journal)


def _undo_inject(job: Job) -> Result:
    from buildtools.steps.inject import undo

    return undo(job.root, job.earlier(Injected), job.journal)


def _create(job: Job) -> Result:
    from buildtools.steps.create import create

    return create(job.client, job.release, job.client.connection.projects)


def _set_commits(job: Job) -> Result:
    from buildtools.steps.commits import set_commits

    job.after(Created)
    return set_commits(
        job.client,
        job.release,
        job.checkout,
        job.settings.commits,
        environment=job.loaded.environment,
        environ=job.loaded.variables,
    )


def _upload(job: Job) -> Result:
    from buildtools.steps.upload import upload

    injected = job.need(Injected)
    return upload(
        job.client,
        job.release,
        job.ledger.dist,
        job.root,
        injected,
        environment=job.loaded.environment,
    )


def _verify(job: Job) -> Result:
    from buildtools.steps.verify import Circumstances, verify

    site, environment = job.settings.site, job.loaded.environment
    record = Record(job.loaded.known_secrets)
    verified = verify(
        job.client,
        job.root,
        job.need(Injected),
        job.uploaded(),
        job.settings.verify,
        Circumstances(job.release, job.ledger.dist, environment, site),
        quarantine.standing(job.root, job.loaded.target),
        job.settings.build.directory,
        record,
    )
    ledger = paths.ledger_of(job.loaded.target, job.release)
    head = Head(environment, job.release, job.ledger.dist)
    proof = proof_file.keep(job.root, ledger, head, record, verified.proof)
    return Verified(proof, verified.resolver)


def _strip(job: Job) -> Result:
    from buildtools.steps.strip import strip

    job.need(Uploaded)
    return strip(
        job.root,
        job.loaded.target,
        job.settings.build,
        job.settings.strip,
        job.need(Injected).pairs,
        job.need(Verified),
    )


def _undo_strip(job: Job) -> Result:
    from buildtools.steps.strip import undo

    return undo(job.root, job.loaded.target, job.earlier(Stripped), job.journal)


def _finalize(job: Job) -> Result:
    from buildtools.steps.finalize import finalize

    job.uploaded()
    finalized = finalize(
        job.client,
        job.release,
        job.client.connection.projects,
        job.need(Verified),
        environment=job.loaded.environment,
        deploy=job.settings.deploy,
        site=job.settings.site,
        now=lambda: datetime.now(UTC),
        told=job.told_commits,
    )
    if isinstance(finalized, Finalized) and not job.settings.strip.keep:
        quarantine.discard(job.root, job.loaded.target)
    return finalized


STEPS = (
    Step("build", _build),
    Step("inject", _inject, _undo_inject),
    Step("create", _create),
    Step("set-commits", _set_commits),
    Step("upload", _upload),
    Step("verify", _verify),
    Step("strip", _strip, _undo_strip),
    Step("finalize", _finalize),
)
BY_NAME = {step.name: step for step in STEPS}


def between(first: str | None, last: str | None, without: Collection[str] = ()) -> tuple[str, ...]:
    """Name the steps from `first` through `last`, both included.

    Those in `without` are left out, unless they are asked for by name.

    Raises ConfigurationError when a name is no step or they stand the wrong way round.
    """
    for name in (first, last):
        if name is not None and name not in ORDER:
            raise ConfigurationError(f"{name} is no step", remedy=f"use one of: {', '.join(ORDER)}")
    start = ORDER.index(first) if first else 0
    stop = ORDER.index(last) + 1 if last else len(ORDER)
    if start >= stop:
        raise ConfigurationError(
            f"--from={first} comes after --through={last}", remedy="leave one of them out"
        )
    return tuple(name for name in ORDER[start:stop] if name not in without or name in (first, last))

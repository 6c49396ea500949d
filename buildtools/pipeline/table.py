"""The order: one table of steps, the picture of the system.

It wires the results of earlier steps to the parameters of later ones; what is the same wherever a
step is named stands in `stages`.
"""

from collections.abc import Callable, Collection
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple, TypeVar

import msgspec

from buildtools.errors import ConfigurationError
from buildtools.machine import threads
from buildtools.pipeline.job import Job
from buildtools.pipeline.own_files import boundaries_of
from buildtools.proof.lines import Head
from buildtools.proof.record import Record
from buildtools.results import (
    Built,
    Created,
    Deployed,
    Injected,
    Looked,
    Result,
    Skipped,
    Stripped,
    Uploaded,
    Verified,
)
from buildtools.stages import ORDER
from buildtools.state import paths, proof_file, quarantine

ResultType = TypeVar("ResultType", bound=Result)


class Step(NamedTuple):
    """How one stage is done, and undone."""

    name: str
    run: Callable[[Job], Result]
    undo: Callable[[Job], Result] | None = None


def _build(job: Job) -> Result:
    from buildtools.checks.accuracy import KnownRight
    from buildtools.pipeline.release_code import code
    from buildtools.sourcemaps.maps import resolve
    from buildtools.state import right_maps
    from buildtools.steps.building import build

    threads.share_heap()
    of = code(job)
    right = KnownRight(right_maps.load(job.root))
    built = build(
        job.root,
        job.settings.build,
        job.loaded.variables,
        release=job.release,
        dist=job.ledger.dist,
        environment=job.loaded.deploy_environment,
        accept=job.settings.accept,
        boundaries=boundaries_of(job.loaded, copied=job.checkout != job.root),
        secrets=job.loaded.secrets,
        resolver=resolve.which(),
        right=right,
    )
    right_maps.save(job.root, right.seen)
    findings = (*built.findings, *of.findings, *job.noticed())
    return msgspec.structs.replace(built, findings=findings, commit=of.commit)


def _inject(job: Job) -> Result:
    from buildtools.pipeline.release_code import replaced
    from buildtools.sourcemaps.derived.scan_roots import places
    from buildtools.steps.inject import inject

    build = job.settings.build
    searched = places(build.directory, [output.path for output in build.outputs])
    built = job.need(Built)
    earlier = job.earlier(Injected)
    injected = inject(job.root, built.pairs, earlier, searched, built.repairs, job.journal)
    findings = (*injected.findings, *replaced(job, built, injected))
    return msgspec.structs.replace(injected, findings=findings)


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
        environment=job.loaded.deploy_environment,
        environ=job.loaded.variables,
    )


def _upload(job: Job) -> Result:
    from buildtools.sourcemaps.bundle import entries
    from buildtools.steps.upload import upload

    injected = job.need(Injected)
    return upload(
        job.client,
        job.release,
        job.ledger.dist,
        job.root,
        injected,
        entries,
        environment=job.loaded.environment,
        sources=job.settings.upload.sources,
    )


def _verify(job: Job) -> Result:
    from buildtools.checks import pair_proof
    from buildtools.checks.changed_files import any_changed
    from buildtools.pipeline.changes import Unchanged
    from buildtools.sourcemaps.maps import resolve
    from buildtools.steps.verify import EventContext, verify

    site, to = job.settings.site_url, job.loaded.deploy_environment
    record, injected = Record(job.loaded.known_secrets), job.need(Injected)
    unchanged, stripped = (
        Unchanged(job.root, injected),
        quarantine.standing(job.root, job.loaded.target),
    )
    verified = verify(
        job.client,
        pair_proof,
        job.root,
        injected,
        job.uploaded(),
        job.settings.verify,
        EventContext(job.release, job.ledger.dist, to, site),
        stripped,
        job.settings.build.directory,
        resolve.which(),
        record,
    )
    if stripped is None and not any_changed(verified.proof.findings):
        unchanged.keep()
    ledger = paths.ledger_of(job.loaded.target, job.release)
    head = Head(job.loaded.environment, job.release, job.ledger.dist)
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
        job.earlier(Stripped),
    )


def _undo_strip(job: Job) -> Result:
    from buildtools.steps.strip import undo

    uploaded = job.since(Uploaded)
    bundles = [bundle.id for bundle in uploaded.bundles] if uploaded else []
    return undo(job.root, job.loaded.target, job.earlier(Stripped), job.journal, bundles)


def _deploy(job: Job) -> Result:
    from buildtools.steps.deploy import deploy

    verified = job.need(Verified)
    job.since(Stripped)
    if job.is_rehearsed:
        return Skipped("a rehearsal deploys nothing")
    return deploy(
        job.root,
        job.settings.build.directory,
        job.settings.deploy.command,
        job.loaded.variables,
        verified,
        environment=job.loaded.environment,
        release=job.release,
        dist=job.ledger.dist,
        to=job.loaded.deploy_environment,
        secrets=job.loaded.secrets,
        masked=job.loaded.known_secrets,
    )


def _live(job: Job) -> Result:
    from buildtools.api.http.certificates import Trust
    from buildtools.inspections.live import by_server, look, released, targets
    from buildtools.pipeline import in_browser
    from buildtools.web.fetching import Bounds
    from buildtools.web.site import Site

    injected, stripped = job.need(Injected), job.since(Stripped)
    deployed = job.since(Deployed)
    if job.is_rehearsed:
        return Skipped("a rehearsal looks at no live site")
    wait, looking = job.asked.wait_seconds, job.settings.looking
    if wait is None:
        wait = looking.wait_seconds if deployed else 0
    record = Record(job.loaded.known_secrets)
    with in_browser.site(job) as site:
        release = released(job.release, site.url, injected, job.root, stripped)
        trust = Trust(site.ca_bundle, site.ca_origin)
        with closing(Site(site.url, headers=site.headers, trust=trust)) as fetcher:
            looked = look(
                fetcher,
                site.url,
                release,
                releases=by_server(job.connect),
                wait_seconds=wait,
                record=record,
                bounds=Bounds(requests=looking.requests, seconds=looking.seconds),
                sent_to=targets(job.settings.server),
            )
        looked = in_browser.added(job, site, release, record, looked)
    ledger = paths.ledger_of(job.loaded.target, job.release)
    head = Head(job.loaded.environment, job.release, job.ledger.dist)
    proof = proof_file.keep(job.root, ledger, head, record, looked.proof, of="live")
    return msgspec.structs.replace(looked, proof=proof)


def _finalize(job: Job) -> Result:
    from buildtools.steps.finalize import finalize

    job.uploaded()
    root, target = job.root, job.loaded.target
    keep = job.settings.strip.keep
    required = job.settings.looking.required and not job.is_rehearsed
    return finalize(
        job.client,
        job.release,
        job.client.connection.projects,
        job.need(Verified),
        environment=job.loaded.environment,
        deploy=job.settings.deploy,
        site=job.settings.site_url,
        now=lambda: datetime.now(UTC),
        told=job.told_commits,
        discard=None if keep else partial(quarantine.discard, root, target),
        looked=job.need(Looked) if required else None,
    )


STEPS = (
    Step("build", _build),
    Step("inject", _inject, _undo_inject),
    Step("create", _create),
    Step("set-commits", _set_commits),
    Step("upload", _upload),
    Step("verify", _verify),
    Step("strip", _strip, _undo_strip),
    Step("deploy", _deploy),
    Step("live", _live),
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

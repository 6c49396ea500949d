"""What the judgement of a release's code is made from: git, the settings, the results before."""

import posixpath
from typing import NamedTuple

from buildtools.checks import release_code
from buildtools.findings import Finding
from buildtools.pipeline.job import Job
from buildtools.results import Built, Injected, Uploaded


class Code(NamedTuple):
    """The code that a release is built of."""

    commit: str
    """Empty where neither git nor CI tells it."""
    findings: tuple[Finding, ...]
    """Whether it is the commit that the release is named by."""


def code(job: Job) -> Code:
    """Ask git for the commit, and judge whether the code is that; before the build."""
    from buildtools.facts.ci import detect_ci
    from buildtools.project.git import Repository, pull_request_head

    repository = Repository.open(job.checkout, job.loaded.variables)
    if repository is None:
        told = detect_ci(job.loaded.variables).commit
        return Code(pull_request_head(job.loaded.variables) or told or "", ())
    build = job.settings.build
    outputs = [posixpath.join(build.directory, output.path) for output in build.outputs]
    head, changed = repository.head(), repository.uncommitted()
    return Code(head, release_code.uncommitted(job.release, head, changed, outputs))


def replaced(job: Job, built: Built, now: Injected) -> tuple[Finding, ...]:
    """Judge whether the release went up before with other code."""
    uploaded = job.ledger.entries.get("upload")
    before = job.earlier(Injected) if uploaded and _is(uploaded.outcome) else None
    noticed = {found.code for found in built.findings}
    return tuple(release_code.replaced(job.release, before, now, noticed))


def _is(outcome: object) -> bool:
    return isinstance(outcome, Uploaded)

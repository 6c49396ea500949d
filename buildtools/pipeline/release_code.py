"""What the judgement of a release's code is made from: git, the settings, the results before."""

import posixpath

from buildtools.checks import release_code
from buildtools.findings import Finding
from buildtools.pipeline.job import Job
from buildtools.results import Built, Injected, Uploaded


def uncommitted(job: Job) -> tuple[Finding, ...]:
    """Judge whether the code is the commit that the release is named by; before the build."""
    from buildtools.project.git import Repository

    repository = Repository.open(job.checkout, job.loaded.variables)
    if repository is None:
        return ()
    build = job.settings.build
    outputs = [posixpath.join(build.directory, output.path) for output in build.outputs]
    changed = repository.uncommitted()
    return release_code.uncommitted(job.release, repository.head(), changed, outputs)


def replaced(job: Job, built: Built, now: Injected) -> tuple[Finding, ...]:
    """Judge whether the release went up before with other code."""
    uploaded = job.ledger.entries.get("upload")
    before = job.earlier(Injected) if uploaded and _is(uploaded.outcome) else None
    noticed = {found.code for found in built.findings}
    return tuple(release_code.replaced(job.release, before, now, noticed))


def _is(outcome: object) -> bool:
    return isinstance(outcome, Uploaded)

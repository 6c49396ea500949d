"""Bitbucket Pipelines: one step. Source: support.atlassian.com, Bitbucket Pipelines reference."""

from collections.abc import Iterator

from buildtools.setup.ci_files.job import DEPLOY, Job
from buildtools.setup.ci_files.shell import CACHE, PYTHON_IN_IMAGE
from buildtools.setup.writing.yaml_text import scalar


def bitbucket(job: Job) -> str:
    """Return the pipeline."""
    return "".join(f"{line}\n" for line in _lines(job))


def _lines(job: Job) -> Iterator[str]:
    names = " and ".join(job.secrets)
    yield f"# {names}: Repository settings, Repository variables; the token secured."
    yield f"image: node:{job.node}"
    yield "clone: {depth: full}  # set-commits wants the history"
    if job.cache_variable:
        yield "definitions:"
        yield "  caches:"
        yield f"    packages: {CACHE}"
    yield "pipelines:"
    yield "  branches:"
    yield f"    {scalar(job.branch)}:"
    yield "      - step:"
    yield "          name: sentry-release"
    if job.cache_variable:
        yield "          caches: [packages]"
    yield "          script:"
    if job.cache_variable:
        yield f"            - export {job.cache_variable}=$BITBUCKET_CLONE_DIR/{CACHE}"
    yield from (f"            - {scalar(each)}" for each in (*PYTHON_IN_IMAGE, *job.lines()))
    yield f"            # {DEPLOY}"
    yield f"            - {scalar(job.after)}"

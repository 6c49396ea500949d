"""CircleCI: one job in one image. Source: circleci.com, configuration reference."""

from collections.abc import Iterator

from buildtools.setup.ci_files.job import DEPLOY, PYTHON, Job
from buildtools.setup.ci_files.shell import CACHE
from buildtools.setup.writing.yaml_text import scalar


def circleci(job: Job) -> str:
    """Return the pipeline."""
    return "".join(f"{line}\n" for line in _lines(job))


def _lines(job: Job) -> Iterator[str]:
    yield f"# {' and '.join(job.secrets)}: Project Settings, Environment Variables."
    yield "version: 2.1"
    yield "jobs:"
    yield "  sentry-release:"
    yield "    docker:"
    yield f"      - image: cimg/python:{PYTHON}-node"
    if job.cache_variable:
        yield "    environment:"
        yield f"      {job.cache_variable}: {CACHE}"
    yield "    steps:"
    yield from (f"      {line}" for line in _steps(job))
    yield "workflows:"
    yield "  sentry-release:"
    yield "    jobs:"
    yield "      - sentry-release:"
    yield f"          filters: {{branches: {{only: {scalar(job.branch, in_list=True)}}}}}"


def _steps(job: Job) -> Iterator[str]:
    yield "- checkout: {method: full}  # set-commits wants the history"
    key = f"packages-{{{{ checksum {_quoted(job.lock)} }}}}" if job.lock else ""
    cached = key and job.cache_variable
    if cached:
        yield f"- restore_cache: {{keys: [{scalar(key, in_list=True)}]}}"
    before = job.lines()
    yield from (f"- run: {scalar(each)}" for each in before[:-1])
    if cached:
        yield f"- save_cache: {{key: {scalar(key, in_list=True)}, paths: [{CACHE}]}}"
    yield f"- run: {scalar(before[-1])}"
    yield f"# {DEPLOY}"
    yield f"- run: {scalar(job.after)}"


def _quoted(text: str) -> str:
    return f'"{text}"'

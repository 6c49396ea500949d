"""GitHub Actions: a workflow of its own. Source: docs.github.com, workflow syntax."""

from collections.abc import Iterator

from buildtools.setup.ci_files.job import DEPLOY, PYTHON, Job
from buildtools.setup.writing.yaml_text import scalar

_HEAD = """\
# The token is a secret of the repository: Settings, Secrets and variables, Actions.
name: sentry-release
on:
  push: {{branches: [{branch}]}}
  workflow_dispatch:
permissions: {{contents: read}}
concurrency: {{group: sentry-release}}
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with: {{fetch-depth: 0}}  # set-commits wants the history
"""


def github(job: Job) -> str:
    """Return the workflow."""
    head = _HEAD.format(branch=scalar(job.branch, in_list=True))
    return head + "".join(f"      {line}\n" for line in _steps(job))


def _steps(job: Job) -> Iterator[str]:
    if job.bring:
        yield f"- run: {scalar(job.bring)}"
    yield "- uses: actions/setup-node@v5"
    yield "  with:"
    file = f"node-version-file: {scalar(job.node_file)}" if job.node_file else ""
    yield f"    {file or f'node-version: {job.node}'}"
    if job.cache and job.lock:
        yield f"    cache: {job.cache}"
        yield f"    cache-dependency-path: {scalar(job.lock)}"
    yield "- uses: actions/setup-python@v6"
    yield f'  with: {{python-version: "{PYTHON}"}}'
    if job.install:
        yield f"- run: {scalar(job.install)}"
        yield from _in(job.lock_folder)
    yield f"- run: {scalar(job.install_python)}"
    yield from _release(job, job.release[0])
    yield f"# {DEPLOY}"
    yield from _release(job, job.release[1])


def _release(job: Job, command: str) -> Iterator[str]:
    """Return a step that has the token; no other has it, nor the packages that are installed."""
    yield f"- run: {scalar(command)}"
    yield from _in(job.folder)
    yield "  env:"
    yield f"    {job.token}: ${{{{ secrets.{job.token} }}}}"
    yield from (f"    {name}: ${{{{ vars.{name} }}}}" for name in job.variables)


def _in(folder: str) -> Iterator[str]:
    if folder != ".":
        yield f"  working-directory: {scalar(folder)}"

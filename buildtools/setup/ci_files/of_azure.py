"""Azure Pipelines: one job. Source: learn.microsoft.com, Azure Pipelines YAML schema."""

from collections.abc import Iterator

from buildtools.setup.ci_files.job import DEPLOY, PYTHON, Job
from buildtools.setup.writing.yaml_text import scalar

_CACHE = "$(Pipeline.Workspace)/packages"


def azure(job: Job) -> str:
    """Return the pipeline."""
    return "".join(f"{line}\n" for line in _lines(job))


def _lines(job: Job) -> Iterator[str]:
    yield f"# {' and '.join(job.secrets)}: Edit, Variables; the token is kept secret."
    yield f"trigger: [{scalar(job.branch, in_list=True)}]"
    yield "pr: none"
    yield "pool: {vmImage: ubuntu-latest}"
    yield "steps:"
    yield from (f"  {line}" for line in _steps(job))


def _steps(job: Job) -> Iterator[str]:
    yield "- checkout: self"
    yield '  fetchDepth: "0"  # set-commits wants the history'
    yield "- task: NodeTool@0"
    yield f"  inputs: {{versionSpec: {job.node}.x}}"
    yield "- task: UsePythonVersion@0"
    yield f'  inputs: {{versionSpec: "{PYTHON}"}}'
    cached = job.cache_variable and job.lock
    if cached:
        yield "- task: Cache@2"
        yield "  inputs:"
        yield f"    key: {scalar(_key(job))}"
        yield f"    path: {_CACHE}"
    if job.bring:
        yield f"- script: {scalar(job.bring)}"
    if job.install:
        yield f"- script: {scalar(job.install)}"
        yield from _in(job.lock_folder)
        if cached:
            yield f"  env: {{{job.cache_variable}: {_CACHE}}}"
    yield f"- script: {scalar(job.install_python)}"
    yield from _release(job, job.release[0])
    yield f"# {DEPLOY}"
    yield from _release(job, job.release[1])


def _key(job: Job) -> str:
    return f'"packages" | "$(Agent.OS)" | {job.lock}'


def _release(job: Job, command: str) -> Iterator[str]:
    """Return a step that has the token: a secret is in no step's environment by itself."""
    yield f"- script: {scalar(command)}"
    yield from _in(job.folder)
    yield f"  env: {{{job.token}: $({job.token})}}"


def _in(folder: str) -> Iterator[str]:
    if folder != ".":
        yield f"  workingDirectory: {scalar(folder)}"

"""GitLab: a pipeline of one job. Source: docs.gitlab.com, CI/CD YAML syntax reference."""

from collections.abc import Iterator

from buildtools.setup.ci_files.job import DEPLOY, Job
from buildtools.setup.ci_files.shell import CACHE, PYTHON_IN_IMAGE
from buildtools.setup.writing.yaml_text import scalar


def gitlab(job: Job) -> str:
    """Return the pipeline."""
    return "".join(f"{line}\n" for line in _lines(job))


def _lines(job: Job) -> Iterator[str]:
    yield f"# {' and '.join(job.secrets)}: Settings, CI/CD, Variables; the token masked."
    yield "sentry-release:"
    yield f"  image: node:{job.node}"
    yield "  rules:"
    yield "    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"
    yield "  variables:"
    yield '    GIT_DEPTH: "0"  # set-commits wants the history'
    if job.cache_variable:
        yield f"    {job.cache_variable}: $CI_PROJECT_DIR/{CACHE}"
        yield "  cache:"
        yield "    key: packages"
        yield f"    paths: [{CACHE}]"
    yield "  before_script:"
    yield from (f"    - {scalar(each)}" for each in PYTHON_IN_IMAGE)
    yield "  script:"
    yield from (f"    - {scalar(each)}" for each in job.lines())
    yield f"    # {DEPLOY}"
    yield f"    - {scalar(job.after)}"

"""Jenkins: a declarative pipeline in an image of Node. Source: jenkins.io, Pipeline syntax."""

from collections.abc import Iterator

from buildtools.setup.ci_files.job import DEPLOY, Job
from buildtools.setup.ci_files.shell import PYTHON_IN_IMAGE

_CHECKOUT = """\
checkout scmGit(branches: scm.branches, userRemoteConfigs: scm.userRemoteConfigs,
  extensions: scm.extensions + cloneOption(shallow: false, noTags: false))"""


def jenkins(job: Job) -> str:
    """Return the Jenkinsfile."""
    return "".join(f"{line}\n" for line in _lines(job))


def _lines(job: Job) -> Iterator[str]:
    token = job.token
    yield "// Needs the plugins Docker Pipeline and Credentials Binding, and a credential of the"
    yield f"// kind Secret text with the ID {token}."
    if job.variables:
        yield f"// {' and '.join(job.variables)}: Global properties, Environment variables."
    yield "pipeline {"
    yield f"  agent {{ docker {{ image 'node:{job.node}'; args '-u root' }} }}"
    yield "  options { skipDefaultCheckout() }"
    yield "  stages {"
    yield "    stage('sentry-release') {"
    yield "      steps {"
    yield from (f"        {line}" for line in _CHECKOUT.splitlines())
    yield """        sh 'git config --global --add safe.directory "$WORKSPACE"'"""
    lines = (*PYTHON_IN_IMAGE[:1], "python3 -m venv /opt/sentry", *job.lines()[:-1])
    yield from (f"        sh {_quoted(_with_path(each))}" for each in lines)
    yield f"        withCredentials([string(credentialsId: '{token}', variable: '{token}')]) {{"
    yield f"          sh {_quoted(_with_path(job.before))}"
    yield f"          // {DEPLOY}"
    yield f"          sh {_quoted(_with_path(job.after))}"
    yield from ("        }", "      }", "    }", "  }", "}")


def _with_path(command: str) -> str:
    """Each `sh` is a shell of its own."""
    needs = command.startswith(("pip ", "buildtools ", "("))
    return f"PATH=/opt/sentry/bin:$PATH; {command}" if needs else command


def _quoted(text: str) -> str:
    """Write a text of Groovy in which nothing is filled in."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

"""CI files: one job of one system that releases, made of what was found.

job       what the job is made of, the same for all systems
of_…      the file of one system
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from buildtools.errors import ConfigurationError
from buildtools.setup.ci_files.job import Job, job_of
from buildtools.setup.ci_files.of_azure import azure
from buildtools.setup.ci_files.of_bitbucket import bitbucket
from buildtools.setup.ci_files.of_circleci import circleci
from buildtools.setup.ci_files.of_github import github
from buildtools.setup.ci_files.of_gitlab import gitlab
from buildtools.setup.ci_files.of_jenkins import jenkins
from buildtools.setup.gathering import Gathered
from buildtools.setup.writing.meaning import meaning
from buildtools.setup.writing.placing import Wanted
from buildtools.texts.wording import meant

SYSTEMS: dict[str, tuple[str, Callable[[Job], str]]] = {
    "github": (".github/workflows/sentry-release.yml", github),
    "gitlab": (".gitlab-ci.yml", gitlab),
    "circleci": (".circleci/config.yml", circleci),
    "bitbucket": ("bitbucket-pipelines.yml", bitbucket),
    "azure": ("azure-pipelines.yml", azure),
    "jenkins": ("Jenkinsfile", jenkins),
}
"""What one types -> where its file lies in the repository, and what writes it."""


def ci_files(systems: Sequence[str], gathered: Gathered, file: Path) -> tuple[Wanted, ...]:
    """Return the file of each system, at the top of the repository.

    Raises ConfigurationError for a system that is not known.
    """
    names = [name for each in systems for name in each.split(",")]
    for name in names:
        if name not in SYSTEMS:
            raise ConfigurationError(
                f"--ci: no file is made for {name!r}{meant(name, SYSTEMS)}; nothing is written",
                remedy=f"name one of: {', '.join(SYSTEMS)}",
            )
    top = Path(gathered.ground.top or gathered.ground.root)
    job = job_of(gathered, file, top)
    rows = (SYSTEMS[name] for name in dict.fromkeys(names))
    return tuple(
        Wanted(top / path, write(job), meaning if path.endswith(".yml") else str)
        for path, write in rows
    )

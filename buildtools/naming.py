"""Choose the version of the release that a build opens, from what the project can tell.

Where git is not there, as in many containers, the variables of CI tell the commit and branch.
"""

from pathlib import Path

from buildtools.ci import look_around
from buildtools.config import Loaded
from buildtools.errors import ConfigurationError
from buildtools.foreign import object_of
from buildtools.git import SHORT_DIGITS, Repository, pull_request_head, why_none
from buildtools.versions import Facts, Proposal, propose, render


def choose_version(loaded: Loaded, checkout: Path) -> Proposal:
    """Give the version and where it comes from; `checkout` is where git is asked.

    Raises ConfigurationError when the template cannot be filled or nothing proposes one.
    """
    repository = Repository.open(checkout, loaded.variables)
    around = look_around(loaded.variables)
    sha = repository.head() if repository else pull_request_head(loaded.variables) or around.commit
    without_git = "" if repository else why_none(checkout, loaded.variables)
    if loaded.settings.release == "auto":
        return propose(loaded.variables, sha, without_git)
    facts = Facts(
        package=_package(loaded.root / loaded.settings.build.directory / "package.json"),
        sha=sha,
        short=sha[:SHORT_DIGITS] if sha else None,
        branch=repository.branch() if repository else around.branch,
        tag=repository.tag() if repository else around.tag,
        environ=loaded.variables,
        without_git=without_git,
    )
    return render(loaded.settings.release, facts, loaded.origins.get("release", "sentry.yml"))


def _package(file: Path) -> dict[str, object]:
    """Read package.json; empty when there is none, which a template may never need."""
    try:
        return object_of(file.read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError as fault:
        raise ConfigurationError(
            f"{file.name} in {file.parent.name} {fault}",
            remedy="mend the file, or take package.version out of release in sentry.yml",
        ) from fault

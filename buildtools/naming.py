"""Choose the version of the release that a build opens, from what the project can tell."""

from pathlib import Path

import msgspec

from buildtools.config import Loaded
from buildtools.errors import ConfigurationError
from buildtools.git import Repository
from buildtools.versions import Facts, Proposal, propose, render


def choose_version(loaded: Loaded, checkout: Path) -> Proposal:
    """Give the version and where it comes from; `checkout` is where git is asked.

    Raises ConfigurationError when the template cannot be filled or nothing proposes one.
    """
    repository = Repository.open(checkout, loaded.variables)
    if loaded.settings.release == "auto":
        return propose(loaded.variables, repository.head() if repository else None)
    facts = Facts(
        package=_package(loaded.root / loaded.settings.build.directory / "package.json"),
        sha=repository.head() if repository else None,
        short=repository.short() if repository else None,
        branch=repository.branch() if repository else None,
        tag=repository.tag() if repository else None,
        environ=loaded.variables,
    )
    return render(loaded.settings.release, facts)


def _package(file: Path) -> dict[str, object]:
    """Read package.json; empty when there is none, which a template may never need."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, object])
    except FileNotFoundError:
        return {}
    except (msgspec.DecodeError, msgspec.ValidationError) as fault:
        raise ConfigurationError(
            f"{file.name} in {file.parent.name} is not a JSON object", evidence=[str(fault)]
        ) from fault

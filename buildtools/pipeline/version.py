"""Choose the version of the release that a build opens, from what the project can tell.

Where git is not there, as in many containers, the variables of CI tell the commit and branch.
"""

import re
from pathlib import Path
from typing import NamedTuple

from buildtools.checks.build_command import TOKENS
from buildtools.config import Loaded
from buildtools.errors import ConfigurationError
from buildtools.facts.ci import detect_ci
from buildtools.facts.versions import Facts, Proposal, propose, render
from buildtools.files import small_file
from buildtools.project.git import SHORT_DIGITS, Repository, pull_request_head, why_none
from buildtools.texts.foreign import object_of
from buildtools.texts.redaction import holds_token
from buildtools.values import SHORTEST_SECRET, names_a_secret

_MOST_BYTES = 10_000_000
"""Of package.json."""


def choose_version(loaded: Loaded, checkout: Path) -> Proposal:
    """Return the version and where it comes from; `checkout` is where git is asked.

    Raises ConfigurationError when the template cannot be filled or nothing proposes one.
    """
    _refuse_secret_names(loaded)
    try:
        chosen = _chosen(loaded, checkout)
    except ConfigurationError as fault:
        refuse_secrets(loaded, " ".join(fault.lines()))
        raise
    refuse_secrets(loaded, f"{chosen.version} {loaded.settings.dist or ''}")
    return chosen


def _refuse_secret_names(loaded: Loaded) -> None:
    """Raise ConfigurationError when the release is made of a variable that holds a secret."""
    where = loaded.origins.get("release", "sentry.yml")
    used = re.findall(r"\{env\.(\w+)\}", loaded.settings.release) + re.findall(
        r"via \$\{(\w+)\}", where
    )
    secret = next((name for name in used if names_a_secret(name)), None)
    if secret is not None:
        raise _shown_to_all(f"{secret} holds one, as its name says", where)


def refuse_secrets(loaded: Loaded, text: str) -> None:
    """Raise ConfigurationError when a text that would be shown has a secret in it."""
    known = {*loaded.secrets, *(loaded.variables.get(name, "") for name in TOKENS)}
    inside = any(len(secret) >= SHORTEST_SECRET and secret in text for secret in known)
    if inside or holds_token(text):
        raise _shown_to_all("the text of a token, or of a header, is in it", "release and dist")


def _shown_to_all(why: str, where: str) -> ConfigurationError:
    return ConfigurationError(
        "a release cannot be named by a secret: its name is shown and stored everywhere",
        evidence=(why, f"from {where}"),
        remedy="take it out of release in sentry.yml, or of SENTRY_RELEASE",
    )


class Around(NamedTuple):
    """What git and CI tell of the commit; None where neither does."""

    sha: str | None
    branch: str | None
    tag: str | None
    without_git: str
    """Why git told nothing; empty when it did."""


def around(loaded: Loaded, checkout: Path) -> Around:
    """Ask git, and the variables of CI where git is not."""
    repository = Repository.open(checkout, loaded.variables)
    told = detect_ci(loaded.variables)
    if repository is None:
        sha = pull_request_head(loaded.variables) or told.commit
        return Around(sha, told.branch, told.tag, why_none(checkout, loaded.variables))
    return Around(repository.head(), repository.branch(), repository.tag(), "")


def _chosen(loaded: Loaded, checkout: Path) -> Proposal:
    told = around(loaded, checkout)
    if loaded.settings.release == "auto":
        return propose(loaded.variables, told.sha, told.without_git)
    facts = Facts(
        package=package(loaded),
        sha=told.sha,
        short=told.sha[:SHORT_DIGITS] if told.sha else None,
        branch=told.branch,
        tag=told.tag,
        environ=loaded.variables,
        without_git=told.without_git,
    )
    return render(loaded.settings.release, facts, loaded.origins.get("release", "sentry.yml"))


def package(loaded: Loaded) -> dict[str, object]:
    """Read the app's package.json; empty when there is none, which a template may never need.

    Raises ConfigurationError for one that cannot be read.
    """
    file = loaded.root / loaded.settings.build.directory / "package.json"
    try:
        return object_of(small_file.read(file, _MOST_BYTES))
    except FileNotFoundError:
        return {}
    except (ValueError, OSError) as fault:
        why = f"cannot be read: {fault.strerror}" if isinstance(fault, OSError) else str(fault)
        raise ConfigurationError(
            f"{file.name} in {file.parent.name} {why}",
            remedy="correct the file, or take package.version out of release in sentry.yml",
        ) from fault

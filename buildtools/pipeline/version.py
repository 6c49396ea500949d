"""Choose the version of the release that a build opens, from what the project can tell.

Where git is not there, as in many containers, the variables of CI tell the commit and branch.
"""

import re
from pathlib import Path

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
        _refuse_secrets(loaded, " ".join(fault.lines()))
        raise
    _refuse_secrets(loaded, f"{chosen.version} {loaded.settings.dist or ''}")
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


def _refuse_secrets(loaded: Loaded, text: str) -> None:
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


def _chosen(loaded: Loaded, checkout: Path) -> Proposal:
    repository = Repository.open(checkout, loaded.variables)
    around = detect_ci(loaded.variables)
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
        return object_of(small_file.read(file, _MOST_BYTES))
    except FileNotFoundError:
        return {}
    except (ValueError, OSError) as fault:
        why = f"cannot be read: {fault.strerror}" if isinstance(fault, OSError) else str(fault)
        raise ConfigurationError(
            f"{file.name} in {file.parent.name} {why}",
            remedy="correct the file, or take package.version out of release in sentry.yml",
        ) from fault

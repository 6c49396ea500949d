"""Whose commits they are: the repository's name, set, of a remote, told by CI, or guessed."""

import logging
from collections.abc import Sequence
from typing import NamedTuple

from buildtools.checks import commits as checks
from buildtools.errors import ConfigurationError
from buildtools.facts.ci import CiEnvironment
from buildtools.findings import Finding
from buildtools.project.git import Repository
from buildtools.settings import Commits
from buildtools.texts.wording import meant

log = logging.getLogger("buildtools")

_USUAL = Commits().remote
"""The remote that is meant by those who set none."""


class Whose(NamedTuple):
    """The repository's name; empty when nothing tells it."""

    name: str
    findings: tuple[Finding, ...] = ()
    by_folder: bool = False
    """Whether there is only the folder's name: no server knows the repository by it."""
    remote: str = ""
    """The remote that is taken in place of the one of the settings; empty when none is."""


def whose(git: Repository | None, commits: Commits, around: CiEnvironment) -> Whose:
    """Find the repository's name; a guess is told in a finding.

    Raises ConfigurationError when `commits.remote` names a remote that is not there.
    """
    if git is None:
        return Whose(commits.repository or around.repository or "")
    remote, remotes = commits.remote, git.remotes()
    if remote not in remotes and remote != _USUAL:
        raise _no_remote(remote, remotes)
    named = git.remote_name(remote) if remote in remotes else None
    known = commits.repository or named or around.repository
    if known:
        return Whose(known)
    only = git.remote_name(remotes[0]) if len(remotes) == 1 else None
    name = only or git.folder_name()
    guess = checks.guessed(name, remotes, remote, folder=only is None)
    log.info("%s", guess.sentence)
    return Whose(name, (guess,), only is None, remotes[0] if only else "")


def _no_remote(remote: str, remotes: Sequence[str]) -> ConfigurationError:
    guess = meant(remote, remotes, within=True)
    return ConfigurationError(
        f"commits.remote (SENTRY_VCS_REMOTE) names {remote}, and git has no such remote",
        evidence=[f"the remotes are: {', '.join(remotes) or 'none'}"],
        remedy=f"correct commits.remote{guess}, or set commits.repository to owner/name",
    )

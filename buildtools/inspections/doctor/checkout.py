"""What the checkout and CI tell of the commits to come, as the step will find it."""

from buildtools.facts.ci import detect_ci
from buildtools.inspections.doctor.around import Around
from buildtools.project.git import Repository, pull_request_head
from buildtools.settings import Commits

_USUAL = Commits().remote


def has_commit(around: Around) -> bool:
    """Return whether any commit is known: without one the step has nothing to tell."""

    def look() -> bool:
        variables = around.variables
        if pull_request_head(variables) or detect_ci(variables).commit:
            return True
        return Repository.open(around.checkout, variables) is not None

    return around.once("has commit", look)


def repository_name(around: Around) -> str:
    """Return the repository's name as the step finds it; empty where there is only a folder's."""
    commits = around.loaded.settings.commits
    git = Repository.open(around.checkout, around.variables)
    remotes = git.remotes() if git else ()
    told = detect_ci(around.variables).repository
    named = git.remote_name(commits.remote) if git and commits.remote in remotes else None
    only = None
    if git and len(remotes) == 1 and commits.remote == _USUAL:
        only = git.remote_name(remotes[0])
    return commits.repository or named or told or only or ""

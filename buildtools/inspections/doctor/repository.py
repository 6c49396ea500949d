"""Git, opened once for all checks that ask it."""

from buildtools.inspections.doctor.around import Around
from buildtools.project.git import Repository


def git_of(around: Around) -> Repository | None:
    """Return the repository of the checkout; None where git tells nothing."""
    return around.once("git", lambda: Repository.open(around.checkout, around.variables))

"""The review of another release, out of the history that is kept in the repository."""

from buildtools.errors import ConfigurationError
from buildtools.inspections.review.asked import Scope
from buildtools.review.reviewed import Reviewed
from buildtools.state import review_files
from buildtools.texts.wording import meant


def asked_for(scope: Scope) -> Reviewed | None:
    """Return the review that figures are compared with; None where none is asked for.

    Raises ConfigurationError where the history has no review of that release.
    """
    release = scope.asked.against
    if release is None:
        return None
    loaded = scope.loaded
    history = loaded.settings.review.history
    kept = review_files.load(scope.root, history, loaded.target)
    found = next((each for each in reversed(kept) if each.release == release), None)
    if found is None:
        names = [each.release for each in kept]
        raise ConfigurationError(
            f"there is no review of the release {release}{meant(release, names)}",
            evidence=(f"{history} has those of {', '.join(names) or 'no release'}",),
            remedy="name one of these by --against",
        )
    return found

"""The server's settings, as evidence."""

from buildtools.inspections.review.asked import Scope
from buildtools.review.evidence.server import ServerSeen
from buildtools.review.unseen import Unseen


def ask(scope: Scope) -> ServerSeen | Unseen:
    """Ask for each setting that a check is told by."""
    return Unseen("nothing looks at it yet", asked=False)

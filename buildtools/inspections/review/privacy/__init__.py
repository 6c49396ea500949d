"""How much planted personal data survives, as evidence."""

from buildtools.inspections.review.asked import Scope
from buildtools.inspections.review.privacy.theirs import theirs
from buildtools.review.evidence.privacy import PrivacySeen
from buildtools.review.evidence.server import ServerSeen
from buildtools.review.unseen import Unseen


def measure(scope: Scope, server: ServerSeen | Unseen) -> PrivacySeen | Unseen:
    """Run the corpus through their hooks and their settings; writes nothing, sends nothing."""
    if passed := scope.passed_over("privacy"):
        return passed
    from buildtools.inspections.review.privacy.engine import INSTALL, Engine
    from buildtools.inspections.review.privacy.ways import Ways

    try:
        engine = Engine()
    except ImportError:
        return Unseen(INSTALL)
    ways = Ways(engine, theirs(server))
    hooks = scope.loaded.settings.review.hooks
    return ways.seen(ways.hooked(hooks, scope.app, scope.loaded.variables) if hooks else None)

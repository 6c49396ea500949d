"""How much planted personal data survives, as evidence."""

from buildtools.inspections.review.asked import Scope
from buildtools.review.evidence.privacy import PrivacySeen
from buildtools.review.evidence.server import ServerSeen
from buildtools.review.evidence.sources import SourcesSeen
from buildtools.review.unseen import Unseen


def measure(
    scope: Scope, server: ServerSeen | Unseen, sources: SourcesSeen | Unseen
) -> PrivacySeen | Unseen:
    """Run the corpus through their hooks and their settings."""
    return Unseen("nothing looks at it yet", asked=False)

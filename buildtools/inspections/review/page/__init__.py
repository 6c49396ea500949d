"""A page in a real browser, as evidence."""

from buildtools.inspections.review.asked import Scope
from buildtools.review.evidence.page import PageSeen
from buildtools.review.unseen import Unseen


def look(scope: Scope) -> PageSeen | Unseen:
    """Open the first page, and ask the SDK in it."""
    return Unseen("nothing looks at it yet", asked=False)

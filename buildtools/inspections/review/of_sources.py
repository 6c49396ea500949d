"""The app's own sources, as evidence."""

from buildtools.inspections.review.asked import Scope
from buildtools.review.evidence.sources import SourcesSeen
from buildtools.review.unseen import Unseen
from buildtools.sources import lock_files
from buildtools.sources.lock_graph import only_sentrys, sentrys


def read(scope: Scope) -> SourcesSeen | Unseen:
    """Read the sources, and what is installed.

    Reads files of the app's folder, and the lock file there or above it; executes nothing.
    """
    locked = lock_files.read(scope.root, scope.app)
    return SourcesSeen(
        (),
        sentrys(locked.graph),
        only_sentrys(locked.graph),
        locked.file,
        unread=(locked.unread,) if locked.unread else (),
        calls_unseen=Unseen("nothing reads calls yet", asked=False),
    )

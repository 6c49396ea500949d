"""The app's own sources, and what is installed, as evidence."""

from buildtools.inspections.review.asked import Scope
from buildtools.review.evidence.sources import SourcesSeen
from buildtools.review.unseen import Unseen
from buildtools.sources import grammar, lock_files, reading
from buildtools.sources.lock_graph import only_sentrys, sentrys

NOT_INSTALLED = Unseen('tree-sitter is not installed: pip install "sentry-buildtools[review]"')
_TOPICS = ("sdk", "options", "privacy", "weight")


def read(scope: Scope) -> SourcesSeen | Unseen:
    """Read the sources, and what is installed.

    Reads files of the app's folder, and the lock file there or above it; executes nothing. The
    lock file is read without tree-sitter too. Raises DiskRefused where a folder cannot be listed.
    """
    if passed_over := scope.passed_over(*_TOPICS):
        return passed_over
    return seen(scope, can_parse=grammar.is_installed())


def seen(scope: Scope, *, can_parse: bool) -> SourcesSeen:
    """Read all of it, or the lock file alone where sources cannot be parsed."""
    build = scope.loaded.settings.build
    locked = lock_files.read(scope.root, scope.app)
    installed = SourcesSeen(
        (),
        sentrys(locked.graph),
        only_sentrys(locked.graph),
        locked.file,
        unread=(locked.unread,) if locked.unread else (),
        calls_unseen=NOT_INSTALLED,
    )
    if not can_parse:
        return installed
    outputs = [each.path for each in build.outputs]
    found = reading.read(scope.app, build.directory, outputs)
    return SourcesSeen(
        found.calls,
        installed.packages,
        installed.only_sentrys,
        installed.lock_file,
        found.files,
        found.exports,
        found.lacking,
        found.boundaries,
        found.flags,
        (*installed.unread, *found.unread),
    )

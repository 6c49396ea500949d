"""Maps that earlier builds found right: digests of what they were judged by, one a line.

All of it can be thrown away at any time: it saves work. A file that cannot be read is as good as
none, and one that cannot be written is no failure.
"""

import logging
from collections.abc import Collection
from pathlib import Path

from buildtools.state import paths, writing
from buildtools.values import FOLDER

_MOST = 20_000
"""Maps that are remembered; of more those of the newest build."""

log = logging.getLogger("buildtools")


def load(root: Path) -> list[str]:
    """Return what was found right, that of the newest build first."""
    try:
        return (root / paths.RIGHT_MAPS).read_text("ascii").split()
    except (OSError, UnicodeDecodeError):
        return []


def save(root: Path, right: Collection[str]) -> None:
    """Add what a build has found right, where that is new."""
    known = load(root)
    if set(right) <= set(known):
        return
    kept = [*sorted(right), *(each for each in known if each not in right)]
    try:
        writing.sweep(root / FOLDER)
        writing.replace(root, paths.RIGHT_MAPS, "\n".join([*kept[:_MOST], ""]).encode())
    except OSError as error:
        log.debug("what was found right is not kept: %s", error.strerror or error)

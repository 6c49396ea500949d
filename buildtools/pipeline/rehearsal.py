"""A rehearsal: the same run on what stands in for the project, against a sandbox of its own.

Nothing in the steps knows of it. The server becomes the sandbox, and what was written is thrown
away at the end: no file of the project, no server and no network is touched, and that the project
is as it was is looked up. It needs no token.
"""

import logging
import posixpath
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from buildtools.checks import installed_packages
from buildtools.config import Loaded
from buildtools.files import differing, stamps
from buildtools.files.cloning import Copier
from buildtools.files.layering import layered
from buildtools.findings import Finding
from buildtools.ledger import Ledger
from buildtools.pipeline.stand_in import HOW, Layering, StandIn, standing_in
from buildtools.settings import Commits
from buildtools.stages import ORDER, REMOTE
from buildtools.state import temporary_folders
from buildtools.texts.wording import count, listed
from buildtools.values import FOLDER

log = logging.getLogger("buildtools")

_NOT_WATCHED = (".git", FOLDER)
"""What other programs write to while somebody works: editors ask git, and runs keep ledgers."""
_SHOWN = 3
_HINT = (
    f"rehearsal: where it fails only in a rehearsal, {HOW}=copy gives the build a whole copy: other"
    " programs such as daemons see that, and any folder can be renamed in it"
)


class Rehearsed(msgspec.Struct, frozen=True):
    """The settings of a rehearsal, whose root stands in for that of the project."""

    loaded: Loaded
    stand_in: StandIn

    @property
    def hint(self) -> str:
        """What is said of a build that failed here, and may not have in the project."""
        return _HINT if self.stand_in.is_layer else ""

    def noticed(self) -> tuple[Finding, ...]:
        """Judge what a build has written so far among the packages that are installed."""
        one = self.stand_in
        paths = differing.packages(one.written, one.original)
        here = (posixpath.relpath(each, one.within) for each in paths)
        return tuple(installed_packages.changed(here, differing.package_of))


@contextmanager
def rehearsed(
    loaded: Loaded, layering: Layering = layered, copier: Callable[[], Copier] = Copier
) -> Iterator[Rehearsed]:
    """Return the same settings for what stands in for the project, and the sandbox.

    It ends with the context. Raises DiskRefused when there is no place for it, ConfigurationError
    where a copy would lack what the build needs.
    """
    with (
        temporary_folders.passing(temporary_folders.place(loaded.root)) as folder,
        temporary_folders.held(folder),
        _watched(loaded) as before,
        standing_in(loaded, folder, before.owners, layering, copier) as stand_in,
    ):
        yield Rehearsed(_harmless(loaded, stand_in.root), stand_in)


@contextmanager
def _watched(loaded: Loaded) -> Iterator[stamps.Stamps]:
    """Take the stamps of the project, and say at the end what has changed in it meanwhile."""
    before = stamps.taken(loaded.root, _NOT_WATCHED)
    try:
        yield before
    finally:
        changed = sorted(stamps.changed(loaded.root, before, _NOT_WATCHED))
        if changed:
            log.warning(
                "warning: %s of the project changed during the rehearsal, by the build through a"
                " path of its own or by somebody else: %s",
                count(len(changed), "file"),
                listed(changed, _SHOWN),
            )


def _harmless(loaded: Loaded, copy: Path) -> Loaded:
    commits: Commits = msgspec.structs.replace(loaded.settings.commits, deepen=False)
    settings = msgspec.structs.replace(loaded.settings, server="sandbox", commits=commits)
    return msgspec.structs.replace(loaded, settings=settings, root=copy)


def prerequisites(ledger: Ledger | None, first: str) -> tuple[str, ...]:
    """Name the steps before `first` whose traces on a server the rehearsal counts on.

    What the ledger says is done was told to the real server, so the sandbox has to hear it too.
    """
    if ledger is None:
        return ()
    before = ORDER[: ORDER.index(first)]
    return tuple(name for name in before if name in REMOTE and ledger.state(name) == "done")

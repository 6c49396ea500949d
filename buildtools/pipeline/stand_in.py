"""What a rehearsal works on instead of the project: the same folder through a layer, else a copy.

Through a layer nothing is copied, and the packages of a workspace are there even where they lie
above the folder of sentry.yml. A copy shares its bytes with the project where the disk can do that,
and says so where it cannot.
"""

import logging
import posixpath
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from buildtools.config import Loaded
from buildtools.errors import ConfigurationError
from buildtools.files.cloning import Copier
from buildtools.files.differing import PACKAGES
from buildtools.files.layering import SEEN, Layered, NotLayered, Owners, layered
from buildtools.project.git import pushing
from buildtools.state import journal_file, ledger_file, paths, temporary_folders
from buildtools.texts.wording import size

log = logging.getLogger("buildtools")

Layering = Callable[[Path, Path, Owners], AbstractContextManager[Layered]]

HOW = "BUILDTOOLS_REHEARSAL"
"""The variable by which a copy can be asked for."""
_MANIFEST, _GIT = "package.json", ".git"


class StandIn(NamedTuple):
    """Where a rehearsal works, and what tells later what it has written."""

    root: Path
    """What stands in for the folder of sentry.yml."""
    within: PurePosixPath
    """Where that lies in what follows: all of the workspace, where that is seen."""
    written: Path
    """Where to look for what was written."""
    original: Path
    """The same folder, as it is without the rehearsal."""
    is_layer: bool = False


@contextmanager
def standing_in(
    loaded: Loaded,
    passing: Path,
    owners: Owners,
    layering: Layering = layered,
    copier: Callable[[], Copier] = Copier,
) -> Iterator[StandIn]:
    """Return what stands in for a project, within a passing folder, until this ends.

    `owners` are those of the project's files. Raises ConfigurationError where a copy would lack
    the packages that the build needs, DiskRefused where there is no room for one.
    """
    top = _top(loaded)
    with ExitStack() as ends:
        try:
            _refuse_where_asked(loaded)
            layer = ends.enter_context(layering(top, passing, owners))
        except NotLayered as why:
            _refuse_modules_above(loaded)
            given = _copied(loaded, passing, str(why), copier())
        else:
            log.info("rehearsal: the project stays as it is, what is written goes to %s", passing)
            given = _prepared(loaded, top, layer)
        yield given


def _refuse_where_asked(loaded: Loaded) -> None:
    if loaded.variables.get(HOW) == "copy":
        raise NotLayered(f"{HOW} asks for it")


def _top(loaded: Loaded) -> Path:
    """Return the folder that all of the build lies in: that of its workspace and of its clone.

    It is no home, and no folder above one: what lies in there is not of one project.
    """
    root, home = loaded.root.resolve(), Path("~").expanduser()
    above = [each for each in root.parents if not home.is_relative_to(each)]
    clone = next((each for each in (root, *above) if (each / _GIT).exists()), root)
    tops = [each for each in (modules_above(loaded), clone) if each in above]
    return min((root, *tops), key=lambda each: len(each.parts))


def modules_above(loaded: Loaded) -> Path | None:
    """Return the folder above that of sentry.yml where the packages of its build are."""
    build, root = loaded.settings.build, loaded.root
    app = root / build.directory
    within = [app, *(folder for folder in app.parents if folder.is_relative_to(root))]
    if build.command is None or any((folder / PACKAGES).is_dir() for folder in within):
        return None
    above = (folder for folder in root.resolve().parents if (folder / PACKAGES).is_dir())
    holder = next(above, None)
    if not (app / _MANIFEST).is_file() or holder is None or not (holder / _MANIFEST).is_file():
        return None
    return holder


def _refuse_modules_above(loaded: Loaded) -> None:
    """Raise ConfigurationError where the packages of the build lie above what is copied."""
    holder = modules_above(loaded)
    if holder is None:
        return
    within = loaded.root.resolve().relative_to(holder)
    lies = posixpath.normpath(posixpath.join(within, loaded.settings.build.directory))
    raise ConfigurationError(
        "a rehearsal copies the folder of sentry.yml, and the build needs what lies above it",
        evidence=[f"{PACKAGES} is in {holder}"],
        remedy=f"move sentry.yml there, with build.directory: {lies}; or build without --dry-run",
    )


def _prepared(loaded: Loaded, top: Path, layer: Layered) -> StandIn:
    """Take out of a layer what no rehearsal may use: the sandbox of other runs, ways to remotes."""
    below = loaded.root.resolve().relative_to(top)
    for each in (paths.SANDBOX, paths.UPLOADS):
        shutil.rmtree(layer.seen / below / each, ignore_errors=True)
    clone = layer.seen / _GIT
    if clone.is_dir() and not clone.is_symlink():
        pushing.nowhere(layer.seen, loaded.variables)
    else:  # it leads out of what is seen, and git writes where it leads
        clone.unlink(missing_ok=True)
    return StandIn(
        layer.seen / below, PurePosixPath(below), layer.written, layer.original, is_layer=True
    )


def _copied(loaded: Loaded, passing: Path, why: str, copier: Copier) -> StandIn:
    copy = passing / SEEN / (loaded.root.name or "project")
    with temporary_folders.explained(passing):
        _copy(loaded, copy, copier)
    shared = f"{why}, and its disk shares nothing with {passing.parent} ({copier.refused})"
    said = f"all of it, {size(copier.own_bytes)}: {shared}" if copier.own_bytes else "shared"
    log.info("rehearsal: the project is copied, %s", said)
    return StandIn(copy, PurePosixPath(), copy, loaded.root)


def _copy(loaded: Loaded, copy: Path, copier: Copier) -> None:
    """Copy the project, with what a run was stopped at and what the ledger tells."""
    shutil.copytree(
        loaded.root,
        copy,
        symlinks=True,
        ignore=shutil.ignore_patterns(*temporary_folders.LEFT_OUT),
        copy_function=copier.copy,
        ignore_dangling_symlinks=True,
        dirs_exist_ok=True,
    )
    kept = loaded.root / paths.QUARANTINE
    if kept.is_dir():
        shutil.copytree(kept, copy / paths.QUARANTINE, copy_function=copier.copy)
    ledger = ledger_file.load(loaded.root, loaded.target)
    if ledger is not None:
        ledger_file.save(copy, ledger)
    if (loaded.root / journal_file.FILE).is_file():
        (copy / journal_file.FILE).parent.mkdir(exist_ok=True)
        shutil.copyfile(loaded.root / journal_file.FILE, copy / journal_file.FILE)

"""A rehearsal: the same run on copied files against a sandbox of its own.

Nothing in the steps knows of it. The project is copied to a temporary folder, the server becomes
the sandbox, and the copy is thrown away at the end: no file of the project, no server and no
network is touched. It needs no token.
"""

import logging
import posixpath
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from buildtools.config import Loaded
from buildtools.errors import ConfigurationError
from buildtools.ledger import Ledger
from buildtools.settings import Commits
from buildtools.stages import ORDER, REMOTE
from buildtools.state import journal_file, ledger_file, paths, temporary_folders

log = logging.getLogger("buildtools")

_MODULES, _PACKAGE = "node_modules", "package.json"


@contextmanager
def rehearsed(loaded: Loaded) -> Iterator[Loaded]:
    """Return the same settings for a copy of the project and the sandbox; the copy ends with it.

    Raises DiskRefused when there is no place for it.
    """
    with (
        temporary_folders.passing(temporary_folders.place(loaded.root)) as folder,
        temporary_folders.held(folder),
    ):
        copy = folder / (loaded.root.name or "project")
        log.info("rehearsal: copying the project")
        with temporary_folders.explained(folder):
            _copy(loaded, copy)
        yield _harmless(loaded, copy)


def refuse_modules_above(loaded: Loaded) -> None:
    """Raise ConfigurationError where the packages of the build lie above what is copied.

    In a workspace they are installed at its root, which may lie above the folder of sentry.yml.
    """
    build, root = loaded.settings.build, loaded.root
    app = root / build.directory
    within = [app, *(folder for folder in app.parents if folder.is_relative_to(root))]
    if build.command is None or any((folder / _MODULES).is_dir() for folder in within):
        return
    above = (folder for folder in root.resolve().parents if (folder / _MODULES).is_dir())
    holder = next(above, None)
    if not (app / _PACKAGE).is_file() or holder is None or not (holder / _PACKAGE).is_file():
        return
    lies = posixpath.normpath(posixpath.join(root.resolve().relative_to(holder), build.directory))
    raise ConfigurationError(
        "a rehearsal copies the folder of sentry.yml, and the build needs what lies above it",
        evidence=[f"{_MODULES} is in {holder}"],
        remedy=f"move sentry.yml there, with build.directory: {lies}; or build without --dry-run",
    )


def _copy(loaded: Loaded, copy: Path) -> None:
    """Copy the project, with what a run was stopped at and what the ledger tells."""
    shutil.copytree(
        loaded.root,
        copy,
        symlinks=True,
        ignore=shutil.ignore_patterns(*temporary_folders.LEFT_OUT),
        ignore_dangling_symlinks=True,
    )
    kept = loaded.root / paths.QUARANTINE
    if kept.is_dir():
        shutil.copytree(kept, copy / paths.QUARANTINE)
    ledger = ledger_file.load(loaded.root, loaded.target)
    if ledger is not None:
        ledger_file.save(copy, ledger)
    if (loaded.root / journal_file.FILE).is_file():
        (copy / journal_file.FILE).parent.mkdir(exist_ok=True)
        shutil.copyfile(loaded.root / journal_file.FILE, copy / journal_file.FILE)


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

"""The app once more, without Sentry: what is really saved, and so how far attribution is off.

The project is copied, Sentry's packages are emptied in the copy, and the project's own command
builds it. Sources and settings of the app stay as they are, and so does the project itself: the
copy ends with the context.
"""

import logging
import posixpath
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from buildtools.bundlers import all_of
from buildtools.errors import BuildFailed, ConfigurationError
from buildtools.inspections.review.asked import Scope
from buildtools.inspections.review.without.emptying import FOLDER, empty, exported, folders
from buildtools.project import shell
from buildtools.settings import Output
from buildtools.state import temporary_folders

_log = logging.getLogger("buildtools")
_relayed = logging.getLogger("buildtools.relayed")
_LAST_LINES = 20


@contextmanager
def built(scope: Scope) -> Iterator[Scope]:
    """Build the app without Sentry, and give the scope of that build, which has no ledger.

    Raises ConfigurationError where that cannot be had of this project, BuildFailed where its
    command or Node fails, DiskRefused where there is no place for a copy.
    """
    if scope.loaded.settings.build.command is None:
        raise ConfigurationError(
            "the app cannot be built without Sentry: build.command is not set",
            remedy="set build.command in sentry.yml",
        )
    with copied(scope) as copy:
        _build(scope, copy)
        yield copy


@contextmanager
def copied(scope: Scope) -> Iterator[Scope]:
    """Copy the project without what builds leave, and give the scope of the copy, without a ledger.

    Raises DiskRefused where there is no place for it.
    """
    build = scope.loaded.settings.build
    above = temporary_folders.place(scope.root)
    with temporary_folders.passing(above) as folder, temporary_folders.held(folder):
        copy = folder / (scope.root.name or "project")
        _log.info("copying the project, to build it apart")
        with temporary_folders.explained(folder):
            _copy(scope.root, copy, build.outputs, build.directory)
        loaded = msgspec.structs.replace(scope.loaded, root=copy)
        yield msgspec.structs.replace(scope, loaded=loaded, ledger=None)


def left(scope: Scope) -> list[Path]:
    """Return what a build leaves in a project: its outputs, and the caches of bundlers."""
    outputs = {_top(scope.app, output.path) for output in scope.loaded.settings.build.outputs}
    hidden = sorted((scope.app / "node_modules").glob(".*"))
    caches = [each for each in hidden if each.is_dir() and each.name not in _kept()]
    return [*sorted(outputs), *caches]


def _kept() -> set[str]:
    """Name the hidden folders among packages that are no caches."""
    return {".bin", *(each.strip("/") for each in all_of(lambda known: known.stores))}


def _copy(root: Path, copy: Path, outputs: Sequence[Output], directory: str) -> None:
    """Copy the project without what earlier builds left, caches above all: a bundler takes the
    packages of a version for the same as ever."""
    gone = {_top(root / directory, output.path) for output in outputs}
    kept = _kept()

    def passed_over(folder: str, names: list[str]) -> set[str]:
        place = Path(folder)
        ignored = shutil.ignore_patterns(*temporary_folders.LEFT_OUT)(folder, names)
        inside = place.name == "node_modules"
        hidden = {name for name in names if inside and name.startswith(".") and name not in kept}
        caches = {name for name in hidden if (place / name).is_dir()}
        return ignored | caches | {name for name in names if place / name in gone}

    shutil.copytree(root, copy, symlinks=True, ignore=passed_over, ignore_dangling_symlinks=True)


def _top(app: Path, output: str) -> Path:
    """Return the folder that goes with an output: of a hidden one all, with its caches."""
    path = posixpath.normpath(output)
    first = path.partition("/")[0]
    hidden = first.startswith(".") and not first.startswith("..")
    return app / (first if hidden else path)


def _build(scope: Scope, copied_to: Scope) -> None:
    """Empty Sentry's packages in a copy, and build it as the project is built."""
    copy, build = copied_to.root, scope.loaded.settings.build
    variables = scope.variables
    app = posixpath.normpath(build.directory)
    for each in _packages(copy, app):
        empty(each, exported(each, variables))
    _log.info("building without Sentry: %s", build.command)
    done = shell.run(
        build.command or "",
        cwd=copy / app,
        environ=variables,
        on_line=lambda line: _relayed.info("%s", line),
    )
    if done.code != 0:
        raise BuildFailed(
            f"the app does not build without Sentry: its command ended with {done.code}",
            evidence=tuple(done.output.splitlines()[-_LAST_LINES:]),
            remedy="leave --without-sentry out; weights by source maps need no second build",
        )


def _packages(copy: Path, app: str) -> Sequence[Path]:
    """Find the folders of Sentry's packages. Raises ConfigurationError where there are none."""
    there = folders(copy, "" if app == "." else app)
    if not there:
        raise ConfigurationError(
            "the app cannot be built without Sentry: its packages are not below this project",
            evidence=(f"looked for {FOLDER} from {app} up to the folder of sentry.yml",),
            remedy="install them into node_modules, at the app or above it in the project",
        )
    return there

"""The lock file of an app: found beside it or above, in a repository of several, and read."""

import os
import posixpath
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from buildtools.bundlers import all_of
from buildtools.files import small_file
from buildtools.sources import lock_lines, lock_trees
from buildtools.sources.lock_graph import Graph, folder_name

MOST_BYTES = 64_000_000
_MANIFEST_BYTES = 1_000_000
_MOST_FOLDERS = 8
"""How far above the app is looked, where no repository ends the search."""

_READERS: Mapping[str, Callable[[str, str], Graph]] = {
    "folders": lock_trees.by_folder,
    "names": lambda text, _: lock_trees.by_path_of_names(text),
    "snapshots": lambda text, _: lock_lines.by_snapshot(text),
    "ranges": lock_lines.by_range,
}
_FORMS = dict(all_of(lambda each: each.lock_forms))


class Locked(NamedTuple):
    """What is installed for an app, or why that cannot be told."""

    file: str
    """Relative to the project's root: package-lock.json, ../package-lock.json; empty for none."""
    graph: Graph
    unread: str = ""


NONE = Graph({}, {})


def read(root: Path, app: Path) -> Locked:
    """Read the nearest lock file: of the app's folder, or of one above it in its repository."""
    folders = list(_upward(app))
    for folder in folders:
        for name, form in _FORMS.items():
            path = folder / name
            if path.is_file() and path.resolve().is_relative_to(folders[-1]):
                shown = posixpath.join(folder_name(_relative(folder, root)), name)
                return _read(path, form, shown, app)
    return Locked("", NONE)


def _in_words(error: Exception) -> str:
    if isinstance(error, small_file.Unfit):
        return error.evidence[0]
    return error.strerror or "" if isinstance(error, OSError) else str(error)


def _read(path: Path, form: str, shown: str, app: Path) -> Locked:
    try:
        text = small_file.read_text(path, MOST_BYTES, shown)
        graph = _READERS[form](text, _manifest(app) or _manifest(path.parent))
    except (OSError, ValueError, small_file.Unfit) as error:
        return Locked("", NONE, f"{shown}: {_in_words(error)}")
    if not any(node.version for node in graph.nodes.values()):
        return Locked("", NONE, f"{shown}: it names no package in a form that is known")
    workspace = folder_name(_relative(app, path.parent))
    return Locked(shown, graph.of("" if len(graph.workspaces) == 1 else workspace))


def _manifest(folder: Path) -> str:
    try:
        return small_file.read_text(folder / "package.json", _MANIFEST_BYTES)
    except (OSError, ValueError, small_file.Unfit):
        return ""


def _upward(app: Path) -> Iterator[Path]:
    here = app.resolve()
    for folder in (here, *here.parents[:_MOST_FOLDERS]):
        yield folder
        if (folder / ".git").exists():
            return


def _relative(path: Path, start: Path) -> str:
    return Path(os.path.relpath(path.resolve(), start.resolve())).as_posix()

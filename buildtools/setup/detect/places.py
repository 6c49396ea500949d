"""A whole place: one app, or which packages of a workspace are apps, and why others are none."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from buildtools.found.app import App, Place
from buildtools.setup.detect import data, manifest, packages
from buildtools.setup.detect.apps import app_of
from buildtools.setup.detect.folder import Folder
from buildtools.setup.detect.frameworks import IS_FRAMEWORK
from buildtools.setup.detect.manifest import NAME, Manifest
from buildtools.setup.detect.packages import Packages

_MOST_PACKAGES = 400
_HIGHEST = 8
_STARTS = ("start", "start:prod", "serve", "deploy", "preview", "dev")


def look(root: Path) -> Place:
    """Look at a folder; paths in what is returned are relative to it."""
    found = packages.read(root)
    top = manifest.read(root)
    above = tuple(_above(root))
    if found.workspace is not None:
        return _workspace(root, top, above, found)
    folder = Folder(root, top, above)
    app = app_of(folder)
    if app.framework is None and not app.outputs:
        apps, left_out, unread = _several(root, (top, *above), packages.near(root))
        if apps:
            return Place(tuple(apps), None, tuple(left_out), _once(folder.unread(), unread))
    is_one = bool(folder.package.said.text or folder.package.said.unread or app.outputs)
    return Place((app,) if is_one else (), unread=_once(folder.unread(), found.unread))


def _workspace(root: Path, top: Manifest, above: tuple[Manifest, ...], found: Packages) -> Place:
    own = Folder(root, top, above, of_several=True)
    first = app_of(own, found.folders)
    itself = [first] if first.framework and not _why_not(own, first) else []
    apps, left_out, unread = _several(root, (top, *above), found.folders[:_MOST_PACKAGES])
    more = len(found.folders) - _MOST_PACKAGES
    left_out += [f"{more} packages behind the first {_MOST_PACKAGES}"] if more > 0 else []
    every = (*itself, *apps)
    return Place(every, found.workspace, tuple(left_out), _once(own.unread(), found.unread, unread))


def _several(
    root: Path, tops: tuple[Manifest, ...], folders: Sequence[str]
) -> tuple[list[App], list[str], list[str]]:
    apps: list[App] = []
    left_out: list[str] = []
    unread: list[str] = []
    for path in folders:
        folder = Folder(root, manifest.read(root, path), tops)
        inside = [each[len(path) + 1 :] for each in folders if each.startswith(f"{path}/")]
        app = app_of(folder, inside)
        unread += folder.unread()
        if why := _why_not(folder, app):
            left_out.append(f"{path}: {why}")
        else:
            apps.append(app)
    return apps, left_out, unread


def _why_not(folder: Folder, app: App) -> str:
    """Return why a package is no app; empty where it is one."""
    if app.framework is None and not app.outputs:
        return "nothing builds it" if app.command is None else "what builds it is not known"
    if app.framework and app.framework.value in IS_FRAMEWORK:
        return ""
    for _, place in folder.configured(lambda each: each.library_keys):
        return f"a library: {place} builds it as one"
    if folder.has(r"(?:public/|src/)?index\.html"):
        return ""
    entry = next((key for key in manifest.EXPORTS if folder.package.said.at(key)), None)
    starts = next((each for each in _STARTS if each in folder.package.scripts), None)
    if starts and starts != "dev":
        return ""
    if entry:
        return f"a library: {folder.package.place(entry)} says what others import ({entry})"
    return ""


def _above(root: Path) -> Iterator[Manifest]:
    """Return the packages above, up to the top of the repository; none where there is no such."""
    folders = [root.resolve(), *root.resolve().parents][: _HIGHEST + 1]
    top = next((n for n, each in enumerate(folders) if (each / ".git").exists()), 0)
    for number, folder in enumerate(folders[1 : top + 1], 1):
        up = "/".join([".."] * number)
        said = data.read(folder, NAME)
        yield Manifest(up, data.Data(f"{up}/{NAME}", said.values, said.text))


def _once(*several: Iterator[str] | Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for one in several for each in one))

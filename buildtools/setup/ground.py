"""What lies around an app: its repository, its lock file, its package.json. Nothing is executed.

Only git is asked, and only whether it has a commit.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from buildtools.bundlers import all_of
from buildtools.files import small_file
from buildtools.project.git.repository import Repository
from buildtools.texts.foreign import object_of

_MANIFEST_BYTES = 10_000_000
_MAIN_BRANCHES = ("main", "master", "trunk")
_VERSION_BYTES = 10_000
_MOST_FOLDERS = 8
"""How far above is looked, where no repository ends the search."""


class Ground(msgspec.Struct, frozen=True):
    """What a sentry.yml of this folder can count on, for an app in it or below it."""

    root: str
    """The folder of sentry.yml, absolute."""
    top: str = ""
    """The top of the git repository, absolute; empty where there is none."""
    has_commit: bool = False
    branch: str = ""
    """The one that is checked out, where its name is that of a main one."""
    has_package: bool = False
    """Whether the app has a package.json."""
    name: str = ""
    """As package.json of the app says; empty where it does not."""
    version: str = ""
    lock: str = ""
    """The nearest lock file, of the app's folder or of one above; empty where there is none."""
    install: str = ""
    """What installs by it, as CI does: `npm ci`."""
    node: str = ""
    """The file that says which Node is wanted, such as .nvmrc; absolute, or empty."""
    node_version: str = ""
    """Its major version, where that file is of one line; empty where it is not."""
    above: str = ""
    """A sentry.yml of a folder above, in the same repository, absolute; or empty."""

    @property
    def is_within(self) -> bool:
        """Whether the lock file is that of a workspace whose folder lies above the root."""
        return bool(self.lock) and not Path(self.lock).is_relative_to(self.root)


def look(root: Path, app: str, environ: Mapping[str, str]) -> Ground:
    """Look around an app; `app` is its folder, relative to `root`."""
    root = Path(os.path.normpath(root.absolute()))
    folder = Path(os.path.normpath(root / app))
    top = next((each for each in _upward(root) if (each / ".git").exists()), None)
    manifest = _manifest(folder)
    lock, install = _lock(folder, top)
    above = (each / "sentry.yml" for each in _within(root, top) if each != root)
    return Ground(
        root=str(root),
        top=str(top or ""),
        branch=_branch(top),
        has_commit=top is not None and Repository.open(root, environ) is not None,
        has_package=(folder / "package.json").is_file(),
        name=_text(manifest, "name"),
        version=_text(manifest, "version"),
        lock=lock,
        install=install,
        node=(node := _node(folder, manifest, top)),
        node_version=_major(node),
        above=next((str(each) for each in above if each.is_file()), ""),
    )


def is_no_project(root: Path, environ: Mapping[str, str]) -> bool:
    """Whether a folder is the root of a disk, or somebody's home, and no project of its own."""
    if (root / "package.json").is_file():
        return False
    home = environ.get("HOME") or environ.get("USERPROFILE")
    return root == root.parent or bool(home and root == Path(home).resolve())


def _upward(folder: Path) -> tuple[Path, ...]:
    return (folder, *folder.parents)[: _MOST_FOLDERS + 1]


def _within(folder: Path, top: Path | None) -> Iterator[Path]:
    """Return a folder and those above it, up to the top of its repository."""
    for each in _upward(folder):
        yield each
        if each == (top or folder):
            return


def _branch(top: Path | None) -> str:
    try:
        text = (top / ".git" / "HEAD").read_text(encoding="utf-8") if top else ""
    except (OSError, UnicodeDecodeError):
        return ""
    name = text.strip().rpartition("/")[2]
    return name if name in _MAIN_BRANCHES else ""


def _lock(folder: Path, top: Path | None) -> tuple[str, str]:
    """Return the nearest lock file and what installs by it; a manifest alone counts last."""
    rows = all_of(lambda each: each.installs)
    for name_ends in (False, True):
        for each in _within(folder, top):
            for name, command in rows:
                if (name == "package.json") is name_ends and (each / name).is_file():
                    return str(each / name), command
    return "", ""


def _node(folder: Path, manifest: dict[str, object], top: Path | None) -> str:
    for each in _within(folder, top):
        for name in (".nvmrc", ".node-version", ".tool-versions"):
            if (each / name).is_file():
                return str(each / name)
    engines = manifest.get("engines")
    named = isinstance(engines, dict) and isinstance(engines.get("node"), str)
    return str(folder / "package.json") if named else ""


def _major(file: str) -> str:
    """Return the major version of Node that a file of one line names: `v24.1.0`, `nodejs 24`."""
    if not file or Path(file).name == "package.json":
        return ""
    try:
        text = small_file.read_text(Path(file), _VERSION_BYTES)
    except (OSError, UnicodeDecodeError, small_file.Unfit):
        return ""
    found = re.search(r"^(?:node(?:js)? +)?v?([0-9]+)", text, re.MULTILINE)
    return found[1] if found else ""


def _manifest(folder: Path) -> dict[str, object]:
    """Return package.json; one that cannot be read says nothing here."""
    try:
        return object_of(small_file.read(folder / "package.json", _MANIFEST_BYTES))
    except (OSError, ValueError, small_file.Unfit):
        return {}


def _text(manifest: dict[str, object], key: str) -> str:
    found = manifest.get(key)
    return found.strip() if isinstance(found, str) else ""

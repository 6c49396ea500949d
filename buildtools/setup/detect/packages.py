"""The packages of a repository: who says that there are several, and where they lie. Bounded."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from buildtools.bundlers import all_of
from buildtools.found.said import Said
from buildtools.setup.detect import data
from buildtools.setup.detect.manifest import NAME

_DEEPEST = 6
_MOST_FOLDERS = 20_000
_PASSED = frozenset({"node_modules", "bower_components", "dist", "build", "out", "coverage"})
_SAID_BY = all_of(lambda each: each.workspaces)
_PROJECTS = tuple(each for each in all_of(lambda known: [known.projects]) if each)
_BRACES = re.compile(r"\{([^{}]*)\}")


class Packages(msgspec.Struct, frozen=True):
    """The folders of packages, relative to the folder that is looked into, in order."""

    folders: tuple[str, ...] = ()
    workspace: Said[str] | None = None
    """What makes it one, and the patterns that it says."""
    unread: tuple[str, ...] = ()


def read(root: Path) -> Packages:
    """Read which packages a workspace has; without one, none."""
    unread: list[str] = []
    for place in _SAID_BY:
        name, _, key = place.partition("#")
        said = data.read(root, name)
        unread += [said.unread] if said.unread and name != NAME else []
        patterns = [each for value in data.pick(said.values, key) for each in _texts(value)]
        if patterns:
            found = tuple(_matching(root, patterns))
            workspace = Said(", ".join(patterns), said.place(key.split(".*")[0]))
            return Packages(found, workspace, tuple(dict.fromkeys(unread)))
    if projects := tuple(_projects(root)):
        return Packages(projects, Said(f"{len(projects)} projects", projects[0]), ())
    return Packages(unread=tuple(dict.fromkeys(unread)))


def near(root: Path) -> tuple[str, ...]:
    """Return folders with a package.json, two deep at most, where nothing says that there are."""
    return tuple(
        folder for folder in _folders(root, deepest=2) if folder and _has(root, folder, NAME)
    )


def _texts(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, str) and each.strip():
            yield each.strip()


def _projects(root: Path) -> Iterator[str]:
    """Return folders with a file that makes each one a project, where a file at the top says so."""
    for name in _PROJECTS:
        top, _, file = name.partition("#")
        if (root / top).is_file():
            yield from (
                folder for folder in _folders(root, _DEEPEST) if folder and _has(root, folder, file)
            )


def _matching(root: Path, patterns: list[str]) -> Iterator[str]:
    wanted = [_form(each) for each in patterns if not each.startswith("!")]
    unwanted = [_form(each[1:]) for each in patterns if each.startswith("!")]
    for folder in _folders(root, _DEEPEST):
        if (
            folder
            and any(form.fullmatch(folder) for form in wanted)
            and not any(form.fullmatch(folder) for form in unwanted)
            and (
                _has(root, folder, NAME)
                or any(_has(root, folder, each.partition("#")[2]) for each in _PROJECTS)
            )
        ):
            yield folder


def _form(pattern: str) -> re.Pattern[str]:
    """Return the pattern of the folders that a glob means, from the top."""
    text = pattern.removeprefix("./").strip("/")
    parts = re.split(r"(\*\*/|/\*\*|\*\*|\*|\?|\{[^{}]*\}|\[[^\]/]*\])", text)
    meaning = {"**/": "(?:[^/]+/)*", "/**": "(?:/[^/]+)*", "**": ".+", "*": "[^/]*", "?": "[^/]"}

    def one(part: str) -> str:
        if found := _BRACES.fullmatch(part):
            return f"(?:{'|'.join(re.escape(each) for each in found[1].split(','))})"
        if part.startswith("[") and part.endswith("]") and len(part) > 2:
            return f"[{re.escape(part[1:-1]).replace(chr(92) + '-', '-')}]"
        return meaning.get(part) or re.escape(part)

    return re.compile("".join(one(each) for each in parts))


def _has(root: Path, folder: str, name: str) -> bool:
    return (root / folder / name).is_file()


def _folders(root: Path, deepest: int) -> Iterator[str]:
    """Name folders below the root, above their own folders; links are not followed."""
    waiting, seen = [("", 0)], 0
    while waiting and seen < _MOST_FOLDERS:
        path, depth = waiting.pop(0)
        seen += 1
        yield path
        if depth >= deepest:
            continue
        try:
            with os.scandir(root / path) as entries:
                names = sorted(each.name for each in entries if each.is_dir(follow_symlinks=False))
        except OSError:
            continue
        for name in names:
            if not name.startswith(".") and name not in _PASSED:
                waiting.append((f"{path}/{name}" if path else name, depth + 1))

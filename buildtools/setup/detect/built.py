"""What earlier builds have left in an app's folder: scripts that have source maps, and pages.

Packages, caches, copies, and what tests leave, are passed over; links are not followed.
"""

import os
import posixpath
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from buildtools.bundlers import all_of
from buildtools.files.journal import is_ours
from buildtools.sourcemaps.pairing import is_script
from buildtools.sources.frameworks import FRAMEWORKS
from buildtools.texts.escapes import is_nameable

MOST_FILES = 60_000
"""Names that are looked at; a build folder behind them is not seen."""
MOST_TAILS = 4_000
_TAIL = 2_000
_MOST_PAGES = 300

_OUTPUTS = (
    *(output for each in FRAMEWORKS for layout in each.layouts for output in layout.outputs),
    *all_of(lambda each: each.outputs),
)
_HIDDEN = frozenset(
    name for output in _OUTPUTS for name in output.path.split("/") if name.startswith(".")
) | {
    name
    for each in FRAMEWORKS
    for told in each.told
    for name in (told.default or "").split("/")
    if name.startswith(".")
}
"""Hidden folders that builds are known to fill; no other is looked into."""
KNOWN = frozenset(
    [
        *(each.path.split("/")[0] for each in all_of(lambda known: known.outputs)),
        *("_site", "build", "dist", "htdocs", "out", "output", "release", "site", "target", "www"),
    ]
)
"""Folders at the top of an app that builds are known to fill."""
_OTHERS = frozenset(
    {
        *("node_modules", "bower_components", "jspm_packages", "vendor", "coverage", "cypress"),
        *("test-results", "playwright-report", "storybook-static", "__snapshots__", "__tests__"),
        *("test", "tests", "e2e", "tmp", "temp", "cache", "venv", "__pycache__"),
    }
)
_CACHES = frozenset(all_of(lambda each: each.caches))
_COPIES = all_of(lambda each: each.copies)
_REFERENCE = re.compile(rb"[#@]\s*sourceMappingURL=\S")


class Script(msgspec.Struct, frozen=True):
    """A script that has a source map."""

    path: str
    """Relative to the app's folder."""
    modified: float
    """Seconds since 1970."""


class Built(msgspec.Struct, frozen=True):
    """All that is there."""

    scripts: tuple[Script, ...] = ()
    plain: tuple[str, ...] = ()
    """Scripts that have none, in folders that builds are known to fill."""
    pages: tuple[str, ...] = ()
    """Pages of HTML, those that were written by hand too."""

    def below(self, folder: str) -> list[Script]:
        """Return the scripts with maps in a folder, however deep."""
        return [each for each in self.scripts if is_below(each.path, folder)]


def is_below(path: str, folder: str) -> bool:
    """Return whether a path is in a folder; `.` is the folder of all."""
    return folder == "." or path.startswith(f"{folder}/")


def read(app: Path, others: Collection[str] = ()) -> Built:
    """Look at what lies in an app's folder; `others` are folders of other apps in it."""
    names = list(_walk(app, frozenset(posixpath.normpath(each) for each in others)))
    maps = {name for name in names if name.endswith(".map")}
    scripts: list[Script] = []
    plain: list[str] = []
    tails = 0
    for name in names:
        if not is_script(name):
            continue
        has_map = f"{name}.map" in maps
        if not has_map and tails < MOST_TAILS and (maps or _is_likely(name)):
            tails += 1
            has_map = _names_map(app / name)
        if has_map:
            with suppress(OSError):
                scripts.append(Script(name, (app / name).stat().st_mtime))
        else:
            plain.append(name)
    pages = [name for name in names if name.endswith((".html", ".htm"))]
    return Built(tuple(scripts), tuple(plain), tuple(pages[:_MOST_PAGES]))


def _is_likely(name: str) -> bool:
    """Whether a folder without any map may have scripts with their maps inside."""
    top = name.split("/", maxsplit=1)[0]
    return top.startswith(".") or top in KNOWN or top == "public"


def _names_map(script: Path) -> bool:
    with suppress(OSError), script.open("rb") as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - _TAIL))
        return _REFERENCE.search(file.read(_TAIL)) is not None
    return False


def _walk(app: Path, others: frozenset[str]) -> Iterator[str]:
    """Name scripts, maps and pages, files near the top first, at most so many."""
    waiting, seen = [""], 0
    while waiting and seen < MOST_FILES:
        prefix = waiting.pop(0)
        try:
            with os.scandir(app / prefix) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in found:
            seen += 1
            name = prefix + entry.name
            if not is_nameable(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                if _is_looked_into(name) and name not in others:
                    waiting.append(f"{name}/")
            elif entry.is_file(follow_symlinks=False) and _counts(entry.name):
                yield name


def _counts(name: str) -> bool:
    return (
        is_script(name) or name.endswith((".js.map", ".mjs.map", ".cjs.map", ".html", ".htm"))
    ) and not is_ours(name)


def _is_looked_into(path: str) -> bool:
    above, _, name = path.rpartition("/")
    if name.startswith("."):
        return name in _HIDDEN
    hidden = next((each for each in above.split("/") if each.startswith(".")), "")
    if hidden and name in _CACHES and above.rpartition("/")[2].startswith("."):
        return False
    if any(name == each.folder and above.rpartition("/")[2] == each.build for each in _COPIES):
        return False
    # Chunks of a build may be called as what is passed over in sources.
    return name not in _OTHERS or (name != "node_modules" and bool(hidden))

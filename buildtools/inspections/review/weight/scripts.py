"""The scripts of a build: where they run, and where their maps lie now.

The ledger says which map belongs to which script; what it does not know is paired as `build` does.
Maps that `strip` took away are read where they are kept.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from buildtools.bundlers import any_of
from buildtools.errors import SourceMapError
from buildtools.files import disk, walking
from buildtools.inspections.review.asked import Scope
from buildtools.ledger import Ledger
from buildtools.results import Built, Stripped
from buildtools.settings import Output
from buildtools.sourcemaps import pairing
from buildtools.sourcemaps.scripts import comments
from buildtools.sourcemaps.scripts.inline_map import embedded_map

Runtime = Literal["browser", "server", "edge"]

_EDGE = re.compile(any_of(lambda each: each.edge))
_RUNTIMES: dict[str, Runtime] = {"browser": "browser", "node": "server", "edge": "edge"}


class Script(msgspec.Struct, frozen=True):
    """A script of the build."""

    path: str
    """Relative to the project's root."""
    url: str
    """As it is served, or as frames name it."""
    runtime: Runtime
    map: str | None = None
    """Where its map lies, relative to the root; None where it has none, or holds it itself."""
    is_inline: bool = False


def scripts_of(scope: Scope) -> tuple[Script, ...]:
    """Return the scripts of all outputs, in order; of nested outputs the innermost has one.

    Raises DiskRefused where a folder cannot be listed, or a script not be read.
    """
    found: dict[str, Script] = {}
    settings = scope.loaded.settings.build
    outputs = sorted(settings.outputs, key=lambda output: output.path.count("/"))
    maps = Maps(scope.root, scope.ledger)
    for output in outputs:
        folder = posixpath.normpath(posixpath.join(settings.directory, output.path))
        if (scope.root / folder).is_dir():
            names = list(walking.walk(scope.root / folder, settings.ignore))
            found |= {
                each.path: each for each in _of_output(scope.root, folder, output, names, maps)
            }
    return tuple(found[path] for path in sorted(found))


def _of_output(
    root: Path, folder: str, output: Output, names: list[str], maps: "Maps"
) -> Iterator[Script]:
    paired = maps.of(root, folder, output, names)
    for name in names:
        if pairing.is_script(name):
            path = posixpath.join(folder, name)
            runtime = "edge" if _is_edge(path, output) else _RUNTIMES[output.kind]
            is_inline = path in paired and paired[path] is None
            url = pairing.url_of(output.url, name)
            yield Script(path, url, runtime, paired.get(path), is_inline)


def _is_edge(path: str, output: Output) -> bool:
    return output.kind == "node" and _EDGE.search(path) is not None


class Maps:
    """Which map belongs to which script, by the ledger first."""

    def __init__(self, root: Path, ledger: Ledger | None) -> None:
        entries = ledger.entries if ledger else {}
        outcomes = [entry.outcome for entry in entries.values()]
        built = next((each for each in outcomes if isinstance(each, Built)), None)
        self._known = {each.script: each.map for each in built.pairs} if built else {}
        self._stripped = next((each for each in outcomes if isinstance(each, Stripped)), None)
        self._root = root

    def of(
        self, root: Path, folder: str, output: Output, names: list[str]
    ) -> dict[str, str | None]:
        """Return the map of each script of an output that has one; None where it is in it."""
        paths = [posixpath.join(folder, name) for name in names]
        scripts = [path for path in paths if pairing.is_script(path)]
        known = {path: self._place(self._known[path]) for path in scripts if path in self._known}
        known = {path: place for path, place in known.items() if place != ""}
        unknown = [path for path in scripts if path not in known]
        references = {path: comments.read_reference(disk.read(root / path)) for path in unknown}
        there = {
            path: pairing.url_of(output.url, path.removeprefix(f"{folder}/"))
            for path in paths
            if pairing.is_map(path)
        }
        return known | pairing.pair(references, there).maps

    def _place(self, path: str | None) -> str | None:
        """Return where a map lies now; "" where it is gone, or another build's."""
        if path is None or (self._root / path).is_file():
            return path
        kept = self._stripped.place(path) if self._stripped else ""
        return kept if kept and (self._root / kept).is_file() else ""


def map_of(root: Path, script: Script, data: bytes) -> bytes | None:
    """Read the map of a script; None where it has none.

    Raises SourceMapError where it holds one that cannot be read, DiskRefused.
    """
    if script.map is not None:
        return disk.read(root / script.map)
    if not script.is_inline:
        return None
    seen = comments.read(data)
    if seen.reference_note is None:
        raise SourceMapError("its embedded map is gone")
    return embedded_map(data, seen).text

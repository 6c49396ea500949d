"""Where script and map of a frame are looked for: in the build of a release, or in a folder."""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from buildtools.errors import NothingFound, SourceMapError
from buildtools.files import disk, walking
from buildtools.inspections.explain.explained import By, Missing, Script
from buildtools.inspections.explain.scripts import Scripts
from buildtools.ledger import Ledger
from buildtools.results import Built, Injected, Stripped
from buildtools.sourcemaps import pairing
from buildtools.sourcemaps.scripts import comments
from buildtools.sourcemaps.scripts.inline_map import embedded_map
from buildtools.stacks import Frame
from buildtools.values import DebugId, Digest, digest_of


class Found(NamedTuple):
    """The files of a frame's script, as they were deployed."""

    script: Script
    code: bytes
    """The script's text; empty where only the map is there."""
    map: bytes
    fault: str = ""
    """Why there is no map to read."""


class Sources(Protocol):
    """Somebody who may have the script and the map that a frame is of."""

    def find(self, frame: Frame) -> Found | Missing | None:
        """Find the files that a frame means; None where nothing is known of such a script.

        Raises DiskRefused where a file may not be read.
        """
        ...


class Known(msgspec.Struct, frozen=True):
    """A script and its map, by their paths."""

    url: str
    path: str
    map: str | None
    """None where it is embedded in the script."""
    debug_id: DebugId | None = None
    digest: Digest | None = None
    """What the script is, where that is known."""
    map_digest: Digest | None = None


class Release:
    """The build of a release, by its ledger, as it lies on this disk."""

    def __init__(self, root: Path, ledger: Ledger, stripped: Stripped | None = None) -> None:
        """`stripped` is what is taken away now: its files are read where they are kept."""
        self._root, self._ledger, self._stripped = root, ledger, stripped
        self._kept = {file.path for file in stripped.files} if stripped else set()
        self._scripts = Scripts(known_scripts(ledger))

    def known(self, frame: Frame) -> tuple[Known, By] | None:
        """Return the script of the release that a frame means."""
        return self._scripts.find(frame.url) if frame.url else None

    def find(self, frame: Frame) -> Found | Missing | None:
        """Find the files that a frame means, if they are still those that the release is of."""
        match = self.known(frame)
        if match is None:
            return None
        known, by = match
        script = Script(known.url, known.path, by, "build", known.map, known.debug_id)
        try:
            code = self._read(known.path)
            map_ = self._read(known.map) if known.map else None
        except NothingFound:
            return self._not_here(known)
        for path, data, digest in (
            (known.path, code, known.digest),
            (known.map or "", map_, known.map_digest),
        ):
            if data is not None and digest is not None and digest_of(data) != digest:
                return self._changed(known, path)
        return _with_map(script, code, map_)

    def _read(self, path: str) -> bytes:
        place = self._stripped.place(path) if self._stripped and path in self._kept else path
        return disk.read(self._root / place)

    def _not_here(self, known: Known) -> Missing:
        release, folder = self._ledger.release, posixpath.dirname(known.path)
        return Missing(
            "not-here",
            known.url,
            known.path,
            f"it is {known.path} of {release}, and that build is not on this machine",
            f"bring {folder} of that build here, scripts and maps as they were released",
        )

    def _changed(self, known: Known, path: str) -> Missing:
        return Missing(
            "changed",
            known.url,
            known.path,
            f"{path} is no longer the one of {self._ledger.release}: it was built again since",
            f"bring {path} of that build here, or check out its commit and build it once more",
        )


def known_scripts(ledger: Ledger) -> Iterator[Known]:
    """Return the scripts of a release: as they were injected, else as they were built."""
    outcomes = {step: entry.outcome for step, entry in ledger.entries.items()}
    injected, built = outcomes.get("inject"), outcomes.get("build")
    if isinstance(injected, Injected):
        for each in injected.pairs:
            files = (each.pair.url, each.pair.script, each.pair.map)
            yield Known(*files, each.debug_id, each.script_digest, each.map_digest)
    elif isinstance(built, Built):
        for pair in built.pairs:
            yield Known(pair.url, pair.script, pair.map)


class Folder:
    """Scripts and maps below a folder that somebody named; no ledger and no settings are needed."""

    def __init__(self, folder: Path) -> None:
        """List the folder, and read the comments of its scripts.

        Raises DiskRefused when it cannot be listed.
        """
        self._folder = folder
        self._scripts = Scripts(_in_folder(folder))

    def find(self, frame: Frame) -> Found | None:
        """Find the files that a frame means."""
        match = self._scripts.find(frame.url) if frame.url else None
        if match is None:
            return None
        known, by = match
        script = Script(known.url, known.path, by, "folder", known.map)
        path = self._folder / known.path
        code = disk.read(path) if path.is_file() else b""
        return _with_map(script, code, disk.read(self._folder / known.map) if known.map else None)


def _in_folder(folder: Path) -> Iterator[Known]:
    names = list(walking.walk(folder, everything=True))
    claims = {
        name: comments.read_reference(disk.read(folder / name))
        for name in names
        if pairing.is_script(name)
    }
    maps = {name: f"/{name}" for name in names if pairing.is_map(name)}
    paired = pairing.pair(claims, maps)
    for script, map_ in paired.maps.items():
        yield Known(f"/{script}", script, map_)
    for name in paired.orphans:  # a map alone: its script has its name
        yield Known(f"/{name.removesuffix('.map')}", name.removesuffix(".map"), name)


def _with_map(script: Script, code: bytes, map_: bytes | None) -> Found:
    """Return the files with the map that is beside the script, or in it."""
    if map_ is not None:
        return Found(script, code, map_)
    try:
        return Found(script, code, embedded_map(code, comments.read(code)).text)
    except SourceMapError as fault:
        return Found(script, code, b"", fault.what)

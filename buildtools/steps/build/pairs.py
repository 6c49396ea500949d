"""Pairs one by one: read each map, and hold its texts against the project's files.

Nothing is written here, and nothing but what the checks need is kept of what was read.
"""

import posixpath
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from buildtools import disk
from buildtools.checks import accuracy, maps
from buildtools.errors import SourceMapError
from buildtools.findings import Finding, finding
from buildtools.settings import Output
from buildtools.sourcemaps import comments, sources
from buildtools.sourcemaps.embedded import embedded_map
from buildtools.sourcemaps.inject import plan
from buildtools.sourcemaps.pairing import Paired
from buildtools.sourcemaps.splices import apply
from buildtools.steps.build.gather import File, Place
from buildtools.values import Pair

_LARGE_BYTES = 16 * 1024
"""A script of this size with an empty map is no loader or list of externals any more."""


class Checked(msgspec.Struct, frozen=True):
    """A pair whose map can be read and maps something, and what is known of it."""

    pair: Pair
    output: Output
    times: maps.Times
    contents: maps.Contents
    verdict: accuracy.Verdict
    """Whether it is the map of this script."""
    told: accuracy.Told
    """What is to be said of that."""

    @property
    def subject(self) -> str:
        return self.pair.map or self.pair.script


def check(
    place: Place, files: Mapping[str, File], paired: Paired, realign: accuracy.Realign
) -> tuple[list[Checked], list[Finding]]:
    """Read each pair's map, and keep the pairs that have a usable one of their own."""
    checked: list[Checked] = []
    findings: list[Finding] = []
    texts = _Texts(place)
    claims = Counter(path for path in paired.maps.values() if path)
    for script, path in paired.maps.items():
        subject = path or script
        parsed = _parse(place.root, script, path)
        if isinstance(parsed, Finding):
            findings.append(parsed)
        elif not parsed.mapped:
            findings.append(_empty(place.root, script, subject))
        elif path and claims[path] > 1:
            findings.append(_shared(script, path))
        else:
            checked.append(_pair(place, files, texts, script, path, parsed, realign))
    return checked, findings


def _parse(root: Path, script: str, path: str | None) -> maps.Map | Finding:
    if path is not None:
        return maps.parse(path, disk.read(root / path))
    data = disk.read(root / script)
    try:
        return maps.parse(script, embedded_map(data, comments.read(data)).text)
    except SourceMapError as error:
        return finding("map-unparsable", script, str(error), "build again")


def _pair(
    place: Place,
    files: Mapping[str, File],
    texts: "_Texts",
    script: str,
    path: str | None,
    parsed: maps.Map,
    realign: accuracy.Realign,
) -> Checked:
    """Take everything together that the checks of one pair need."""
    written = disk.modified(place.root / (path or script))
    times = maps.Times(disk.modified(place.root / script), written, place.started)
    on_disk = texts.of(parsed, posixpath.dirname(path or script))
    contents = maps.compare(parsed, on_disk, times, embeddable=path is not None)
    file = files[script]
    map_url = files[path].url if path else None
    made = Pair(script, path, file.url, map_url, file.output.kind)
    verdict = _judged(place.root, script, path, parsed, contents.texts)
    told = accuracy.tell(path or script, parsed, verdict, realign)
    return Checked(made, file.output, times, contents, verdict, told)


def _judged(
    root: Path, script: str, path: str | None, parsed: maps.Map, texts: Mapping[int, str]
) -> accuracy.Verdict:
    """Hold the script against the map."""
    code = disk.read(root / script)
    verdict = accuracy.judge(code, parsed, texts)
    if path is None or not verdict.regions:
        return verdict
    repaired = _repaired(path, code, disk.read(root / path))
    return accuracy.judge(*repaired, texts) if repaired else verdict


def _repaired(path: str, code: bytes, map_: bytes) -> tuple[bytes, maps.Map] | None:
    """Give the pair as inject will leave it, when it was injected before and its map made again.

    Such a map is off by the snippet, and inject moves it.
    """
    with suppress(SourceMapError):
        planned = plan(code, map_)
        moved = maps.parse(path, apply(map_, planned.map))
        if planned.state == "repaired" and isinstance(moved, maps.Map):
            return apply(code, planned.script), moved
    return None


class _Texts:
    """The project's files that maps name as their sources, each read once."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._absolute = place.root.resolve().as_posix()
        self._read: dict[str, maps.OnDisk | None] = {}

    def of(self, parsed: maps.Map, folder: str) -> dict[int, maps.OnDisk]:
        """Find the files of a map's sources, by index; only those that a check asks for."""
        found: dict[int, maps.OnDisk] = {}
        for index, source in enumerate(parsed.sources):
            if source.content is not None and not sources.is_own(source.name):
                continue
            places = sources.places(source.name, folder, self._place.directory, self._absolute)
            there = (self._get(place) for place in places)
            file = next((file for file in there if file), None)
            if file:
                found[index] = file
        return found

    def _get(self, place: str) -> maps.OnDisk | None:
        if place not in self._read:
            data = disk.read_inside(self._place.root, place)
            self._read[place] = data if data is None else self._text(place, data)
        return self._read[place]

    def _text(self, place: str, data: bytes) -> maps.OnDisk | None:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return None
        return maps.OnDisk(place, text, disk.modified(self._place.root / place))


def _empty(root: Path, script: str, subject: str) -> Finding:
    """Tell of a map that maps nothing: as it should for a loader, not for a script with code."""
    size = len(disk.read(root / script))
    if size < _LARGE_BYTES:
        return finding("map-empty", subject, f"maps nothing of {script}, which is a stub")
    return finding(
        "map-empty",
        subject,
        f"maps nothing of {script}, which has {size:,} bytes",
        "build again with source maps",
        severity="error",
    )


def _shared(script: str, path: str) -> Finding:
    return finding(
        "map-ambiguous",
        script,
        f"names the map {path}, and so does another script; one of them would resolve wrongly",
        "build again, or leave one of them alone by build.ignore",
    )

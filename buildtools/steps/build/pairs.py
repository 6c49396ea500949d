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
from buildtools.checks import honesty, maps
from buildtools.errors import SourceMapError
from buildtools.findings import Finding, finding
from buildtools.results import Repair
from buildtools.settings import Output
from buildtools.sourcemaps.inject import plan
from buildtools.sourcemaps.pairing import Paired
from buildtools.sourcemaps.splices import apply
from buildtools.steps.build.gather import File, Place
from buildtools.steps.build.opening import Opened, opened
from buildtools.steps.build.repairing import Repairing
from buildtools.values import Pair

_LARGE_BYTES = 16 * 1024
"""A script of this size with an empty map is no loader or list of externals any more."""


class Checked(msgspec.Struct, frozen=True):
    """A pair whose map can be read and maps something, and what is known of it."""

    pair: Pair
    output: Output
    times: maps.Times
    contents: maps.Contents
    lie: Finding | None
    """What is to be said of the map's honesty."""
    repair: Repair | None = None
    """What inject will put right in the map."""

    @property
    def subject(self) -> str:
        return self.pair.map or self.pair.script


def check(
    place: Place, files: Mapping[str, File], paired: Paired, *, flatten: bool = True
) -> tuple[list[Checked], list[Finding]]:
    """Read each pair's map, and keep the pairs that have a usable one of their own.

    A map that inject will repair is judged as it will be then.
    """
    checked: list[Checked] = []
    findings: list[Finding] = []
    repairing = Repairing(place, flatten=flatten)
    claims = Counter(path for path in paired.maps.values() if path)
    for script, path in paired.maps.items():
        subject = path or script
        found = opened(place.root, script, path, repairing.read)
        if isinstance(found, Finding):
            findings.append(found)
        elif not found.parsed.mapped:
            findings.append(_empty(place.root, script, subject))
        elif path and claims[path] > 1:
            findings.append(_shared(script, path))
        else:
            one, said = _pair(place, files, repairing, script, path, found)
            checked.append(one)
            findings += said
    return checked, findings


def _pair(
    place: Place,
    files: Mapping[str, File],
    repairing: Repairing,
    script: str,
    path: str | None,
    found: Opened,
) -> tuple[Checked, list[Finding]]:
    """Take everything together that the checks of one pair need."""
    written = disk.modified(place.root / (path or script))
    times = maps.Times(disk.modified(place.root / script), written, place.started)
    folder = posixpath.dirname(path or script)
    on_disk = repairing.texts.of(found.parsed, folder)
    contents = maps.compare(found.parsed, on_disk, written, embeddable=path is not None)
    repaired = repairing.of(script, path, found, contents.texts)
    parsed = repaired.parsed
    if parsed is not found.parsed:
        on_disk = repairing.texts.of(parsed, folder)
        shown = maps.compare(parsed, on_disk, written, embeddable=False)
        contents = msgspec.structs.replace(contents, missing=shown.missing)
    file = files[script]
    map_url = files[path].url if path else None
    made = Pair(script, path, file.url, map_url, file.output.kind)
    lie = _lie(place.root, script, path, parsed, contents.texts)
    return Checked(made, file.output, times, contents, lie, repaired.repair), repaired.findings


def _lie(
    root: Path, script: str, path: str | None, parsed: maps.Map, texts: Mapping[int, str]
) -> Finding | None:
    """Hold the words of the script against the map."""
    code = disk.read(root / script)
    lie = honesty.judge(path or script, honesty.score(code, parsed, texts))
    if path is None or lie is None or lie.severity != "error":
        return lie
    repaired = _repaired(path, code, disk.read(root / path))
    return honesty.judge(path, honesty.score(*repaired, texts)) if repaired else lie


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

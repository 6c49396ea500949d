"""Matching: each script's map, over all outputs, and what build.ignore takes out of the question.

Nothing is written here. Files that are left alone are looked at only to know which maps are theirs.
"""

import posixpath
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from buildtools.checks import build_outputs
from buildtools.files import disk
from buildtools.findings import finding, subjects
from buildtools.settings import Output
from buildtools.sourcemaps.orphans import adopt
from buildtools.sourcemaps.pairing import Paired, is_map, is_script, pair, url_of
from buildtools.steps.building.gather import File, Place, reference_of
from buildtools.texts.foreign import UNREADABLE


class _Named(msgspec.Struct):
    """The one key of a map that says which script it is of."""

    file: str | None = None


def match(
    place: Place,
    seen: Mapping[Output, build_outputs.Seen],
    files: Mapping[str, File],
    references: Mapping[str, str | None],
) -> Paired:
    """Pair the scripts of all outputs; a pair of which either file is left alone is no pair."""
    ignored = _ignored(seen, files)
    urls = {path: file.url for path, file in files.items() if is_map(path)}
    hidden = {path: url for path, url in ignored.items() if is_map(path)}
    paired = _without(pair(references, urls | hidden), hidden)
    paired = _without_theirs(place.root, paired, filter(is_script, ignored), urls)
    named = {path: _file_of(place.root, path) for path in paired.orphans}
    return adopt(paired, {path: file for path, file in named.items() if file})


def _ignored(
    seen: Mapping[Output, build_outputs.Seen], files: Mapping[str, File]
) -> dict[str, str]:
    """Return the URL of each file that every output leaves alone, by path."""
    every = {
        posixpath.join(looked.folder, name): url_of(output.url, name)
        for output, looked in seen.items()
        for name in looked.ignored
    }
    return {path: url for path, url in every.items() if path not in files}


def _without(paired: Paired, hidden: Mapping[str, str]) -> Paired:
    """Let scripts whose map is left alone be scripts without one, and say so."""
    lost = {script: path for script, path in paired.maps.items() if path and path in hidden}
    told = (
        finding(
            "script-without-map",
            subjects.File(script),
            f"its map {path} is left alone by build.ignore",
            also=[subjects.File(path), subjects.Setting("build.ignore")],
        )
        for script, path in lost.items()
    )
    return Paired(
        {script: path for script, path in paired.maps.items() if script not in lost},
        tuple(sorted((*paired.without_map, *lost))),
        tuple(path for path in paired.orphans if path not in hidden),
        (*paired.findings, *told),
    )


def _without_theirs(
    root: Path, paired: Paired, ignored: Iterable[str], urls: Mapping[str, str]
) -> Paired:
    """Take the maps of scripts that are left alone out of those that belong to no script."""
    if not paired.orphans:
        return paired
    theirs = pair(
        {path: reference_of(root, path) for path in ignored},
        {path: urls[path] for path in paired.orphans},
    )
    orphans = tuple(path for path in paired.orphans if path in theirs.orphans)
    return msgspec.structs.replace(paired, orphans=orphans)


def _file_of(root: Path, map_: str) -> str | None:
    try:
        return msgspec.json.decode(disk.read(root / map_), type=_Named).file
    except UNREADABLE:
        return None

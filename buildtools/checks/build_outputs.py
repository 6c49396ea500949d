"""Outputs of a build, one by one: is there a script, is there a map, and if not, why.

Pure: what was seen in the folders in, findings and failures out. No path in them is absolute.
"""

import posixpath
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

import msgspec

from buildtools.bundlers import Bundler, all_of
from buildtools.bundlers.bundler import Copies
from buildtools.checks import inlined_scripts
from buildtools.errors import NothingFound
from buildtools.findings import Finding, finding, subjects
from buildtools.sourcemaps.pairing import is_map, is_script
from buildtools.texts.wording import count, listed

_SHOWN = 6

_COPIES = all_of(lambda each: each.copies)
_NAME_THEM = (
    "let each script name its map in a sourceMappingURL comment, or call the map <script>.map"
)


class Seen(msgspec.Struct, frozen=True):
    """What one output's folder holds."""

    folder: str
    """Relative to the project's root."""
    files: tuple[str, ...] | None
    """Below the folder; None when there is no such folder."""
    around: tuple[str, ...] = ()
    """Names in the nearest folder above that is there, for one that is not."""
    ignored: tuple[str, ...] = ()
    """Scripts and maps that build.ignore leaves alone."""
    odd: tuple[Finding, ...] = ()
    """Of files that are left out for their names."""

    @property
    def scripts(self) -> int:
        return sum(map(is_script, self.files or ()))

    @property
    def maps(self) -> int:
        return sum(map(is_map, self.files or ()))

    @property
    def told(self) -> str:
        """Return in a line what was found there."""
        if self.files is None:
            there = f"; there are {listed(self.around, _SHOWN)}" if self.around else ""
            return f"{self.folder}: no such folder{there}"
        if not self.files:
            return f"{self.folder}: empty"
        if self.scripts:
            return f"{self.folder}: {count(self.scripts, 'script')}, {count(self.maps, 'map')}"
        kinds = Counter(posixpath.splitext(name)[1] or "without suffix" for name in self.files)
        counts = [f"{count} {kind}" for kind, count in kinds.most_common()]
        among = count(len(self.files), "file")
        return f"{self.folder}: no script among {among} ({listed(counts, _SHOWN)})"


def nothing(
    seen: Sequence[Seen],
    *,
    bundler: Bundler | None,
    nearest: str | None,
    pages: Sequence[str] = (),
) -> NothingFound:
    """Compose the refusal of a build without any script, or of one without any map.

    `nearest` says where else there are scripts with maps, `pages` which pages hold code inline.
    """
    evidence = [output.told for output in seen]
    evidence += [f"scripts with maps are in {nearest}"] if nearest else []
    evidence += [f"made by {bundler.name}"] if bundler else []
    scripts = sum(output.scripts for output in seen)
    if not scripts:
        where = "fix build.outputs in sentry.yml: its paths are relative to build.directory"
        folders = all(output.files is None for output in seen)
        what = "no output folder is there" if folders else "no output holds a script"
        if pages and not nearest:
            evidence.append(f"inline scripts are in {listed(pages, _SHOWN)}")
            return NothingFound(what, evidence=evidence, remedy=inlined_scripts.REMEDY)
        remedy = where if nearest or not folders else f"{where}; or build first"
        return NothingFound(what, evidence=evidence, remedy=remedy)
    return NothingFound(
        f"the build left {count(scripts, 'script')} and no source map at all",
        evidence=evidence,
        remedy=_turn_on(bundler),
    )


def incomplete(
    seen: Seen,
    pairs: int,
    expecting: int,
    bundler: Bundler | None,
    *,
    orphans: Sequence[str] = (),
    pages: Sequence[str] = (),
) -> Finding | None:
    """Find an output that nothing will resolve of: some builds write server maps alone by default.

    `expecting` counts its scripts that ought to have a map: those that are not known to be data,
    and of which nothing is said yet. `orphans` are maps that no script claims, wherever they lie,
    and `pages` those of this output that hold code inline.
    """
    if not seen.scripts:
        within = f"; inline scripts are in {listed(pages, _SHOWN)}" if pages else ""
        return finding(
            "no-script",
            subjects.Folder(seen.folder),
            seen.told.removeprefix(f"{seen.folder}: ") + within,
            "take it out of build.outputs in sentry.yml, or fix its path there"
            + (f"; {inlined_scripts.REMEDY}" if pages else ""),
            also=map(subjects.File, pages),
        )
    if pairs or not expecting:
        return None
    several = f"none of its {seen.scripts} scripts has a"
    who = "its one script has no" if seen.scripts == 1 else several
    about = subjects.Folder(seen.folder)
    none = f"{who} source map that maps anything"
    copies = copies_of(seen.folder)
    if copies and not seen.maps:
        return finding("map-missing", about, f"{none}; it is a copy", copies.advice)
    if orphans:
        lone = f"no script names {listed(orphans, _SHOWN)}"
        return finding(
            "map-missing",
            about,
            f"{none}, and {lone}",
            _NAME_THEM,
            also=map(subjects.File, orphans),
        )
    return finding("map-missing", about, none, _turn_on(bundler))


def copies_of(folder: str) -> Copies | None:
    """Return within which copies an output is, if it is: those for a server alone have no maps."""
    within = f"/{folder}/"
    return next((each for each in _COPIES if f"/{each.build}/{each.folder}/" in within), None)


def nearest(folders: Iterable[tuple[str, Collection[str]]], wanted: Sequence[str]) -> str | None:
    """Name the folder with scripts and maps that is nearest to a wanted one, and its counts.

    `folders` gives the names of the files directly in each.
    """
    best: tuple[int, int, str] | None = None
    for folder, names in sorted(folders):
        scripts, maps = sum(map(is_script, names)), sum(map(is_map, names))
        if not scripts or not maps:
            continue
        common = max((_common(folder, other) for other in wanted), default=0)
        if best is None or (common, maps) > best[:2]:
            counts = f"{count(scripts, 'script')}, {count(maps, 'map')}"
            best = (common, maps, f"{folder or '.'} ({counts})")
    return best[2] if best else None


def _common(one: str, other: str) -> int:
    """Count the folders that two paths share from the top."""
    return len(posixpath.commonpath([one or ".", other or "."]).split("/")) if one else 0


def _turn_on(bundler: Bundler | None) -> str:
    if bundler:
        return f"turn source maps on: {bundler.maps}"
    return "turn source maps on in the bundler's production build, hidden ones are enough"

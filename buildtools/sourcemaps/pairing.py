"""Pairing: which source map belongs to which script.

The comment in the script is asked first, decoded as the URL it is: chunks and their maps may have
different names, comments may be percent-encoded, and scripts have a prefix that their maps lack.
Then come the names that bundlers use, as sentry-cli guesses them.
Pure: paths and comments in, pairs and findings out.
"""

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import takewhile
from urllib.parse import unquote

import msgspec

from buildtools.findings import Finding, finding, subjects
from buildtools.findings.subjects import Subject

_SCRIPT = re.compile(r"\.(?:js|cjs|mjs)$")
_MAP = re.compile(r"(?<!\.css)(?<!\.d\.ts)(?<!\.d\.mts)(?<!\.d\.cts)\.map$")
_ADDRESS = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*(?P<path>[^?#]*)")

Claim = tuple[str, str | None]
"""A script, and the text of its sourceMappingURL comment if it has one."""


class Paired(msgspec.Struct, frozen=True):
    """What belongs together, by path; nothing is in two of these."""

    maps: dict[str, str | None]
    """Script to map; None when the map is embedded in the script."""
    without_map: tuple[str, ...]
    orphans: tuple[str, ...]
    """Maps that no script claims."""
    findings: tuple[Finding, ...]


def is_script(path: str) -> bool:
    """Return whether a file is a script by its name. Upper case is not, as for sentry-cli."""
    return _SCRIPT.search(path) is not None


def is_map(path: str) -> bool:
    """Return whether a file is the source map of a script by its name, not of styles or types."""
    return _MAP.search(path) is not None


def url_of(prefix: str, relative: str) -> str:
    """Return the URL of a file below an output, its name as it is on disk.

    One slash at the prefix's end is dropped: "app:///" and "a.js" -> "app:///a.js".
    Source: docs/wire.md#pairing.
    """
    return f"{prefix.removesuffix('/')}/{relative}"


def pair(scripts: Mapping[str, str | None], maps: Mapping[str, str]) -> Paired:
    """Find each script's map.

    `scripts` gives the text of each script's comment, `maps` the URL of each map, both by path.
    Comments and exact names come first; a looser guess never takes a map from them, and one map
    that two scripts would guess is given to neither.
    """
    index = _Index(maps)
    found: dict[str, str | None] = {}
    findings: list[Finding] = []
    guessing: dict[str, tuple[str, ...]] = {}
    for script, reference in sorted(scripts.items()):
        named = index.named(script, reference)
        beside = f"{script}.map"
        if reference is not None and reference.startswith("data:"):
            found[script] = None
        elif len(named) == 1:
            found[script] = named[0]
        elif beside in maps:
            found[script] = beside
        elif named:
            findings.append(_any_of(script, named))
        else:
            guessing[script] = (
                index.near(script, reference)
                or index.ending(reference)
                or tuple(name for name in _guesses(script) if name in maps)
            )
    claimed = {path for path in found.values() if path is not None}
    guessed, doubts = _settle(guessing, claimed)
    found |= guessed
    findings += doubts
    told = {doubt.subject for doubt in findings}
    rest = [script for script in sorted(scripts) if script not in found]
    findings += _missing((script, scripts[script]) for script in rest if script not in told)
    orphans = set(maps) - {path for path in found.values() if path is not None}
    return Paired(
        {script: found[script] for script in sorted(found)},
        tuple(rest),
        tuple(sorted(orphans)),
        tuple(sorted(findings, key=lambda found: found.subject)),
    )


class _Index:
    """The maps, to be asked for by path, by the path of their URL, and by name."""

    def __init__(self, maps: Mapping[str, str]) -> None:
        self.paths = maps.keys()
        self.by_url: dict[str, list[str]] = defaultdict(list)
        self.by_name: dict[str, list[str]] = defaultdict(list)
        for path, url in sorted(maps.items()):
            self.by_url[_path_of(url)].append(path)
            self.by_name[posixpath.basename(path)].append(path)

    def named(self, script: str, reference: str | None) -> tuple[str, ...]:
        """Return the maps that a comment names: none, the one, or several with one URL."""
        for path, address in self._meant(script, reference):
            by_url = tuple(self.by_url.get(_path_of(address), ())) if address else ()
            if by_url or path in self.paths:
                return by_url or (path,)
        return ()

    def near(self, script: str, reference: str | None) -> tuple[str, ...]:
        """Return the maps whose path differs from the named one in one folder: js/…, maps/….

        Source: docs/wire.md#pairing.
        """
        wanted = [path.split("/") for path, _ in self._meant(script, reference)]
        return tuple(
            other
            for parts in wanted
            for other in self.by_name.get(parts[-1], ())
            if other.count("/") == len(parts) - 1
            and sum(a != b for a, b in zip(parts, other.split("/"), strict=True)) == 1
        )

    def ending(self, reference: str | None) -> tuple[str, ...]:
        """Return the maps whose path ends as the address in a comment does, by most folders.

        A site is served from where its build does not know: https://maps.example/maps/main.map.
        """
        if reference is None or not _ADDRESS.match(reference):
            return ()
        wanted = unquote(_path_of(re.split(r"[?#]", reference, maxsplit=1)[0])).split("/")
        shared = {
            path: _shared_end(path.split("/"), wanted) for path in self.by_name.get(wanted[-1], ())
        }
        longest = max(shared.values(), default=0)
        return tuple(path for path, count in shared.items() if count == longest > 1)

    def _meant(self, script: str, reference: str | None) -> list[tuple[str, str | None]]:
        """Read a comment as path and, when it is absolute or rooted, address; decoded and raw."""
        if reference is None or reference.startswith("data:"):
            return []
        cut = re.split(r"[?#]", reference, maxsplit=1)[0]
        meant: list[tuple[str, str | None]] = []
        # browsers read a backslash in an address as a slash, and builds on Windows write some
        slashed = cut.replace("\\", "/")
        for text in dict.fromkeys((unquote(cut), cut, unquote(slashed), slashed)):
            rooted = bool(_ADDRESS.match(text)) or text.startswith("/")
            # of a public path we do not know, the name is left: look beside the script
            name = posixpath.basename(text) if rooted else text
            path = posixpath.normpath(posixpath.join(posixpath.dirname(script), name))
            meant.append((path, text if rooted else None))
        return meant


def _shared_end(one: Sequence[str], other: Sequence[str]) -> int:
    """Count the names that two paths share from their ends."""
    same = (a == b for a, b in zip(reversed(one), reversed(other), strict=False))
    return sum(1 for _ in takewhile(bool, same))


def _path_of(url: str) -> str:
    """Return the path of a URL of any form: "~/a.js", "app:///a.js", "//cdn/a.js" -> "/a.js"."""
    address = _ADDRESS.match(url)
    return address["path"] if address else url.removeprefix("~")


def _guesses(script: str) -> tuple[str, ...]:
    """Name the maps a script without a comment may have, `<script>.map` apart."""
    stem = _SCRIPT.sub("", script)
    if not stem.endswith(".min"):
        return (f"{stem}.map",)
    plain, suffix = stem.removesuffix(".min"), script[len(stem) :]
    return (f"{plain}.map", f"{plain}{suffix}.map", f"{stem}.map")


def _settle(
    guessing: Mapping[str, tuple[str, ...]], claimed: Collection[str]
) -> tuple[dict[str, str], list[Finding]]:
    """Return a guessed map to the only script that wants it, and say where there is a doubt."""
    free = {
        script: tuple(name for name in names if name not in claimed)
        for script, names in guessing.items()
    }
    wanted: dict[str, list[str]] = defaultdict(list)
    for script, names in free.items():
        for name in names:
            wanted[name].append(script)
    settled: dict[str, str] = {}
    doubts: list[Finding] = []
    for script, names in free.items():
        if len(names) == 1 and wanted[names[0]] == [script]:
            settled[script] = names[0]
        elif names:
            doubts.append(_any_of(script, names))
    return settled, doubts


def ambiguous(script: str, sentence: str, remedy: str, also: Iterable[Subject]) -> Finding:
    """Return the finding about a script that has more than one map, or shares one."""
    return finding("map-ambiguous", subjects.File(script), sentence, remedy, also=also)


def _any_of(script: str, maps: Collection[str]) -> Finding:
    return ambiguous(
        script,
        f"its map cannot be told: {', '.join(sorted(maps))} may be it, for this script or another",
        "let the bundler write a sourceMappingURL comment, or leave files alone by build.ignore",
        also=map(subjects.File, sorted(maps)),
    )


def _missing(claims: Iterable[Claim]) -> list[Finding]:
    """Return findings on each map that is named and not there.

    One on another host may be someone else's.
    """
    return [
        finding(
            "map-named-but-missing",
            subjects.File(script),
            f"names the map {reference}, which is in no output",
            "keep the maps in the outputs until the upload, or list a vendor's script "
            "in build.ignore",
            severity="warning" if _ADDRESS.match(reference) else "error",
        )
        for script, reference in claims
        if reference is not None
    ]

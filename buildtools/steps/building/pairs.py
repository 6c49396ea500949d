"""Pairs one by one: read each map, and hold its texts against the project's files.

Nothing is written here, and nothing but what the checks need is kept of what was read.
"""

import posixpath
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from itertools import groupby
from pathlib import Path

import msgspec

from buildtools.checks import accuracy, maps, package_maps, unusable_maps
from buildtools.checks.secrets.search import Gathered
from buildtools.errors import SourceMapError
from buildtools.files import disk
from buildtools.findings import Finding
from buildtools.machine.processes import apart, together
from buildtools.progress import counting
from buildtools.results import Repair
from buildtools.settings import Build, Output
from buildtools.sourcemaps.injection.inject import plan
from buildtools.sourcemaps.maps import inside_symbolic, sources
from buildtools.sourcemaps.maps.resolve import Tokens
from buildtools.sourcemaps.pairing import Paired
from buildtools.splices import apply
from buildtools.steps.building.exposed import Exposed
from buildtools.steps.building.gather import File, Place
from buildtools.steps.building.opening import Code, Opened, map_text, opened
from buildtools.steps.building.repairing import Repairing
from buildtools.steps.building.sharing import Part, cores_for, large_of, parts_of, sizes_of
from buildtools.steps.building.texts import Texts
from buildtools.values import Pair, digest_of


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
    repair: Repair | None = None
    """What inject will put right in the map."""

    @property
    def subject(self) -> str:
        return self.pair.map or self.pair.script


_Packed = tuple[list[Checked], list[Finding], Gathered, set[str]]


class _Made:
    """What is found of some pairs."""

    def __init__(self, exposed: Exposed, right: accuracy.KnownRight) -> None:
        self.checked: list[Checked] = []
        self.findings: list[Finding] = []
        self.exposed, self.right = exposed, right

    def another(self) -> "_Made":
        """Return a place for what is found of others, by what is known now."""
        return _Made(self.exposed.another(), accuracy.KnownRight(self.right.known))

    @property
    def packed(self) -> _Packed:
        """What goes from one process to another."""
        return self.checked, self.findings, self.exposed.found, self.right.seen

    def add(self, *others: _Packed) -> None:
        """Take what was found of the pairs behind these."""
        for checked, findings, found, seen in others:
            self.checked += checked
            self.findings += findings
            self.exposed.join(found)
            self.right.seen |= seen


def check(
    place: Place,
    files: Mapping[str, File],
    paired: Paired,
    settings: Build,
    exposed: Exposed,
    right: accuracy.KnownRight,
    cores: int = 0,
) -> tuple[list[Checked], list[Finding]]:
    """Read each pair's map, and keep the pairs that have a usable one of their own.

    A map that inject will repair is judged as it will be then. What is read is searched for what
    nobody should see. Of a large build each core of the machine does a part, so many of them or as
    there are.
    """
    contested = _contested(place.root, paired.maps)
    whole, repairing = _Made(exposed, right), Repairing(place, flatten=settings.flatten)
    sizes = sizes_of(place.root, [*paired.maps.items()])
    cores = cores or cores_for(sizes)
    large_ones, parts = large_of(sizes), parts_of(sizes, cores)

    def some(pairs: Iterable[tuple[str, str | None]]) -> _Packed:
        made = whole.another()
        return _check(place, files, pairs, settings, made, contested, repairing).packed

    def alone(pair: tuple[str, str | None]) -> _Packed:
        return apart([pair], some)

    def of(part: Part) -> _Packed:
        made, before = whole.another(), part.before
        for is_large, group in groupby(part.pairs, large.__contains__):
            these = [*group]
            if is_large:
                made.add(*map(large.__getitem__, these))
            else:
                made.add(some(counting(these, "pair", len(sizes), before=before)))
            before += len(these)
        return made.packed

    inside_symbolic.load()
    large = dict(zip(large_ones, together(large_ones, alone, cores), strict=True))
    whole.add(*together(parts, of, cores))
    return whole.checked, whole.findings


def _check(
    place: Place,
    files: Mapping[str, File],
    pairs: Iterable[tuple[str, str | None]],
    settings: Build,
    made: _Made,
    contested: Collection[str],
    repairing: Repairing,
) -> _Made:
    """Check some of the pairs, and add what is found to what was `made` of others."""
    checked, findings, exposed, right = made.checked, made.findings, made.exposed, made.right
    for script, path in pairs:
        subject = path or script
        pattern = files[script].pattern
        found = opened(place.root, script, path, repairing.read)
        if isinstance(found, Finding):
            foreign = _is_foreign(place.root, repairing.texts, script, path)
            findings.append(unusable_maps.unreadable(found, pattern, foreign=foreign))
            exposed.alone({script, subject})
            continue
        exposed.pair(script, subject, found)
        if not found.parsed.mapped:
            names = [source.name for source in found.parsed.sources]
            size = disk.size(place.root / script)
            findings.append(unusable_maps.empty(subject, script, size, names, pattern))
        elif path and path in contested:
            findings.append(unusable_maps.shared(script, path, pattern))
        else:
            one, said, parsed = _pair(
                place, files, repairing, script, path, found, settings.realign, right
            )
            exposed.given(subject, parsed, one.contents.texts)
            checked.append(one)
            findings += said
    return made


def _contested(root: Path, claimed: Mapping[str, str | None]) -> set[str]:
    """Find the maps that different scripts name; of copies one map can be right."""
    claims = Counter(path for path in claimed.values() if path)
    texts: dict[str, set[str]] = defaultdict(set)
    for script, path in claimed.items():
        if path and claims[path] > 1:
            texts[path].add(digest_of(disk.read(root / script)))
    return {path for path, digests in texts.items() if len(digests) > 1}


def _is_foreign(root: Path, texts: Texts, script: str, path: str | None) -> bool:
    """Whether a map that cannot be read is of other people's code.

    That is one of packages, or one in a script that was copied here, none of whose sources is a
    file of the project.
    """
    try:
        names = package_maps.sources_of(map_text(root, script, path))
    except SourceMapError:
        return False
    if path is not None or not names:
        return package_maps.all_packages(names)
    files = (texts.find(name, posixpath.dirname(script)) for name in names)
    return not any(sources.is_own(file.place) for file in files if file)


def _pair(
    place: Place,
    files: Mapping[str, File],
    repairing: Repairing,
    script: str,
    path: str | None,
    found: Opened,
    realign: accuracy.Realign,
    right: accuracy.KnownRight,
) -> tuple[Checked, list[Finding], maps.Map]:
    """Take everything together that the checks of one pair need; its map as inject leaves it."""
    written = disk.modified(place.root / (path or script))
    times = maps.Times(disk.modified(place.root / script), written, place.started)
    folder = posixpath.dirname(path or script)
    on_disk = repairing.texts.of(found.parsed, folder)
    contents = maps.compare(found.parsed, on_disk, times, embeddable=path is not None)
    repaired = repairing.of(script, path, found, contents.texts)
    if repaired.parsed is found.parsed:
        verdict = _known(place.root, path, found, contents.texts, right)
    else:
        verdict = _judged(place.root, path, found.code, repaired.parsed, contents.texts, None)
    own = repairing.texts.own(repaired.parsed, folder)
    told = accuracy.tell(path or script, repaired.parsed, verdict, realign, own)
    if told.shifts:
        repaired = repairing.of(script, path, found, contents.texts, told.shifts)
    parsed = repaired.parsed
    if parsed is not found.parsed:
        on_disk = repairing.texts.of(parsed, folder)
        shown = maps.compare(parsed, on_disk, times, embeddable=False)
        contents = msgspec.structs.replace(shown, texts=contents.texts)
    file = files[script]
    map_url = files[path].url if path else None
    made = Pair(script, path, file.url, map_url, file.output.kind)
    checked = Checked(made, file.output, times, contents, verdict, told, repaired.repair)
    return checked, repaired.findings, parsed


def _known(
    root: Path,
    path: str | None,
    found: Opened,
    texts: Mapping[int, str],
    right: accuracy.KnownRight,
) -> accuracy.Verdict:
    """Hold the script against the map, unless these very bytes were found right before."""
    key = accuracy.key(found.code.read(), found.digest, texts)
    if right.has(key):
        return accuracy.RIGHT
    verdict = _judged(root, path, found.code, found.parsed, texts, found.entries)
    right.note(key, verdict)
    return verdict


def _judged(
    root: Path,
    path: str | None,
    code: Code,
    parsed: maps.Map,
    texts: Mapping[int, str],
    entries: Tokens | None,
) -> accuracy.Verdict:
    """Hold the script against the map, whose `entries` the resolver may have read."""
    index = entries if entries and entries.pieces is None else None
    verdict = accuracy.judge(code.read(), parsed, texts, index)
    if path is None or not verdict.regions:
        return verdict
    repaired = _repaired(path, code.read(), disk.read(root / path))
    return accuracy.judge(*repaired, texts) if repaired else verdict


def _repaired(path: str, code: bytes, map_: bytes) -> tuple[bytes, maps.Map] | None:
    """Return the pair as inject will leave it, when it was injected before and its map made again.

    Such a map is off by the snippet, and inject moves it.
    """
    with suppress(SourceMapError):
        planned = plan(code, map_)
        moved = maps.parse(path, apply(map_, planned.map))
        if planned.state == "repaired" and isinstance(moved, maps.Map):
            return apply(code, planned.script), moved
    return None

"""Inject: give every pair one debug ID, in its script, its map and its run-time snippet.

Everything is planned before the first byte is written, and written as one deed. A pair that cannot
be injected stays as it is and becomes a finding, and the others go on.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from buildtools import disk
from buildtools.errors import NothingFound, SourceMapError
from buildtools.findings import Finding, finding
from buildtools.mending import NOWHERE, Mending, Places, Rewritten, mend, records
from buildtools.results import Injected, InjectedPair
from buildtools.sourcemaps.inject import Injection, plan
from buildtools.sourcemaps.splices import Splice, after, apply, edits
from buildtools.values import DebugId, Digest, Edit, Pair

_log = logging.getLogger("buildtools")


class _File(msgspec.Struct, frozen=True):
    """One file before and after; `new` is None when nothing changes."""

    path: str
    before: Digest
    after: Digest
    edits: tuple[Edit, ...]
    new: bytes | None


class _Planned(msgspec.Struct, frozen=True):
    """One pair and what shall become of its files; `map` is None when it is embedded."""

    pair: Pair
    debug_id: DebugId
    injection: Injection
    script: _File
    map: _File | None


def inject(
    root: Path,
    pairs: Sequence[Pair],
    earlier: Injected | None = None,
    places: Places = NOWHERE,
) -> Injected:
    """Inject all pairs, and say what each is now.

    Reads every script and map; writes only files that change, all or none. A second run changes
    nothing. From `earlier` come the edits of files that are still as that run left them, so that
    the built files can be given back. Pairs that could not be injected are not in the result: a
    finding names each. What else in `places` follows from the change is mended in the same deed.

    Raises DiskRefused when a file may not be read or written.
    """
    disk.sweep(root, [name for pair in pairs for name in (pair.script, pair.map) if name])
    planned, findings = _plan_all(root, pairs)
    refusals = [*_ambiguous(planned), *_sharing_a_map(planned)]
    planned = _without(planned, refusals)
    refusals += _sharing_an_id(planned)
    planned = _without(planned, refusals)
    mending = mend(root, places, _rewritten(planned), pairs, first=earlier is None)
    planned = [_after_mending(each, mending) for each in planned]
    mended = {path: file.new for path, file in mending.files.items()}
    disk.replace_all(root, mended | dict(_changed(planned)))
    states = Counter(each.injection.state for each in planned)
    _log.info(
        "%d of %d pairs have their debug ID: %d injected, %d repaired, %d as they were",
        len(planned),
        len(pairs),
        *(states[state] for state in ("injected", "repaired", "kept")),
    )
    findings += [*(refusal.finding for refusal in refusals), *mending.findings]
    followed = records(mending, pairs, root, earlier.mended if earlier else ())
    return Injected(_results(planned, earlier), tuple(findings), followed)


# Gather and decide


def _plan_all(root: Path, pairs: Sequence[Pair]) -> tuple[list[_Planned], list[Finding]]:
    planned: list[_Planned] = []
    findings: list[Finding] = []
    for pair in pairs:
        try:
            script = disk.read(root / pair.script)
            map_ = None if pair.map is None else disk.read(root / pair.map)
            injection = plan(script, map_)
        except SourceMapError as fault:
            findings.append(finding("map-unparsable", pair.map or pair.script, fault.what))
        except NothingFound as fault:
            findings.append(finding("file-changed", pair.script, fault.what, "invoke build"))
        else:
            findings += _named(pair, injection)
            if injection.debug_id is not None:
                planned.append(_planned(pair, injection.debug_id, injection, script, map_))
    return planned, findings


def _planned(
    pair: Pair, debug_id: DebugId, injection: Injection, script: bytes, map_: bytes | None
) -> _Planned:
    return _Planned(
        pair,
        debug_id,
        injection,
        _file(pair.script, script, injection.script),
        None if pair.map is None or map_ is None else _file(pair.map, map_, injection.map),
    )


def _file(path: str, data: bytes, splices: Sequence[Splice]) -> _File:
    before = disk.digest(data)
    if not splices:
        return _File(path, before, before, (), None)
    new = apply(data, splices)
    return _File(path, before, disk.digest(new), edits(splices), new)


def _named(pair: Pair, injection: Injection) -> Iterator[Finding]:
    """Say of which script the plan's findings speak."""
    return (msgspec.structs.replace(each, subject=pair.script) for each in injection.findings)


# What pairs have in common


class _Refusal(msgspec.Struct, frozen=True):
    """A finding on several pairs; `scripts` are left as they are, none when it only warns."""

    finding: Finding
    scripts: frozenset[str]


def _without(planned: list[_Planned], refusals: Iterable[_Refusal]) -> list[_Planned]:
    refused = frozenset[str]().union(*(refusal.scripts for refusal in refusals))
    return [each for each in planned if each.pair.script not in refused]


def _ambiguous(planned: Iterable[_Planned]) -> Iterator[_Refusal]:
    """One script paired with two maps: whichever is written, the other would be wrong."""
    maps: dict[str, set[str | None]] = defaultdict(set)
    for each in planned:
        maps[each.pair.script].add(each.pair.map)
    for script, names in maps.items():
        if len(names) > 1:
            listed = ", ".join(sorted(name or "an embedded one" for name in names))
            sentence = f"it is paired with {len(names)} maps: {listed}"
            remedy = "keep one of them in the build's outputs"
            yield _Refusal(finding("map-ambiguous", script, sentence, remedy), frozenset({script}))


def _sharing_a_map(planned: Iterable[_Planned]) -> Iterator[_Refusal]:
    """Different scripts with one map: it can hold one ID and one shift only. Twins are fine."""
    groups: dict[str, list[_Planned]] = defaultdict(list)
    for each in planned:
        if each.map is not None:
            groups[each.map.path].append(each)
    for path, group in groups.items():
        if len({each.script.before for each in group}) > 1:
            yield _shared_map(path, group)


def _shared_map(path: str, group: Sequence[_Planned]) -> _Refusal:
    scripts = frozenset(each.pair.script for each in group)
    listed = ", ".join(sorted(scripts))
    if all(each.injection.empty for each in group):
        sentence = f"it maps nothing and belongs to {listed}: none was injected"
        return _Refusal(finding("map-shared", path, sentence, severity="info"), scripts)
    sentence = f"it belongs to different scripts, so that none was injected: {listed}"
    return _Refusal(finding("map-shared", path, sentence, "build each with its own map"), scripts)


def _sharing_an_id(planned: Iterable[_Planned]) -> Iterator[_Refusal]:
    """One ID on different contents: frames of one would be looked up in the other."""
    groups: dict[DebugId, list[_Planned]] = defaultdict(list)
    for each in planned:
        groups[each.debug_id].append(each)
    for debug_id, group in groups.items():
        scripts = frozenset(each.pair.script for each in group)
        listed = ", ".join(sorted(scripts))
        if len({each.script.after for each in group}) > 1:
            sentence = f"different scripts hold it, and were left alone: {listed}"
            remedy = "build again from a clean output folder, then inject"
            yield _Refusal(finding("debug-id-shared", debug_id, sentence, remedy), scripts)
        elif len({each.map.after for each in group if each.map}) > 1:
            sentence = f"equal scripts with different maps hold it: {listed}"
            noticed = finding("debug-id-shared", debug_id, sentence, severity="warning")
            yield _Refusal(noticed, frozenset())


# Apply and tell


def _changed(planned: Iterable[_Planned]) -> Iterator[tuple[str, bytes]]:
    for each in planned:
        for file in (each.script, each.map):
            if file is not None and file.new is not None:
                yield file.path, file.new


def _rewritten(planned: Iterable[_Planned]) -> Iterator[Rewritten]:
    for each in planned:
        for file in (each.script, each.map):
            if file is not None and file.new is not None:
                yield Rewritten(file.path, file.before, file.new, file.edits)


def _after_mending(each: _Planned, mending: Mending) -> _Planned:
    """Give a pair whose script holds digests of others those that they have now."""
    file = mending.files.get(each.script.path)
    if file is None:
        return each
    script = _File(file.path, file.before, disk.digest(file.new), file.edits, file.new)
    return msgspec.structs.replace(each, script=script)


def _results(planned: Iterable[_Planned], earlier: Injected | None) -> tuple[InjectedPair, ...]:
    known: dict[tuple[str, Digest], tuple[Edit, ...]] = {}
    for old in earlier.pairs if earlier else ():
        known[old.pair.script, old.script_digest] = old.script_edits
        if old.pair.map is not None and old.map_digest is not None:
            known[old.pair.map, old.map_digest] = old.map_edits

    def kept(file: _File) -> tuple[Edit, ...]:
        old = known.get((file.path, file.before), ())
        return old if file.new is None else after(old, file.new, file.edits)

    return tuple(
        InjectedPair(
            each.pair,
            each.debug_id,
            each.script.after,
            each.map.after if each.map else None,
            kept(each.script),
            kept(each.map) if each.map else (),
        )
        for each in planned
    )

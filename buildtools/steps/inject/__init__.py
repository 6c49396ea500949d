"""Inject: give every pair one debug ID, in its script, its map and its run-time snippet.

Everything is planned, and written beside its place, before the first file is replaced; that is one
deed at the end. A pair that cannot be injected stays as it is and becomes a finding, and the others
go on.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from buildtools import disk, staging
from buildtools.journal import Journal
from buildtools.mending import NOWHERE, Mending, Places, Rewritten, mend, records
from buildtools.results import Injected, InjectedPair, Repair
from buildtools.sourcemaps.splices import (
    difference,
    joined,
    original,
    together,
    unpacked,
)
from buildtools.staging import Staging, Written
from buildtools.state.upload_cache import Seen
from buildtools.steps.inject.clashes import without_clashes
from buildtools.steps.inject.planning import File, Planned, plan_all
from buildtools.values import Digest, Edit, Pair

_log = logging.getLogger("buildtools")


def inject(
    root: Path,
    pairs: Sequence[Pair],
    earlier: Injected | None = None,
    places: Places = NOWHERE,
    repairs: Sequence[Repair] = (),
    journal: Journal | None = None,
) -> Injected:
    """Inject all pairs, and say what each is now.

    Reads every script and map, but those whose stamps say that nobody has touched them since
    `earlier`; writes only files that change, all or none. A second run changes nothing. From
    `earlier` come the edits of files that are still as that run left them, so that the built files
    can be given back. Pairs that could not be injected are not in the result: a finding names
    each. What else in `places` follows from the change is mended in the same deed. `repairs` are
    what the build step found to be put right in maps first. What `journal` notes can be taken back
    until it is settled.

    Raises DiskRefused when a file may not be read or written.
    """
    disk.sweep(root, [name for pair in pairs for name in (pair.script, pair.map) if name])
    seen = Seen(root)
    with Staging(root, journal) as place:
        planned, findings = plan_all(root, place, seen, pairs, earlier, repairs)
        planned, refusals = without_clashes(planned, partial(_as_it_shall_be, root))
        mending = mend(root, places, _rewritten(planned), pairs, first=earlier is None, moves=True)
        mended = {path: place.write(path, (file.new,)) for path, file in mending.files.items()}
        planned = [_after_mending(each, mending, mended) for each in planned]
        followed = records(mending, pairs, root, earlier.mended if earlier else ())
        results = _results(planned, earlier)
        rest = (new for path, new in _changed(planned).items() if path not in mended)
        place.place(mended.values(), then=rest)
    seen.save()
    _tell(planned, len(pairs))
    return Injected(results, (*findings, *refusals, *mending.findings), followed)


def _as_it_shall_be(root: Path, file: File) -> bytes:
    return disk.read(root / file.path) if file.new is None else staging.read(file.new)


def _tell(planned: Sequence[Planned], pairs: int) -> None:
    states = Counter(each.injection.state for each in planned)
    repaired = {file.path for file in _files(planned) if file.repair}
    if repaired:
        _log.info("%d maps were put right first, as build has told", len(repaired))
    _log.info(
        "%d of %d pairs have their debug ID: %d injected, %d repaired, %d as they were",
        len(planned),
        pairs,
        *(states[state] for state in ("injected", "repaired", "kept")),
    )


def _files(planned: Iterable[Planned]) -> Iterator[File]:
    return (file for each in planned for file in (each.script, each.map) if file)


def _changed(planned: Iterable[Planned]) -> dict[str, Written]:
    """Give the new content of each file that gets one, by its path."""
    return {file.path: file.new for file in _files(planned) if file.new is not None}


def _rewritten(planned: Iterable[Planned]) -> Iterator[Rewritten]:
    for file in _files(planned):
        if file.new is not None:
            yield Rewritten(file.path, file.before, file.new, _whole(file), file.plain)


def _whole(file: File) -> tuple[Edit, ...]:
    """Say what leads back to the file as it was built, not only as it was repaired."""
    if file.new is None or not file.repair:
        return file.edits
    new = staging.read(file.new)
    return difference(unpacked(original(new, file.edits), file.repair), new)


def _after_mending(each: Planned, mending: Mending, mended: Mapping[str, Written]) -> Planned:
    """Give a pair whose script holds digests of others those that they have now."""
    return msgspec.structs.replace(
        each,
        script=_mended(each.script, mending, mended),
        map=_mended(each.map, mending, mended) if each.map else None,
    )


def _mended(file: File, mending: Mending, mended: Mapping[str, Written]) -> File:
    """Put what mending made of a file on top of what injection did."""
    new = mending.files.get(file.path)
    if new is None:
        return file
    followed = new.followed or new.edits
    edits = together(file.edits, new.new, followed)
    after_ = disk.digest(new.new)
    return File(file.path, new.before, after_, edits, mended[file.path], repair=file.repair)


class _Kept(msgspec.Struct, frozen=True):
    """What the ledger keeps of one file."""

    edits: tuple[Edit, ...] = ()
    repair: bytes = b""
    unfinished: tuple[Edit, ...] = ()


def _results(planned: Iterable[Planned], earlier: Injected | None) -> tuple[InjectedPair, ...]:
    known: dict[tuple[str, Digest | None], _Kept] = {}
    for old in earlier.pairs if earlier else ():
        embedded = old.repair if old.pair.map is None else b""
        script = _Kept(old.script_edits, embedded, old.unfinished)
        known[old.pair.script, old.script_digest] = script
        if old.pair.map is not None:
            known[old.pair.map, old.map_digest] = _Kept(old.map_edits, old.repair)

    def kept(file: File) -> _Kept:
        old = known.get((file.path, file.before), _Kept()) if file.before else _Kept()
        unfinished = file.unfinished or old.unfinished
        if file.new is None:
            return _Kept(file.edits or old.edits, old.repair, unfinished)
        if file.repair:
            return _Kept(file.edits, joined(old.repair, old.edits, file.repair), unfinished)
        edits = together(old.edits, staging.read(file.new), file.edits) if old.edits else file.edits
        return _Kept(edits, old.repair, unfinished)

    return tuple(_result(each, kept) for each in planned)


def _result(each: Planned, kept: Callable[[File], _Kept]) -> InjectedPair:
    script = kept(each.script)
    map_ = kept(each.map) if each.map else _Kept(repair=script.repair)
    return InjectedPair(
        each.pair,
        each.debug_id,
        each.script.after,
        each.map.after if each.map else None,
        script.edits,
        map_.edits,
        map_.repair,
        script.unfinished,
    )

"""Inject: give every pair one debug ID, in its script, its map and its run-time snippet.

Everything is planned, and written beside its place, before the first file is replaced; that is one
deed at the end. A pair that cannot be injected stays as it is and becomes a finding, and the others
go on.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from buildtools import disk, staging
from buildtools.mending import NOWHERE, Mending, Places, Rewritten, mend, records
from buildtools.results import Injected, InjectedPair
from buildtools.sourcemaps.splices import after
from buildtools.staging import Staging, Written
from buildtools.steps.inject.clashes import without_clashes
from buildtools.steps.inject.planning import File, Planned, plan_all
from buildtools.upload_file import Seen
from buildtools.values import Digest, Edit, Pair

_log = logging.getLogger("buildtools")


def inject(
    root: Path,
    pairs: Sequence[Pair],
    earlier: Injected | None = None,
    places: Places = NOWHERE,
) -> Injected:
    """Inject all pairs, and say what each is now.

    Reads every script and map, but those whose stamps say that nobody has touched them since
    `earlier`; writes only files that change, all or none. A second run changes nothing. From
    `earlier` come the edits of files that are still as that run left them, so that the built files
    can be given back. Pairs that could not be injected are not in the result: a finding names
    each. What else in `places` follows from the change is mended in the same deed.

    Raises DiskRefused when a file may not be read or written.
    """
    disk.sweep(root, [name for pair in pairs for name in (pair.script, pair.map) if name])
    seen = Seen(root)
    with Staging(root) as place:
        planned, findings = plan_all(root, place, seen, pairs, earlier)
        planned, refusals = without_clashes(planned, partial(_as_it_shall_be, root))
        mending = mend(root, places, _rewritten(planned), pairs, first=earlier is None)
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
            yield Rewritten(file.path, file.before, file.new, file.edits, file.plain)


def _after_mending(each: Planned, mending: Mending, mended: Mapping[str, Written]) -> Planned:
    """Give a pair whose script holds digests of others those that they have now."""
    file = mending.files.get(each.script.path)
    if file is None:
        return each
    written = mended[file.path]
    script = File(file.path, file.before, disk.digest(file.new), file.edits, written)
    return msgspec.structs.replace(each, script=script)


def _results(planned: Iterable[Planned], earlier: Injected | None) -> tuple[InjectedPair, ...]:
    known: dict[tuple[str, Digest], tuple[Edit, ...]] = {}
    for old in earlier.pairs if earlier else ():
        known[old.pair.script, old.script_digest] = old.script_edits
        if old.pair.map is not None and old.map_digest is not None:
            known[old.pair.map, old.map_digest] = old.map_edits

    def kept(file: File) -> tuple[Edit, ...]:
        old = known.get((file.path, file.before), ()) if file.before else ()
        if file.new is None:
            return old
        return after(old, staging.read(file.new), file.edits) if old else file.edits

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

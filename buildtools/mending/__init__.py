"""Mending: what was computed from a file's old bytes follows them when they change.

Digests and sizes in pages, manifests and loaders are rewritten, compressed siblings made again,
copies in a standalone folder kept equal. Nothing is written here: the step that changes files
writes all of them as one deed, so that no page is left to name what is not there. What cannot be
mended is a finding.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from buildtools import disk
from buildtools.findings import Finding, finding, subjects
from buildtools.mending import promised, unmendable
from buildtools.mending.beside import Siblings
from buildtools.mending.moved import Moved
from buildtools.mending.rewritten import Rewritten, is_plain
from buildtools.mending.site import Site
from buildtools.results import Mended
from buildtools.sourcemaps import followers, integrity
from buildtools.sourcemaps.digests import Held
from buildtools.sourcemaps.followers import Owners
from buildtools.sourcemaps.integrity import Settled
from buildtools.sourcemaps.places import Places
from buildtools.sourcemaps.splices import after, together
from buildtools.values import Pair

__all__ = ["NOWHERE", "Mending", "Places", "Rewritten", "is_plain", "mend", "records"]

NOWHERE = Places()

_log = logging.getLogger("buildtools")


class Mending(msgspec.Struct, frozen=True):
    """What else must change when some files do."""

    files: Mapping[str, Rewritten] = {}
    """In the order to be written, and before the rest: what depends on a file comes before it, so
    that a run that is killed can be done again. A changed file that holds digests of others is
    among them, and this value then replaces the one that was given."""
    findings: tuple[Finding, ...] = ()


def mend(
    root: Path,
    places: Places,
    changed: Iterable[Rewritten],
    pairs: Sequence[Pair] = (),
    *,
    first: bool = False,
    moves: bool = False,
) -> Mending:
    """Plan what follows from a change of built files.

    Reads the text files of the build folders and writes nothing. `pairs` are all that the caller
    decides on, changed or not: they are never taken for copies. `first` asks for what only the
    first injection of a site deserves to be told. `moves` lets the map
    of a script follow where a longer size finds no room in it. After a second run there is nothing
    to mend.

    Raises DiskRefused when a file may not be read.
    """
    site = Site(root, places, changed, pairs)
    given, twins, beside = dict(site.changed), site.twins(), Siblings(site)
    site.changed |= twins
    policies = unmendable.policies(site) if given else {}
    found, settled, maps = _NONE, _STILL, dict[str, Rewritten]()
    if given:
        found, settled, maps = _with_maps(site, beside, frozenset(policies), moves=moves)
    squeezed = _squeezed(beside, found, settled)
    holders = {path: _merged(site, path, settled) for path in settled.edits}
    follow = holders | squeezed
    ordered = {path: follow[path] for path in settled.contents if path in follow}
    twins = {path: maps.get(path, each) for path, each in twins.items() if path not in holders}
    for pair in pairs:
        beside.of(pair.script)
    _tell(len(holders), len(twins), len(squeezed))
    return Mending(
        maps | ordered | twins,
        (
            *_unsettled(settled),
            *beside.findings,
            *unmendable.digests_elsewhere(policies, site.left, found),
            *promised.digests_in_names(site, given),
            *promised.names_kept(site, given, first=first),
            *unmendable.for_other_bundlers(given),
        ),
    )


_NONE = Owners({}, {}, {})
_STILL = Settled({}, {}, (), (), ())


def _with_maps(
    site: Site, beside: Siblings, elsewhere: frozenset[bytes], *, moves: bool
) -> tuple[Owners, Settled, dict[str, Rewritten]]:
    """Find all that follows, settle it, and give the maps of scripts in which something moved.

    Those are settled once more as they are now, for a manifest may hold their digests.
    """
    held, moved = site.held(), Moved(site, moves=moves)
    found, settled = _followed(site, beside, elsewhere, held, moved)
    if not moved.follow(found, settled):
        return found, settled, {}
    site.changed |= moved.maps
    found, settled = _followed(site, beside, elsewhere, held, moved)
    return found, settled, moved.maps


def _followed(
    site: Site,
    beside: Siblings,
    elsewhere: frozenset[bytes],
    held: Mapping[str, Held],
    moved: Moved,
) -> tuple[Owners, Settled]:
    """Find all that follows, and settle it."""
    files = followers.Site(
        site.old, site.new, site.size, beside.of, site.is_in_a_name, moved.fixed.__contains__
    )
    others = {token.value for left in site.left.values() for token in left.tokens}
    found = followers.owners(site.changed, held, files, elsewhere | others)
    return found, integrity.settle(found, files, beside.squeeze)


def _squeezed(beside: Siblings, found: Owners, settled: Settled) -> dict[str, Rewritten]:
    made = {
        path: beside.rewritten(path, settled.contents[path])
        for path in found.siblings
        if path in settled.contents
    }
    return {path: each for path, each in made.items() if each}


def records(
    mending: Mending, pairs: Sequence[Pair], root: Path, earlier: Sequence[Mended] = ()
) -> tuple[Mended, ...]:
    """Say what it takes to undo the mending, all but what the record of a pair says.

    From `earlier` come the records of files that are still as that run left them.
    """
    known = {path for pair in pairs for path in (pair.script, pair.map)}
    before = {(each.path, each.after): each for each in earlier}
    records = {
        each.path: _record(each, before.get((each.path, each.before)))
        for each in mending.files.values()
        if each.path not in known
    }
    return (*(each for each in earlier if _is_current(each, records, root)), *records.values())


def _record(each: Rewritten, earlier: Mended | None) -> Mended:
    """Say how to undo a change, and the earlier one under it."""
    digest = disk.digest(each.new)
    if earlier is None:
        return Mended(each.path, each.before, digest, each.edits)
    edits = after(earlier.edits, each.new, each.edits)
    return Mended(each.path, earlier.before, digest, edits)


def _is_current(old: Mended, records: Mapping[str, Mended], root: Path) -> bool:
    if old.path in records:
        return False
    data = disk.read_inside(root, old.path)
    return data is not None and disk.digest(data) == old.after


def _merged(site: Site, path: str, settled: Settled) -> Rewritten:
    """Put the new digests into a file, on top of what is changed in it anyway."""
    edits, content = settled.edits[path], settled.contents[path]
    if path not in site.changed:
        return Rewritten(path, disk.digest(site.old(path)), content, edits)
    given = site.changed[path]
    both = together(given.edits, content, edits)
    return Rewritten(path, given.before, content, both, followed=edits)


def _unsettled(settled: Settled) -> Iterator[Finding]:
    if settled.circular:
        about, *also = map(subjects.File, settled.circular)
        sentence = f"they hold each other's digests: {', '.join(settled.circular)}"
        remedy = "build them without integrity, or take them out of build.outputs"
        yield finding("integrity-circular", about, sentence, remedy, also=also)
    for holder, owners in settled.ambiguous:
        sentence = (
            f"it holds one digest of files that were equal and are not now: {', '.join(owners)}"
        )
        remedy = "build without integrity, or with different contents"
        yield finding(
            "integrity-ambiguous",
            subjects.File(holder),
            sentence,
            remedy,
            also=map(subjects.File, owners),
        )
    for kept in settled.kept:
        about, also = subjects.File(kept.holder), map(subjects.File, kept.owners)
        if kept.breaks:
            sentence = f"it serves {kept.owner} with its old length, so cut short: {kept.why}"
            remedy = "build this script without minifying"
            yield finding("size-kept", about, sentence, remedy, also=also)
            continue
        sentence = f"what it says of {kept.owner} is of old bytes, and was left: {kept.why}"
        yield finding("digest-kept", about, sentence, "compute it after inject", also=also)


def _tell(holders: int, twins: int, squeezed: int) -> None:
    if holders or twins or squeezed:
        _log.info(
            "mended what the change invalidates: digests in %d files, %d copies, %d compressed",
            holders,
            twins,
            squeezed,
        )

"""Mending: what was computed from a file's old bytes follows them when they change.

Digests in pages, manifests and loaders are rewritten, compressed siblings made again, copies in a
standalone folder kept equal. Nothing is written here: the step that changes files writes all of
them as one deed, so that no page is left to name what is not there. What cannot be mended is a
finding.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from buildtools import disk
from buildtools.findings import Finding, finding
from buildtools.mending import beside, unmendable
from buildtools.mending.site import Rewritten, Site, is_plain
from buildtools.results import Mended
from buildtools.sourcemaps import integrity
from buildtools.sourcemaps.integrity import Settled
from buildtools.sourcemaps.places import Places
from buildtools.sourcemaps.splices import after
from buildtools.values import Edit, Pair

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
) -> Mending:
    """Plan what follows from a change of built files.

    Reads the text files of the build folders and writes nothing. `pairs` are all that the caller
    decides on, changed or not: they are never taken for copies. `first` asks for the warning that
    only the first injection of a site deserves. After a second run there is nothing to mend.

    Raises DiskRefused when a file may not be read.
    """
    site = Site(root, places, changed, pairs)
    given, twins = dict(site.changed), site.twins()
    site.changed |= twins
    held = site.held() if given else {}
    policies = unmendable.policies(site) if given else {}
    owners = integrity.owners(site.changed, held, site.old, policies)
    settled = integrity.settle(owners, site.new)
    holders = {path: _merged(site, path, settled) for path in settled.contents}
    site.changed |= holders
    squeezed, stale = beside.siblings(site)
    twins = {path: each for path, each in twins.items() if path not in holders}
    _tell(len(holders), len(twins), len(squeezed))
    return Mending(
        squeezed | twins | holders,
        (
            *_unsettled(settled),
            *stale,
            *unmendable.digests_elsewhere(policies, owners),
            *unmendable.names_kept(site, given, first=first),
            *unmendable.for_other_bundlers(given),
        ),
    )


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
    edits = settled.edits[path]
    if path in site.changed:
        given = site.changed[path]
        both: list[Edit] = sorted((*given.edits, *edits), key=lambda each: each.at)
        return Rewritten(path, given.before, settled.contents[path], tuple(both))
    return Rewritten(path, disk.digest(site.old(path)), settled.contents[path], edits)


def _unsettled(settled: Settled) -> Iterator[Finding]:
    if settled.circular:
        sentence = f"they hold each other's digests: {', '.join(settled.circular)}"
        remedy = "build them without integrity, or take them out of build.outputs"
        yield finding("integrity-circular", settled.circular[0], sentence, remedy)
    for holder, listed in settled.ambiguous:
        sentence = f"it holds one digest of files that were equal and are not now: {listed}"
        remedy = "build without integrity, or with different contents"
        yield finding("integrity-ambiguous", holder, sentence, remedy)


def _tell(holders: int, twins: int, squeezed: int) -> None:
    if holders or twins or squeezed:
        _log.info(
            "mended what the change invalidates: digests in %d files, %d copies, %d compressed",
            holders,
            twins,
            squeezed,
        )

"""What was computed from a file's old bytes follows them when they change.

Digests and sizes in pages, manifests and loaders are rewritten, compressed copies made again,
copies for a server of its own kept equal. Nothing is written here: the step that changes files
writes all of them in one transaction, so that no page is left to name what is not there. What
cannot be updated is a finding.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from buildtools.change import Change, rewritten
from buildtools.findings import Finding, finding, subjects
from buildtools.sourcemaps.derived import followers, integrity
from buildtools.sourcemaps.derived.digests import Held
from buildtools.sourcemaps.derived.followers import Owners
from buildtools.sourcemaps.derived.integrity import Settled
from buildtools.sourcemaps.derived.scan_roots import Places
from buildtools.sourcemaps.derived.update import name_promises, warnings
from buildtools.sourcemaps.derived.update.moved_maps import Moved
from buildtools.sourcemaps.derived.update.precompressed import PrecompressedFiles
from buildtools.sourcemaps.derived.update.site import Files, Site, is_plain
from buildtools.texts.wording import count
from buildtools.values import Pair

__all__ = ["NOWHERE", "DerivedUpdate", "Files", "Places", "is_plain", "update_derived"]

NOWHERE = Places()


class DerivedUpdate(msgspec.Struct, frozen=True):
    """What else must change when some files do."""

    files: Mapping[str, Change] = {}
    """In the order to be written, and before the rest: what depends on a file comes before it, so
    that a run that is killed can be done again. A changed file that holds digests of others is
    among them, and this value then replaces the one that was given."""
    findings: tuple[Finding, ...] = ()
    summary: str = ""
    """How many files follow, in words; nothing when none do."""


def update_derived(
    files: Files,
    places: Places,
    changed: Iterable[Change],
    pairs: Sequence[Pair] = (),
    *,
    plain: Collection[str] = (),
    first: bool = False,
    moves: bool = False,
) -> DerivedUpdate:
    """Plan what follows from a change of built files.

    Reads the text files of the build folders and writes nothing. `pairs` are all that the caller
    decides on, changed or not: they are never taken for copies. `plain` names changed scripts of
    which `is_plain` was true. `first` asks for what only the first injection of a site deserves to
    be told. `moves` lets the map of a script follow where a longer size finds no room in it. After
    a second run there is nothing to update.

    Raises what `files` raises when a file may not be read.
    """
    site = Site(files, places, changed, pairs, plain)
    given, copies, precompressed = dict(site.changed), site.copies(), PrecompressedFiles(site)
    site.changed |= copies
    policies = warnings.policies(site) if given else {}
    found, settled, maps = _NONE, _STILL, dict[str, Change]()
    if given:
        found, settled, maps = _with_maps(site, precompressed, frozenset(policies), moves=moves)
    squeezed = _squeezed(precompressed, found, settled)
    holders = {path: _merged(site, path, settled) for path in settled.edits}
    follow = holders | squeezed
    ordered = {path: follow[path] for path in settled.contents if path in follow}
    copies = {path: maps.get(path, each) for path, each in copies.items() if path not in holders}
    for pair in pairs:
        precompressed.of(pair.script)
    return DerivedUpdate(
        maps | ordered | copies,
        (
            *_unsettled(settled),
            *precompressed.findings,
            *warnings.digests_elsewhere(policies, site.left, found),
            *name_promises.digests_in_names(site, given),
            *name_promises.names_kept(site, given, first=first),
            *warnings.for_other_bundlers(site, given),
        ),
        _summary(len(holders), len(copies), len(squeezed)),
    )


_NONE = Owners({}, {}, {})
_STILL = Settled({}, {}, (), (), ())


def _with_maps(
    site: Site, precompressed: PrecompressedFiles, elsewhere: frozenset[bytes], *, moves: bool
) -> tuple[Owners, Settled, dict[str, Change]]:
    """Find all that follows, settle it, and give the maps of scripts in which something moved.

    Those are settled once more as they are now, for a manifest may hold their digests.
    """
    held, moved = site.held(), Moved(site, moves=moves)
    found, settled = _followed(site, precompressed, elsewhere, held, moved)
    if not moved.follow(found, settled):
        return found, settled, {}
    site.changed |= moved.maps
    found, settled = _followed(site, precompressed, elsewhere, held, moved)
    return found, settled, moved.maps


def _followed(
    site: Site,
    precompressed: PrecompressedFiles,
    elsewhere: frozenset[bytes],
    held: Mapping[str, Held],
    moved: Moved,
) -> tuple[Owners, Settled]:
    """Find all that follows, and settle it."""
    files = followers.Site(
        site.old, site.new, site.size, precompressed.of, site.is_in_a_name, moved.fixed.__contains__
    )
    others = {token.value for left in site.left.values() for token in left.tokens}
    found = followers.owners(site.changed, held, files, elsewhere | others)
    return found, integrity.settle(found, files, precompressed.squeeze)


def _squeezed(
    precompressed: PrecompressedFiles, found: Owners, settled: Settled
) -> dict[str, Change]:
    made = {
        path: precompressed.rewritten(path, settled.contents[path])
        for path in found.siblings
        if path in settled.contents
    }
    return {path: each for path, each in made.items() if each}


def _merged(site: Site, path: str, settled: Settled) -> Change:
    """Put the new digests into a file, on top of what is changed in it anyway."""
    new = rewritten(path, site.new(path), settled.contents[path], settled.edits[path])
    return new.following(site.changed.get(path))


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
        about, also = subjects.File(kept.holder), [subjects.File(each) for each in kept.owners]
        if kept.breaks:
            sentence = f"it serves {kept.owner} with its old length, so cut short: {kept.why}"
            remedy = "build this script without minifying"
            yield finding("size-kept", about, sentence, remedy, also=also)
            continue
        sentence = f"what it says of {kept.owner} is of old bytes, and was left: {kept.why}"
        yield finding("digest-kept", about, sentence, "compute it after inject", also=also)


def _summary(holders: int, copies: int, squeezed: int) -> str:
    if not holders and not copies and not squeezed:
        return ""
    alike = count(copies, "copy", many="copies")
    return f"digests in {count(holders, 'file')}, {alike}, {squeezed} compressed"

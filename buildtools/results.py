"""Results: the nouns that steps hand over through the ledger.

Each is frozen, carries no secret, no clock and no address of a Sentry server, and its paths are
relative to the project's root with forward slashes: CI carries them from one machine to the next.
"""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

import msgspec

from buildtools.change import Change
from buildtools.findings import Finding
from buildtools.proof import Proof
from buildtools.values import Chain, DebugId, Digest, Edit, Pair, ProjectPath, Shift, Sources


class Repair(msgspec.Struct, frozen=True):
    """What is to be put right in one map before it is injected: `build` decides, `inject` writes.

    The order: what a resolver cannot read, then shifts, then chained maps.
    """

    file: ProjectPath
    """The map's path; the script's when the map is embedded in it."""
    script: ProjectPath
    """Whose map it is. Of equal scripts with one map, any."""
    before: Digest
    """SHA-1 of the file as `build` judged it. Of another text nothing is known."""
    lossless: bool = False
    """Whether it holds what Sentry's resolver cannot read, and can be written so that it can."""
    shifts: tuple[Shift, ...] = ()
    """In the order to be made; each counts in the map as it is after those before."""
    chained: tuple[Chain, ...] = ()
    """Of the map as it is after lossless fixes."""
    deeper: dict[ProjectPath, tuple[Chain, ...]] = {}
    """Of the maps that those lead to, by their paths."""
    reads: dict[ProjectPath, Digest] = {}
    """SHA-1 of every other file that the repaired map is made from."""


class Built(msgspec.Struct, frozen=True, tag="built"):
    """What the build left: the pairs, and what was noticed on the way."""

    pairs: tuple[Pair, ...]
    scripts: int
    """Scripts seen in all outputs, with and without a map."""
    without_map: int
    """Scripts that have no map and need none: vendor files, manifests, data."""
    findings: tuple[Finding, ...] = ()
    repairs: tuple[Repair, ...] = ()
    """At most one for a file."""
    commit: str = ""
    """The commit that was checked out; empty where neither git nor CI told it."""


class InjectedPair(msgspec.Struct, frozen=True):
    """A pair after injection: its ID and the SHA-1 of both files as they are now."""

    pair: Pair
    debug_id: DebugId
    script_digest: Digest
    map_digest: Digest | None
    """None when the map is embedded in the script."""
    script_edits: tuple[Edit, ...] = ()
    """What was changed, in file order: enough to give back the file as it was built."""
    map_edits: tuple[Edit, ...] = ()
    repair: bytes = b""
    """What was changed before that in the map, or in the script when the map is embedded: the
    edits of each repair in their order, packed because they may be long. "Before injection" is
    the file after the repair, "as it was built" the file before it."""
    unfinished: tuple[Edit, ...] = ()
    """What a run put into the script that was killed before it wrote that down. Verify takes it
    out to compare; undo leaves it, for nobody knows what else that run has changed."""
    script_bytes: int | msgspec.UnsetType = msgspec.UNSET
    """The script's size now; not there in a ledger of a version that kept none, or where the script
    is gone."""

    @classmethod
    def of(
        cls,
        pair: Pair,
        debug_id: DebugId,
        script: Change,
        map_: Change | None,
        unfinished: tuple[Edit, ...] = (),
    ) -> "InjectedPair":
        """Keep what was done to a pair; `map_` is None when it is embedded."""
        return cls(
            pair,
            debug_id,
            script.digest,
            map_.digest if map_ else None,
            script.edits,
            map_.edits if map_ else (),
            map_.repair if map_ else script.repair,
            unfinished,
        )

    @property
    def is_kept(self) -> bool:
        """Whether inject had nothing to do: then there is no state before it to compare with."""
        return not self.script_edits and not self.map_edits

    @property
    def script(self) -> Change:
        """What was done to the script."""
        repair = self.repair if self.pair.map is None else b""
        return Change(self.pair.script, None, self.script_digest, self.script_edits, repair)

    def files(self) -> Iterator[Change]:
        """Say of script and map what they are now."""
        yield from (file for file in (self.script, self.map) if file)

    @property
    def map(self) -> Change | None:
        """What was done to the map; None when it is embedded in the script."""
        if self.pair.map is None:
            return None
        return Change(self.pair.map, None, self.map_digest, self.map_edits, self.repair)


class Injected(msgspec.Struct, frozen=True, tag="injected"):
    """What every pair is now, and what else had to follow."""

    pairs: tuple[InjectedPair, ...]
    findings: tuple[Finding, ...] = ()
    updated: tuple[Change, ...] = msgspec.field(name="mended", default=())

    def files(self) -> Iterator[Change]:
        """Say of every file what it is now, and how to undo what was changed in it."""
        for each in self.pairs:
            yield from each.files()
        yield from self.updated


class Created(msgspec.Struct, frozen=True, tag="created"):
    """The release exists on the server with these projects."""

    version: str
    projects: tuple[str, ...]


class CommitsSet(msgspec.Struct, frozen=True, tag="commits-set"):
    """The commits that the release was told of; `mode` says how."""

    mode: str
    count: int
    repository: str
    head: str
    previous: str | None
    """The last commit of the release before, exclusive; None when there was none."""
    findings: tuple[Finding, ...] = ()


class StoredBundle(msgspec.Struct, frozen=True):
    """A bundle that the server says it has stored."""

    id: DebugId
    checksum: Digest | None
    """None of those after the first in a ledger of the form before."""
    bytes: int
    chunks: int


class Uploaded(msgspec.Struct, frozen=True, tag="uploaded"):
    """What the server says it has stored."""

    bundles: tuple[StoredBundle, ...]
    """More than one where the files are too many or too large for one."""
    files: int
    state: str
    """The server's last word: ok, or created where a server has no later one."""
    findings: tuple[Finding, ...] = ()
    sources: Sources = "all"

    @property
    def bundle_ids(self) -> tuple[DebugId, ...]:
        """All bundles."""
        return tuple(bundle.id for bundle in self.bundles)

    @property
    def bundle_bytes(self) -> int:
        """The size of all bundles."""
        return sum(bundle.bytes for bundle in self.bundles)

    @property
    def chunks(self) -> int:
        """How many chunks all bundles are made of."""
        return sum(bundle.chunks for bundle in self.bundles)


class Verified(msgspec.Struct, frozen=True, tag="verified"):
    """The proof."""

    proof: Proof
    resolver: str = ""
    """What positions were looked up by: `symbolic 13.9.0`, or `our own` where that is not there."""


class Stripped(msgspec.Struct, frozen=True, tag="stripped"):
    """What is deployed without its source maps; what they were is in quarantine."""

    files: tuple[Change, ...]
    """Those without a digest after are not to be deployed at all: source maps."""
    folder: ProjectPath
    """The quarantine: holds each file as it was, under its path."""
    findings: tuple[Finding, ...] = ()

    @property
    def maps(self) -> int:
        return sum(file.after is None for file in self.files)

    def place(self, path: str) -> str:
        """Where a file is kept, as it was, relative to the project's root."""
        return f"{self.folder}/{path.replace('../', 'above/')}"


class Deployed(msgspec.Struct, frozen=True, tag="deployed"):
    """The deploy command has come to its end. It is not told: it may hold a secret."""

    folder: str
    """Where it ran, relative to the project's root."""


class Looked(msgspec.Struct, frozen=True, tag="looked"):
    """What the live site serves, as it was seen."""

    proof: Proof
    site: str
    """The URL of the site, or the path of the files that stood for it."""
    scripts: int = 0
    """Scripts that the release has for browsers."""
    right: int = 0
    """Those of them that are served byte for byte, in every encoding."""
    encodings: tuple[str, ...] = ()
    """Those that the site offers."""
    reached: bool = True
    """Whether anything of it could be seen: a login may stand before all of it."""


class Finalized(msgspec.Struct, frozen=True, tag="finalized"):
    """The release is marked as released; `deploy` is the recorded deploy's environment."""

    version: str
    deploy: str | None
    findings: tuple[Finding, ...] = ()


class Skipped(msgspec.Struct, frozen=True, tag="skipped"):
    """A step that was not done, and why. Never shown as done."""

    reason: str
    allowed: str = ""
    """The setting that allows an upload to be left out; without one it is still to be done."""


Result = (
    Built
    | Injected
    | Created
    | CommitsSet
    | Uploaded
    | Verified
    | Stripped
    | Deployed
    | Looked
    | Finalized
    | Skipped
)

BY_TAG: dict[str, type[Result]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(Result)
}
"""Every kind of result, by what a ledger calls it."""


def of_first_form(uploaded: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a ledger of the first form tells of an upload in the form of today.

    Size and chunks were told of all bundles together: they stand with the first one.
    """
    ids = (uploaded["bundle_id"], *uploaded.get("others", ()))
    known = (uploaded["checksum"], uploaded["bundle_bytes"], uploaded["chunks"])
    bundles = [
        dict(zip(("id", "checksum", "bytes", "chunks"), (name, *told), strict=True))
        for name, told in zip(ids, (known, *[(None, 0, 0)] * len(ids)), strict=False)
    ]
    return {**uploaded, "bundles": bundles}


def findings_of(outcome: object) -> tuple[Finding, ...]:
    """Return what a step noticed, whichever step it was."""
    match outcome:
        case Verified(proof) | Looked(proof):
            return proof.findings
        case Built() | Injected() | CommitsSet() | Uploaded() | Stripped() | Finalized():
            return outcome.findings
        case _:
            return ()

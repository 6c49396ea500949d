"""The pairs of a release as a neutral list, for systems whose own programs upload source maps."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from buildtools.errors import NothingFound, OutOfDate, again
from buildtools.files import disk
from buildtools.ledger import Ledger
from buildtools.results import Injected, InjectedPair, Stripped
from buildtools.values import Digest, Kind, digest_of


class ListedPair(msgspec.Struct, frozen=True):
    """One script and its map, as they lie on disk now; paths are relative to sentry.yml."""

    script: str
    map: str | None
    """Where the map lies, after `strip` in quarantine; null where it is in the script."""
    url: str
    """What a frame calls the script, `~` for any host."""
    map_url: str | None
    kind: Kind
    debug_id: str
    script_sha256: str
    """Of the script as it is deployed."""
    map_sha256: str | None


class Pairs(msgspec.Struct, frozen=True):
    """All pairs of one release in one environment."""

    release: str
    dist: str | None
    environment: str
    pairs: tuple[ListedPair, ...]
    format: int = 1


def pairs_of(root: Path, ledger: Ledger | None) -> Pairs:
    """List the pairs that inject left; reads every script and map.

    Raises NothingFound where nothing is injected, OutOfDate where a file is no longer what inject
    or strip has left.
    """
    entries = ledger.entries if ledger else {}
    left = {type(entry.outcome): entry.outcome for entry in entries.values()}
    injected, stripped = left.get(Injected), left.get(Stripped)
    if ledger is None or not isinstance(injected, Injected):
        raise NothingFound("there are no pairs with debug IDs", remedy=again("inject"))
    files = _Files(root, stripped if isinstance(stripped, Stripped) else None, ledger.environment)
    pairs = tuple(files.listed(each) for each in injected.pairs)
    return Pairs(ledger.release, ledger.dist, ledger.environment, pairs)


class _Files:
    """Files as inject left them, or as strip has since."""

    def __init__(self, root: Path, stripped: Stripped | None, environment: str) -> None:
        self._root, self._stripped, self._environment = root, stripped, environment
        changed = stripped.files if stripped else ()
        self._after: Mapping[str, Digest | None] = {each.path: each.after for each in changed}

    def listed(self, each: InjectedPair) -> ListedPair:
        pair = each.pair
        place, map_sha256 = pair.map, None
        if pair.map is not None and each.map_digest is not None:
            place = self._place(pair.map)
            map_sha256 = self._sha256(place, each.map_digest)
        script_digest = self._after.get(pair.script) or each.script_digest
        script_sha256 = self._sha256(pair.script, script_digest)
        return ListedPair(
            *(pair.script, place, pair.url, pair.map_url, pair.kind, each.debug_id),
            script_sha256,
            map_sha256,
        )

    def _place(self, path: str) -> str:
        """Return where a map lies: what strip took away has no digest after it."""
        taken = self._stripped is not None and path in self._after and self._after[path] is None
        return self._stripped.place(path) if self._stripped and taken else path

    def _sha256(self, path: str, wanted: Digest) -> str:
        data = disk.read(self._root / path)
        if digest_of(data) != wanted:
            raise OutOfDate(f"{path} changed after inject", "build", self._environment)
        return hashlib.sha256(data).hexdigest()

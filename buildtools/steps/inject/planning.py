"""Planning: what becomes of each pair, with its new content waiting beside its place.

Two threads work, each on one pair at a time: hashing and the disk release the interpreter, and no
more than two pairs are ever in memory. A pair that was left by an earlier run as it is now is not
planned again; its stamps may tell so without reading it.
"""

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from buildtools.change import Change
from buildtools.checks.changed_files import changed
from buildtools.checks.unparsable import unparsable
from buildtools.errors import NothingFound, SourceMapError
from buildtools.files import disk
from buildtools.files.staging import Staging
from buildtools.findings import Finding, finding, subjects
from buildtools.machine import threads
from buildtools.progress import counting
from buildtools.results import Injected, InjectedPair, Repair
from buildtools.sourcemaps.derived.update import is_plain
from buildtools.sourcemaps.injection import unfinished
from buildtools.sourcemaps.injection.inject import Injection, plan
from buildtools.splices import Splice, edits, pieces, undo
from buildtools.state.upload_cache import DigestCache, Stamp
from buildtools.steps.inject.repairing import Repaired, repaired
from buildtools.values import DebugId, Digest, Edit, Pair, digest_of

_GONE = Stamp(0, sys.maxsize, sys.maxsize, 0)
"""Of a file that is not there; so new that it is never believed."""


class Planned(msgspec.Struct, frozen=True):
    """One pair and what shall become of its files; those without content stay as they are.

    Edits of such a file were put in by a run that was killed before it wrote them down.
    """

    pair: Pair
    debug_id: DebugId
    injection: Injection
    script: Change
    map: Change | None
    """None when it is embedded."""
    plain: bool = False
    """Whether the script changes and there is nothing to update in it."""
    unfinished: tuple[Edit, ...] = ()
    """What a run that was killed had put into the script, which stays."""

    @property
    def files(self) -> tuple[Change, ...]:
        """The script, and the map where it is not embedded."""
        return (self.script, self.map) if self.map else (self.script,)


Plan = tuple[Planned | None, Sequence[Finding]]
"""None when the pair stays out; a finding then says why."""


def plan_all(
    root: Path,
    staging: Staging,
    seen: DigestCache,
    pairs: Sequence[Pair],
    earlier: Injected | None,
    repairs: Sequence[Repair] = (),
) -> tuple[list[Planned], list[Finding]]:
    """Plan each pair, in their order. Writes new contents to `staging`, and notes what it read."""
    work = _Work(root, staging, seen, pairs, earlier, repairs)
    untouched = [work.untouched(pair) for pair in pairs]
    rest = [pair for pair, found in zip(pairs, untouched, strict=True) if found is None]
    fresh = iter(_each(work.plan, rest))
    planned: list[Planned] = []
    findings: list[Finding] = []
    for found in untouched:
        one, noticed = (found, ()) if found else next(fresh)
        findings += noticed
        planned += [one] if one else []
    return planned, findings


def _each(plan: Callable[[Pair], Plan], pairs: Sequence[Pair]) -> Sequence[Plan]:
    """Plan each pair, in two threads when there is more than one."""
    if len(pairs) < threads.PAIR:
        return [plan(pair) for pair in pairs]
    with threads.pool(threads.PAIR) as pool:
        return list(counting(pool.map(plan, pairs), "pair", len(pairs)))


class _Work:
    """What the work on one pair needs besides the pair. Threads share it."""

    def __init__(
        self,
        root: Path,
        staging: Staging,
        seen: DigestCache,
        pairs: Sequence[Pair],
        earlier: Injected | None,
        repairs: Sequence[Repair],
    ) -> None:
        self._root, self._staging, self._seen = root, staging, seen
        self._repairs = {each.file: each for each in repairs}
        claims = Counter(pair.map for pair in pairs)
        self._shared = {path for path, count in claims.items() if count > 1}
        self._left = {each.pair: each for each in earlier.pairs} if earlier else {}

    def untouched(self, pair: Pair) -> Planned | None:
        """Return the plan to leave a pair alone when stamps say that the last run left it so."""
        old = self._left.get(pair)
        if old is None or self._is_to_be_repaired(old):
            return None
        if self._known(pair.script) != old.script_digest:
            return None
        if pair.map is not None and self._known(pair.map) != old.map_digest:
            return None
        return _as_it_was(old)

    def plan(self, pair: Pair) -> Plan:
        """Read a pair and plan it, unless it is as the last run left it."""
        left = self._left.get(pair)
        stamps = self._stamps(pair) if left else {}
        try:
            script = self._read(pair.script)
            map_ = None if pair.map is None else self._read(pair.map)
            same = left is not None and self._is_same(left, script, map_, stamps)
            if left and same and not self._is_to_be_repaired(left):
                return _as_it_was(left), ()
            repair = self._repairs.get(pair.map or pair.script)
            ready = repaired(self._root, repair, script, map_)
            injection, done = _injection(ready)
        except SourceMapError as fault:
            return None, [unparsable(pair.map or pair.script, fault.what)]
        except NothingFound as fault:
            return None, [changed(pair.script, fault.what)]
        named = [each.of(subjects.File(pair.script)) for each in injection.findings]
        named += ready.findings
        if injection.debug_id is None:
            return None, named
        planned = self._written(pair, injection.debug_id, injection, ready)
        if done and planned.map:
            put_in = msgspec.structs.replace(planned.map, edits=done)
            planned = msgspec.structs.replace(planned, map=put_in)
        return planned, named

    def _is_to_be_repaired(self, old: InjectedPair) -> bool:
        """Whether build has found something in a map that an earlier run had injected."""
        repair = self._repairs.get(old.pair.map or old.pair.script)
        left = old.script_digest if old.pair.map is None else old.map_digest
        return repair is not None and repair.before == left

    def _known(self, path: str) -> Digest | None:
        stamp = Stamp.of(self._root / path)
        return self._seen.digest(path, stamp) if stamp else None

    def _read(self, path: str) -> bytes:
        return disk.read(self._root / path)

    def _stamps(self, pair: Pair) -> dict[str, Stamp]:
        """Look at the files before they are read: what is written meanwhile is noticed then."""
        paths = [path for path in (pair.script, pair.map) if path is not None]
        return {path: Stamp.of(self._root / path) or _GONE for path in paths}

    def _is_same(
        self,
        old: InjectedPair,
        script: bytes,
        map_: bytes | None,
        stamps: Mapping[str, Stamp],
    ) -> bool:
        """Compare with what the last run left, and note what is still so."""
        files = ((old.pair.script, script, old.script_digest), (old.pair.map, map_, old.map_digest))
        for path, data, left in files:
            if path is not None and data is not None:
                digest = digest_of(data)
                self._seen.note(path, stamps[path], digest)
                if digest != left:
                    return False
        return True

    def _written(
        self, pair: Pair, debug_id: DebugId, injection: Injection, ready: Repaired
    ) -> Planned:
        asked = pair.map in self._shared or bool(self._left)
        plain = bool(injection.script) and is_plain(ready.script, pair.script)
        undo = ready.undo if pair.map is None else b""
        script = self._file(
            pair.script, ready.script, injection.script, (ready.before, undo), asked=asked
        )
        map_ = None
        if pair.map is not None and ready.map is not None:
            layer = ready.before, ready.undo
            map_ = self._file(pair.map, ready.map, injection.map, layer, asked=bool(self._left))
        unfinished = _unfinished(ready, injection)
        return Planned(pair, debug_id, injection, script, map_, plain, unfinished)

    def _file(
        self,
        path: str,
        data: bytes,
        splices: Sequence[Splice],
        repair: tuple[Digest | None, bytes],
        *,
        asked: bool,
    ) -> Change:
        """Write what becomes of one file, if anything does.

        `repair` is the digest of the file before its repair, and how to undo that; `data` is the
        repaired file.
        """
        built, undo = repair
        if not splices and not undo:
            digest = digest_of(data)
            return Change(path, digest, digest)
        before = built if undo else digest_of(data) if asked else None
        new = self._staging.write(path, pieces(data, splices))
        return Change(path, before, new.digest, edits(splices), undo, new)


def _injection(ready: Repaired) -> tuple[Injection, tuple[Edit, ...]]:
    """Plan one pair, and say what a run that was killed has put into its map already."""
    injection = plan(ready.script, ready.map)
    half = any(found.code == "pair-half-injected" for found in injection.findings)
    done = unfinished.map_splices(ready.script, ready.map) if half and ready.map else ()
    if not done or ready.map is None:
        return injection, ()
    planned = plan(ready.script, undo(ready.map, done))
    told = finding("pair-repaired", subjects.File(""), "it was half injected, and is whole now")
    findings = (*planned.findings, told)
    return msgspec.structs.replace(planned, map=(), state="repaired", findings=findings), edits(
        done
    )


def _unfinished(ready: Repaired, injection: Injection) -> tuple[Edit, ...]:
    """Find what an injection left in a script that stays, and whose map must follow."""
    if ready.map is None or injection.script or not injection.map:
        return ()
    return edits(unfinished.script_splices(ready.script, ready.map))


def _as_it_was(old: InjectedPair) -> Planned:
    """Plan to leave alone what an earlier run left."""
    script, map_ = old.script, old.map
    return Planned(
        old.pair,
        old.debug_id,
        Injection(old.debug_id),
        Change(script.path, script.after, script.after),
        Change(map_.path, map_.after, map_.after) if map_ else None,
    )

"""Repairing: a map is put right, as the build step has decided, before it is injected.

Only the file that the build step saw is repaired. Of what it is made from only what the build step
read is taken; where that is gone or another, chained maps stay as they are, and a finding says so.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from buildtools.checks.changed_files import changed
from buildtools.errors import SourceMapError
from buildtools.files import disk
from buildtools.findings import Finding, finding, subjects
from buildtools.results import Repair
from buildtools.sourcemaps.maps.map_text import open_map
from buildtools.values import Digest, digest_of

if TYPE_CHECKING:
    from buildtools.sourcemaps.maps.chained import Missing


class Repaired(msgspec.Struct, frozen=True):
    """A pair that is ready to be injected; `map` is None when it is embedded in the script."""

    script: bytes
    map: bytes | None
    before: Digest | None = None
    """Of the map, or of the script that holds it, as it was built; None when nothing was done."""
    undo: bytes = b""
    """Packed: how to have that file back as it was built."""
    findings: tuple[Finding, ...] = ()


def repaired(root: Path, repair: Repair | None, script: bytes, map_: bytes | None) -> Repaired:
    """Repair the map of a pair, if it is the one that `repair` is about.

    Raises SourceMapError when that cannot be done.
    """
    if repair is None:
        return Repaired(script, map_)
    from buildtools.sourcemaps.maps.chained import Missing

    before = digest_of(script if map_ is None else map_)
    if before != repair.before:
        return Repaired(script, map_, findings=_unrepaired(repair, map_))
    try:
        return _repaired(root, repair, script, map_, before)
    except Missing as fault:
        rest = msgspec.structs.replace(repair, chained=())
        done = _repaired(root, rest, script, map_, before)
        return msgspec.structs.replace(done, findings=(_not_put_through(repair, fault),))


def _repaired(
    root: Path, repair: Repair, script: bytes, map_: bytes | None, before: Digest
) -> Repaired:
    from buildtools.sourcemaps.injection import repairs

    read = _reader(root, repair, script)
    if map_ is None:
        script, undo = repairs.embedded_with_undo(script, repair, read)
    else:
        map_, undo = repairs.with_undo(map_, repair, read)
    return Repaired(script, map_, before, undo)


def _reader(root: Path, repair: Repair, script: bytes) -> Callable[[str], bytes | None]:
    def read(path: str) -> bytes | None:
        if path == repair.script:
            return script
        data = disk.read_inside(root, path)
        as_read = repair.reads.get(path)
        other = data is not None and as_read is not None and digest_of(data) != as_read
        return None if other else data

    return read


def _unrepaired(repair: Repair, map_: bytes | None) -> tuple[Finding, ...]:
    """Return findings on a map that is not the one judged, unless an earlier run has left it."""
    if map_ is None or _is_injected(map_):
        return ()
    sentence = "is not the map that build judged, so that it was not repaired"
    return (changed(repair.file, sentence, "invoke build"),)


def _is_injected(map_: bytes) -> bool:
    try:
        return bool(open_map(map_).debug_ids())
    except SourceMapError:
        return False


def _not_put_through(repair: Repair, fault: "Missing") -> Finding:
    return finding(
        "map-chained",
        subjects.File(repair.file),
        f"the maps of its sources were not put through: {fault.what}, or is not what build read",
        "run inject where build ran, or carry these files along",
        severity="warning",
    )

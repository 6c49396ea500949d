"""Plan the injection of one pair: one debug ID in the script, its run-time snippet and the map.

The snippet goes behind the whole prologue: on a line of its own where that ends with a line, which
costs the map one byte, else into the line. The comment goes before the sourceMappingURL comment.
Everything that is already there is kept, whatever tool wrote it; only over the IDs of libraries in
a script its own is written. Source: ECMA-426 debug IDs; docs/wire.md#debug-ids
for the formula.
"""

import hashlib
import uuid
from collections.abc import Sequence
from typing import Literal

import msgspec

from buildtools.findings import Finding, finding, subjects
from buildtools.sourcemaps.injection import half_injected, own_id
from buildtools.sourcemaps.maps.map_text import MapText, open_map
from buildtools.sourcemaps.maps.mappings import Move, insertion
from buildtools.sourcemaps.scripts import comments
from buildtools.sourcemaps.scripts.comments import Comments
from buildtools.sourcemaps.scripts.inline_map import Embedded, embedded_map
from buildtools.sourcemaps.scripts.prologue import is_unfinished_hashbang, line_start, prologue_end
from buildtools.sourcemaps.scripts.snippet import Registration, snippet
from buildtools.splices import Splice
from buildtools.values import DebugId

State = Literal["injected", "kept", "repaired"]

_ENCODING = "let the build write UTF-8"
_REBUILD = "build again from a clean output folder, then inject"


class Injection(msgspec.Struct, frozen=True):
    """What to change in a script and its map; no splices when nothing is to be done.

    The subject of each finding is empty: only the caller knows what the files are called.
    """

    debug_id: DebugId | None
    """None when the pair must stay as it is; a finding then says why."""
    script: tuple[Splice, ...] = ()
    map: tuple[Splice, ...] = ()
    """Empty for an embedded map, whose changes are among the script's."""
    state: State = "kept"
    findings: tuple[Finding, ...] = ()
    empty: bool = False
    """Whether the map says nothing of any position."""


def plan(script: bytes, map_: bytes | None) -> Injection:
    """Decide what to change; `map_` is None when the map is embedded in the script.

    Raises SourceMapError when the map cannot be read.
    """
    if script.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in script[:1000]:
        return _refused("script-not-injectable", "it is UTF-16 or no text at all", _ENCODING)
    seen = comments.read(script)
    embedded = embedded_map(script, seen) if map_ is None else None
    text = embedded.text if embedded else map_ or b""
    source_map = open_map(text)
    seen, foreign = own_id.sort_out(script, seen, source_map)
    known = _known(seen, source_map)
    if len(known) > 1:
        ids = ", ".join(sorted(known))
        return _refused("debug-id-mismatch", f"it holds different debug IDs: {ids}", _REBUILD)
    fresh = seen.debug_note is None and not seen.registered
    if fresh and source_map.is_labelled_by_us():
        sentence = "its map was injected with another script: this one has no debug ID"
        return _refused("pair-half-injected", sentence, _REBUILD)
    debug_id = known.pop() if known else compute_id(script, text)
    try:
        planned = _plan(script, seen, source_map, embedded, debug_id)
    except half_injected.Undecided as doubt:
        return _refused("pair-half-injected", doubt.what, _REBUILD)
    return _before_libraries(planned, script, foreign, debug_id) if foreign else planned


def compute_id(script: bytes, map_: bytes | None) -> DebugId:
    """Derive the ID of a pair from its bytes before injection: the same on every machine."""
    sha1 = hashlib.sha1(usedforsecurity=False)
    if map_ is None:
        sha1.update(script)
    else:
        for name, data in ((b"js", script), (b"sourcemap", map_)):
            sha1.update(name + len(data).to_bytes(8, "little"))
            sha1.update(data)
    return DebugId(str(uuid.UUID(bytes=sha1.digest()[:16], version=5)))


def _known(seen: Comments, source_map: MapText) -> set[DebugId]:
    """Collect the IDs that the pair has already, in any place."""
    known = source_map.debug_ids() | {each.debug_id for each in seen.registered}
    return known | ({seen.debug_id} if seen.debug_id else set())


def _plan(
    script: bytes,
    seen: Comments,
    source_map: MapText,
    embedded: Embedded | None,
    debug_id: DebugId,
) -> Injection:
    in_script, move = _register(script, seen, source_map, debug_id)
    in_script += _comment(script, seen, debug_id)
    in_map = source_map.labelled(debug_id) + (source_map.moved(move) if move else [])
    if embedded:
        in_script += embedded.splices(in_map, source_map.keys_at)
        in_map = []
    changed = bool(in_script or in_map)
    half = bool(seen.registered) and not (seen.debug_note and source_map.debug_ids())
    repaired = changed and (half or _is_damaged(seen))
    return Injection(
        debug_id,
        tuple(in_script),
        tuple(in_map),
        "repaired" if repaired else "injected" if changed else "kept",
        _noticed(seen, repaired=repaired, dropped=move is not None and source_map.has_unmoved),
        source_map.is_empty(),
    )


def _before_libraries(
    planned: Injection, script: bytes, foreign: Sequence[Registration], debug_id: DebugId
) -> Injection:
    """Let the script's own ID win over those that came with libraries, and tell of them."""
    splices = own_id.made_harmless(script, foreign, debug_id)
    ids = ", ".join(sorted({each.debug_id for each in foreign}))
    if splices is None:
        sentence = f"its debug ID {debug_id} is longer than that of a library in it, {ids}"
        return _refused("debug-id-mismatch", sentence, _REBUILD)
    sentence = f"a library in it brought the debug ID {ids}: it is not the script's own"
    return msgspec.structs.replace(
        planned,
        script=(*planned.script, *splices),
        state="injected" if planned.state == "kept" and splices else planned.state,
        findings=(*planned.findings, finding("debug-id-foreign", subjects.File(""), sentence)),
    )


def _register(
    script: bytes, seen: Comments, source_map: MapText, debug_id: DebugId
) -> tuple[list[Splice], Move | None]:
    """Plan the snippet, and say what move the map must follow."""
    if seen.registered:
        # A map with an ID was made or injected together with its script.
        return [], None if source_map.debug_ids() else half_injected.uncounted(
            script, seen, source_map
        )
    splice, move = registration(script, debug_id)
    return [splice], move


def registration(script: bytes, debug_id: DebugId) -> tuple[Splice, Move]:
    """Plan the snippet for a script that has none, and say what that moves."""
    at = prologue_end(script)
    start = line_start(script, at)
    text = snippet(debug_id)
    if is_unfinished_hashbang(script):
        text = b"\n" + text
    elif not script[start:at].strip(b" \t"):
        at, text = start, text + _line_end(script)
    return Splice(at, b"", text), insertion(script, at, text)


def _comment(script: bytes, seen: Comments, debug_id: DebugId) -> list[Splice]:
    """Plan the debugId comment: in the one there is, else before the sourceMappingURL comment.

    Where code follows that comment a new line before it would move the code, so that the end of
    the script is the place.
    """
    if seen.debug_note:
        start, end = seen.debug_note.value
        fine = seen.debug_id is not None and not seen.debug_id_glued
        return [] if fine else [Splice(start, script[start:end], debug_id.encode())]
    comment = b"//# debugId=" + debug_id.encode()
    note = seen.reference_note
    if note and not script[note.comment.end :].strip():
        return [Splice(note.comment.start, b"", comment + _line_end(script))]
    if not script or script.endswith((b"\n", b"\r")):
        return [Splice(len(script), b"", comment + _line_end(script))]
    return [Splice(len(script), b"", _line_end(script) + comment)]


def _line_end(script: bytes) -> bytes:
    """The script's own end of line."""
    feed = script.find(b"\n")
    return b"\r\n" if feed > 0 and script[feed - 1 : feed] == b"\r" else b"\n"


def _is_damaged(seen: Comments) -> bool:
    return seen.debug_note is not None and (seen.debug_id is None or seen.debug_id_glued)


def _noticed(seen: Comments, *, repaired: bool, dropped: bool) -> tuple[Finding, ...]:
    noticed = []
    if dropped:
        sentence = "its map loses scopes, which counted lines that move; Sentry reads none of it"
        noticed.append(finding("map-key-dropped", subjects.File(""), sentence))
    if seen.debug_note and seen.debug_id is None:
        noticed.append(
            finding(
                "debug-id-unreadable", subjects.File(""), "its debugId comment held no debug ID"
            )
        )
    if repaired:
        noticed.append(
            finding("pair-repaired", subjects.File(""), "it was half injected, and is whole now")
        )
    return tuple(noticed)


def _refused(code: str, sentence: str, remedy: str) -> Injection:
    return Injection(None, findings=(finding(code, subjects.File(""), sentence, remedy),))

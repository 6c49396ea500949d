"""Proof on disk: the script, its run-time snippet and its map carry one debug ID."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from buildtools.checks.injected_pairs import Side
from buildtools.errors import SourceMapError, again
from buildtools.findings import Finding, finding, subjects
from buildtools.sourcemaps.injection import own_id
from buildtools.sourcemaps.maps.map_text import MapText
from buildtools.sourcemaps.scripts import comments, snippet
from buildtools.texts.foreign import UNREADABLE
from buildtools.values import DebugId, parse_debug_id


class _Identified(msgspec.Struct):
    """The keys of a map that carry its ID; different tools write different ones."""

    camel: str | None = msgspec.field(default=None, name="debugId")
    snake: str | None = msgspec.field(default=None, name="debug_id")


class Carried(NamedTuple):
    """The debug IDs that a pair carries: None where there is none."""

    script: DebugId | None
    snippet: DebugId | None
    map: DebugId | None


def carried_ids(debug_id: DebugId, after: Side) -> Carried:
    """Read the IDs of script, run-time snippet and map of a pair that must carry this one.

    Raises SourceMapError when the map is not JSON.
    """
    seen = comments.read(after.script)
    return carried_by(debug_id, after.script, seen, after.map)


def carried_by(
    debug_id: DebugId,
    script: bytes,
    seen: comments.Comments,
    source_map: bytes,
    opened: MapText | None = None,
) -> Carried:
    """Read the IDs of a pair whose script is `seen` through; `opened` is its map, where that is.

    Raises SourceMapError when the map is not JSON.
    """
    is_right = opened is not None and opened.carries(debug_id)
    of_map = debug_id if is_right else _map_id(source_map)
    return Carried(seen.debug_id, _run_time_id(script, seen.registered, debug_id), of_map)


def unequal_ids(subject: str, debug_id: DebugId, carried: Carried) -> Iterator[Finding]:
    """Find an ID that the script, its run-time snippet or the map does not carry."""
    places = {
        "the script's debugId comment": carried.script,
        "the run-time snippet": carried.snippet,
        "the map": carried.map,
    }
    for place, found in places.items():
        if found != debug_id:
            yield finding(
                "pair-not-injected",
                subjects.File(subject),
                f"{place} has {found or 'no debug ID'}, not {debug_id}",
                again("inject"),
            )


def _run_time_id(
    script: bytes, registered: Sequence[snippet.Registration], debug_id: DebugId
) -> DebugId | None:
    """Return another ID that code registers for this file, else the one wanted if any code does.

    The last one that is registered wins, whenever that happens. Snippets in texts are not code.
    """
    others = [each for each in registered if each.debug_id != debug_id]
    if others and own_id.made_harmless(script, others, debug_id) != []:
        return others[0].debug_id
    return debug_id if len(registered) > len(others) else None


def _map_id(data: bytes) -> DebugId | None:
    try:
        keys = msgspec.json.decode(data[max(data.find(b"{"), 0) :], type=_Identified)
    except UNREADABLE as fault:
        raise SourceMapError("the map is not JSON") from fault
    ids = {parse_debug_id(text) for text in (keys.camel, keys.snake) if text}
    return ids.pop() if len(ids) == 1 else None

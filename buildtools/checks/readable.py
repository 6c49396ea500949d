"""The resolver's own eyes: what `symbolic` says of a map that it cannot read, and where that is;
where it is not installed, what our own resolver says, which refuses the same.

Sentry runs it, so that what it refuses resolves nothing, whatever other tools make of it. It names
a place only where the JSON is at fault; in mappings the first segment that is wrong is looked for.
"""

from collections.abc import Iterator

from buildtools.checks.mapping_text import may_go_back
from buildtools.checks.maps import Map
from buildtools.checks.unparsable import unparsable
from buildtools.errors import SourceMapError
from buildtools.findings import Finding, finding, subjects
from buildtools.sourcemaps.maps.contents import flat_parts, items_of
from buildtools.sourcemaps.maps.json_spans import members
from buildtools.sourcemaps.maps.resolve import called
from buildtools.sourcemaps.maps.segments import Deltas

_AGAIN = "build again; if it is not yours, leave it out by build.ignore: [{}]"

_LARGEST = 2**31 - 1

_FIELDS = (1, 4, 5)


def refused(subject: str, script: str, why: str, map_: bytes) -> Finding:
    """Return the finding about a map that the resolver cannot read; `why` is its own sentence."""
    place = _place(map_)
    where = f", {place}" if place else ""
    return unparsable(
        subject,
        f"cannot be read by {called()}: {why}{where}",
        _AGAIN.format(_name(script)),
    )


def repaired(subject: str, why: str) -> Finding:
    """Return the finding on a map that the resolver cannot read until inject repairs it."""
    return finding(
        "map-mended",
        subjects.File(subject),
        f"cannot be read by {called()} as it is: {why}; inject repairs it without a loss",
    )


def before_the_line(subject: str, script: str, parsed: Map) -> Finding | None:
    """Find a segment before the first column of its line: symbolic reads it as nowhere."""
    for part in parsed.parts:
        if not may_go_back(part.mappings):
            continue
        text = part.mappings.encode()
        for line, number, at, column in _columns(text):
            if column < 0:
                why = f"segment {number} of line {line} stands before the line (character {at:,})"
                return unparsable(
                    subject,
                    f"its mappings are wrong: {why}",
                    _AGAIN.format(_name(script)),
                )
    return None


def _name(script: str) -> str:
    return script.rpartition("/")[2]


def _columns(text: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Return line, number, offset and column of each segment; the first two count from one."""
    deltas = Deltas()
    at = 0
    for line, segments in enumerate(text.split(b";"), 1):
        column = 0
        for number, segment in enumerate(segments.split(b","), 1):
            moved = deltas[segment]
            column += moved[0] if moved else 0
            yield line, number, at, column
            at += len(segment) + 1


def _place(map_: bytes) -> str | None:
    """Return where the first fault of the mappings is; None when there is none, or no JSON."""
    try:
        for at in flat_parts(map_):
            keys = members(map_, at)
            span = keys.get("mappings")
            counts = [len(items_of(map_, keys.get(key))) for key in ("sources", "names")]
            if span and (fault := _fault(map_[span.start + 1 : span.end - 1], *counts)):
                return fault
    except (SourceMapError, ValueError):
        return None
    return None


def _fault(text: bytes, sources: int, names: int) -> str | None:
    deltas = Deltas()
    at = source = name = 0
    for line, segments in enumerate(text.split(b";"), 1):
        for number, segment in enumerate(segments.split(b","), 1):
            place = f"in segment {number} of line {line} (character {at:,} of the mappings)"
            at += len(segment) + 1
            try:
                moved = deltas[segment]
            except SourceMapError:
                return f"which cannot be decoded {place}"
            if not moved:
                continue
            if len(moved) not in _FIELDS or max(map(abs, moved)) > _LARGEST:
                return f"wrong {place}"
            source += moved[1] if len(moved) > 1 else 0
            name += moved[4] if len(moved) > 4 else 0
            if len(moved) > 1 and not 0 <= source < sources:
                return f"source {source} of {sources} {place}"
            if len(moved) > 4 and not 0 <= name < names:
                return f"name {name} of {names} {place}"
    return None

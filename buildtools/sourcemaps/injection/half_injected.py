"""Half-injected pairs: does the map already count the run-time snippet of its script?

A map made together with its script, or injected with it, does. One that was regenerated afterwards
does not, and all its positions are off. The evidence is whether the segments fit the lines of the
script as it is, or as it would be without what an injector has put in.
"""

import re
from typing import NamedTuple

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps.map_text import MapText
from buildtools.sourcemaps.maps.mappings import Move, insertion, position
from buildtools.sourcemaps.scripts import snippet
from buildtools.sourcemaps.scripts.comments import Comments
from buildtools.sourcemaps.scripts.prologue import LINE_END, line_start, prologue_end

_LONGEST_SNIPPET = 2000
"""Bytes; a longer line holds the program too."""


_LINE_END_BEFORE = re.compile(rb"(?:\r\n|[\r\n]|\xe2\x80[\xa8\xa9])\Z")


class Undecided(SourceMapError):
    """The map fits both ways, or neither."""

    def __init__(self) -> None:
        super().__init__("it cannot be told whether the map already counts the run-time snippet")


class _Cut(NamedTuple):
    """What an injector may have put in: a span of the script."""

    start: int
    end: int


class _Spread(NamedTuple):
    """How far the segments of a map reach on each line, and whether one lies in the snippet."""

    reach: dict[int, int]
    touches: bool


class _Weighed(NamedTuple):
    """How many lines do not fit the script as it is, and at best without one of its cuts."""

    as_is: int
    least: int
    best: list[_Cut]
    touches: bool


def uncounted(script: bytes, seen: Comments, source_map: MapText) -> Move | None:
    """Return the move that the map still has to follow; None when it counts the snippet already.

    Raises Undecided when the evidence is equal, SourceMapError when the mappings are broken.
    """
    weighed = _weigh(script, seen, source_map)
    if weighed is None:
        return None
    as_is, least, best, touches = weighed
    if as_is < least or (as_is == least and not touches):
        return None
    if len(best) > 1 or as_is == least > 0:
        raise Undecided
    return insertion(script, best[0].start, script[best[0].start : best[0].end])


def fits_better_without(script: bytes, seen: Comments, source_map: MapText) -> bool:
    """Whether the map was surely made before the snippet in front was put there."""
    weighed = _weigh(script, seen, source_map)
    return weighed is not None and weighed.as_is > weighed.least


def _weigh(script: bytes, seen: Comments, source_map: MapText) -> _Weighed | None:
    """Count what does not fit with the snippet and without; None when there is no such choice."""
    cuts = _cuts(script, seen)
    if not cuts or source_map.is_empty():
        return None
    spread = _spread(source_map, script, cuts[-1])
    code = script[: seen.code_end]
    without = [(_misfits(code[: cut.start] + code[cut.end :], spread), cut) for cut in cuts]
    least = min(misfits for misfits, _ in without)
    best = [cut for misfits, cut in without if misfits == least]
    return _Weighed(_misfits(code, spread), least, best, spread.touches)


def _cuts(script: bytes, seen: Comments) -> list[_Cut]:
    """Return what may have been put in, where an injector puts it: in front of all code.

    Of our own snippet we know the extent. Others write a line of its own; some end the line
    before it as well. A snippet elsewhere was bundled with the code, and the map counts it.
    """
    if not seen.registered:
        return []
    at, prologue = seen.registered[0].at, prologue_end(script)
    start = line_start(script, min(at, prologue))
    own = snippet.ours(script, at)
    if own and own[0] <= prologue:
        end = LINE_END.match(script, own[1]) if own[0] == start else None
        return [_Cut(own[0], end.end() if end else own[1])]
    line_end = LINE_END.search(script, start, start + _LONGEST_SNIPPET)
    if line_end is None or line_end.start() < at or b"catch" not in script[at : line_end.start()]:
        return []
    cut = _Cut(start, line_end.end())
    before = _LINE_END_BEFORE.search(script, 0, start)
    return [_Cut(before.start(), cut.end), cut] if before else [cut]


def _spread(source_map: MapText, script: bytes, cut: _Cut) -> _Spread:
    line, column = position(script, cut.start)
    width = cut.end - cut.start
    reach: dict[int, int] = {}
    touches = False
    for segment_line, segment_column in source_map.positions():
        reach[segment_line] = max(segment_column, reach.get(segment_line, 0))
        if segment_line == line and column <= segment_column < column + width:
            touches = True
    return _Spread(reach, touches)


def _misfits(code: bytes, spread: _Spread) -> int:
    """Count the lines on which segments lie behind the end, or that are not there at all."""
    lines = [len(line) for line in LINE_END.split(code)]
    return sum(
        line >= len(lines) or column > lines[line] or (column == 0 and lines[line] == 0)
        for line, column in spread.reach.items()
    )

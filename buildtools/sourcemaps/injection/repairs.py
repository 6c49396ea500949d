"""Repairs: a map is put right before it is injected, as the build step has decided.

First what Sentry's resolver cannot read is written so that it can, then positions follow what was
put into the script without them, then chained maps become one. Each is a set of splices on what
the one before it made, so that all of it can be undone. Pure: other files come through `read`.
"""

from collections.abc import Callable
from contextlib import suppress

from buildtools.errors import SourceMapError
from buildtools.results import Repair
from buildtools.sourcemaps.injection import half_injected
from buildtools.sourcemaps.maps import chained, compose, lossless_fixes
from buildtools.sourcemaps.maps.chained import Links, line_in
from buildtools.sourcemaps.maps.map_text import open_map
from buildtools.sourcemaps.maps.mappings import Move
from buildtools.sourcemaps.scripts import comments
from buildtools.sourcemaps.scripts.inline_map import embedded_map
from buildtools.splices import Splice, apply, difference, edits, pack
from buildtools.values import Shift

Read = Callable[[str], bytes | None]
"""Gives a file of the project by its path relative to the root; None when it is not there."""


def repaired(map_: bytes, repair: Repair, read: Read) -> bytes:
    """Return the map as it is injected and judged.

    Raises SourceMapError when it, or one that it is made from, cannot be read or moved; Missing
    when one of those is not there.
    """
    return with_undo(map_, repair, read)[0]


def with_undo(map_: bytes, repair: Repair, read: Read) -> tuple[bytes, bytes]:
    """Return the repaired map, and packed what it takes to have it back as it was."""
    layers = []
    for plan in _plans(repair, read):
        planned = plan(map_)
        layers.append(edits(planned))
        map_ = apply(map_, planned)
    return map_, pack(layers)


def embedded_with_undo(script: bytes, repair: Repair, read: Read) -> tuple[bytes, bytes]:
    """Do the same to the map that is embedded in the script."""
    embedded = embedded_map(script, comments.read(script))
    spelled = embedded.spell(repaired(embedded.text, repair, read))
    made = apply(script, [Splice(embedded.at, embedded.spelled, spelled)])
    return made, pack([difference(script, made)])


_Plan = Callable[[bytes], list[Splice]]


def _plans(repair: Repair, read: Read) -> list[_Plan]:
    """Return the repairs in their order; each is planned on what the one before it made."""
    plans: list[_Plan] = []
    if repair.lossless:
        plans += [
            lambda map_: lossless_fixes.inlined(map_, repair.file, read),
            lossless_fixes.readable,
        ]
    plans += [_follow(shift) for shift in repair.shifts]
    if repair.chained:
        links = Links(repair.chained, repair.deeper)
        plans.append(
            lambda map_: chained.flattened(map_, _lines(map_, repair.script, read), links, read)
        )
    return plans


def _follow(shift: Shift) -> _Plan:
    move = Move(shift.line, shift.column, shift.lines, shift.columns)
    return lambda map_: open_map(map_).moved(move)


def _lines(map_: bytes, path: str, read: Read) -> Callable[[int], str]:
    """Return the lines of the script as the map counts them: perhaps without a run-time snippet.

    A run that was killed leaves a script that has it and a map that knows nothing of it.
    """
    script = read(path)
    if script is None:
        return lambda _: ""
    lines = compose.lines_of(script)
    source_map = open_map(map_)
    if not source_map.debug_ids():
        with suppress(SourceMapError):
            move = half_injected.uncounted(script, comments.read(script), source_map)
            lines = _without(lines, move) if move else lines
    return line_in(lines)


def _without(lines: list[str], move: Move) -> list[str]:
    """Take out the text that a move was made by."""
    head = lines[move.line][: move.column]
    tail = lines[move.line + move.lines][move.columns + (0 if move.lines else move.column) :]
    return [*lines[: move.line], head + tail, *lines[move.line + move.lines + 1 :]]

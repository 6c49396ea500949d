"""Whose a debug ID is: the script's own, or one that came along with a library in it.

A library may be published with the snippet of some tool in it. Bundled, it would give its ID to
every script that holds it, for the SDK believes the last snippet that ran in a file. A snippet or
comment is the script's own when the map says the same ID, or when a tool put it there after the
bundler: in front of all that the map knows, or at the end. What was in a source before it was
bundled stands in that source's text.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from buildtools.sourcemaps.injection import half_injected
from buildtools.sourcemaps.maps.map_text import MapText
from buildtools.sourcemaps.maps.mappings import position
from buildtools.sourcemaps.scripts import lexer
from buildtools.sourcemaps.scripts.comments import Comments
from buildtools.sourcemaps.scripts.prologue import ends_with_comments, prologue_end
from buildtools.sourcemaps.scripts.snippet import Registration
from buildtools.splices import Splice
from buildtools.values import DebugId

_NEAR = 2000
"""Bytes; what tools put in front of a program is shorter, and so is one snippet."""


class Sorted(NamedTuple):
    """What a script says of itself, and what libraries in it say of themselves."""

    own: Comments
    """As if the libraries had said nothing."""
    foreign: tuple[Registration, ...] = ()


def sort_out(script: bytes, seen: Comments, source_map: MapText) -> Sorted:
    """Tell the script's own IDs from those of libraries in it. Costs nothing where there is none.

    Raises SourceMapError when the mappings cannot be read.
    """
    if seen.debug_note is None and not seen.registered:
        return Sorted(seen)
    agreed = source_map.debug_ids()
    own = seen
    if not _is_own_note(script, seen, source_map):
        own = msgspec.structs.replace(own, debug_note=None, debug_id=None, debug_id_glued=False)
    if own.debug_id:
        agreed.add(own.debug_id)
    in_front = _in_front(script, own, source_map, agreed)
    mine = tuple(each for each in seen.registered if each.debug_id in agreed or each in in_front)
    foreign = tuple(each for each in seen.registered if each not in mine)
    return Sorted(msgspec.structs.replace(own, registered=mine), foreign)


def _is_own_note(script: bytes, seen: Comments, source_map: MapText) -> bool:
    """Whether the debugId comment is no library's, left where that ended."""
    if seen.debug_note is None or seen.debug_id in source_map.debug_ids():
        return True
    value = script[slice(*seen.debug_note.value)]
    is_last = ends_with_comments(script, seen.debug_note.comment.end)
    return is_last and not (seen.debug_id and value in source_map.text)


def _in_front(
    script: bytes, seen: Comments, source_map: MapText, agreed: set[DebugId]
) -> set[Registration]:
    """Find what a tool put in front of the program, where the map knows nothing of it yet.

    A map that fits only the script without its first snippet was made before that, too.
    """
    open_ = [each for each in seen.registered if each.debug_id not in agreed]
    open_ = [each for each in open_ if each.spelled not in source_map.text]
    until = prologue_end(script) + _NEAR if open_ else 0
    open_ = [each for each in open_ if each.at < until]
    if not open_:
        return set()
    first = source_map.first_sourced()
    found = {each for each in open_ if first is None or position(script, each.at) < first}
    if not found and half_injected.fits_better_without(script, seen, source_map):
        found = {each for each in open_ if each.debug_id == seen.registered[0].debug_id}
    return found


def made_harmless(
    script: bytes, foreign: Sequence[Registration], debug_id: DebugId
) -> list[Splice] | None:
    """Plan to write the script's own ID over those of libraries in it: nothing moves.

    Whatever order the snippets run in, all then say the same of this file. Only whole strings of
    code are written over: a snippet that is itself text belongs to another script. None when the
    own ID is longer than the place.
    """
    # The lexer is slow beside all else here, and need not see what comes after.
    strings = lexer.strings(script[: max(each.at for each in foreign) + 2 * _NEAR])
    splices: dict[int, Splice] = {}
    for each in foreign:
        string = re.compile(rb"([\"'`])(?:sentry-dbid-)?(" + each.spelled + rb"\1)")
        for found in string.finditer(script, max(0, each.at - _NEAR), each.at + _NEAR):
            if strings.get(found.start()) == found.end():
                new = _spelled_within(len(each.spelled), debug_id)
                if new is None:
                    return None
                padded = (new + found[1]).ljust(len(found[2]))
                splices[found.start(2)] = Splice(found.start(2), found[2], padded)
    return [splices[at] for at in sorted(splices)]


def _spelled_within(length: int, debug_id: DebugId) -> bytes | None:
    spellings = (debug_id.encode(), debug_id.replace("-", "", 4).encode())
    return next((text for text in spellings if len(text) <= length), None)

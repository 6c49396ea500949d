"""Growth: a map follows its script when a text in that became longer, such as the size of a file.

Only what is behind on the same line moves. The code is that of injection.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from buildtools.sourcemaps.maps.map_text import open_map
from buildtools.sourcemaps.maps.mappings import Move, position, utf16_length
from buildtools.splices import apply, moving, original
from buildtools.values import Edit

_LONGER = re.compile(rb"[0-9]{1,12}(?:e[0-9])?|[0-9a-f]{1,8}-[A-Za-z0-9+/\\]{27,}")
"""What an update puts something longer in the place of: a size, or an entity tag."""


def moves(script: bytes, edits: Iterable[Edit]) -> tuple[Move, ...]:
    """Return what moved, one after the other, by edits within lines, which count in `script`."""
    made = []
    for edit in moving(edits):
        line, column = position(script, edit.at)
        grown = edit.length - len(edit.old)
        made.append(Move(line, column + utf16_length(edit.old), 0, grown))
    return tuple(made)


def moved_with(map_: bytes, script: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the map of a script after edits within its lines, which count in `script`.

    Raises SourceMapError when the map cannot be read or cannot follow.
    """
    for move in moves(script, edits):
        map_ = apply(map_, open_map(map_).moved(move))
    return map_


class Before(NamedTuple):
    """A script before injection, and what an update has moved in it."""

    script: bytes
    """With updated digests, which move nothing."""
    updated: bytes | None
    """With all that was updated, where that moved something."""
    moves: tuple[Move, ...]
    """Those that lead from the one to the other."""


def before_injection(script: bytes, edits: Iterable[Edit]) -> Before:
    """Take out of a script what injection put in; `edits` are all that were made to it."""
    taken, updated, grown = [], [], 0
    for edit in moving(edits):
        if _LONGER.fullmatch(edit.old):
            updated.append(msgspec.structs.replace(edit, at=edit.at - grown))
        else:
            taken.append(edit)
            grown += edit.length - len(edit.old)
    before = original(script, taken)
    if not updated:
        return Before(before, None, ())
    return Before(original(before, updated), before, moves(before, updated))

"""Proof that edits of a map did nothing but move its positions, read from the bytes around them.

A segment is relative to the one before it, so where a text was put into a script the mappings need
one change: lines before a line, or other columns of the first segment behind the place. Where the
edits are that and no more, all other bytes are the same, and every position means what it meant,
moved. The judge counts for itself and shares no code with what makes the edits; what it does not
know it does not prove. Source: ECMA-426, Mappings.
"""

import re
from collections.abc import Iterator, Sequence

from buildtools.checks.script_text import moved
from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps.map_text import MapText
from buildtools.sourcemaps.maps.mappings import Move
from buildtools.sourcemaps.maps.positions import Place
from buildtools.sourcemaps.maps.segments import Deltas
from buildtools.splices import original
from buildtools.values import Edit

_LONGEST = 16 * 1024
"""Bytes of mappings that are read up to the last edit; in front of code there are few."""
_SEPARATOR = re.compile(rb"[,;]")
_BACKWARD = re.compile(rb",[BDFHJLNPRTVXZbdfhjlnprtvxz13579/]")
"""A segment whose column lies before that of the one before it: odd digits are negative."""
_TEXT = re.compile(rb'"[^"\\]*+"')


def only_moved(map_: MapText, edits: Sequence[Edit], by: Move | None) -> bool:
    """Whether a map before these edits said the same as it does now, of places that moved `by`.

    `map_` is the map now, in which the edits count.
    """
    if any(part.ranges or part.unmoved for part in map_.parts) or not is_simple(by):
        return False
    others = [edit for edit in edits if not _is_label(map_, edit)]
    if map_.sectioned:
        return _offsets_moved(map_, others, by)
    (part,) = map_.parts
    start, end = part.mappings.start + 1, part.mappings.end - 1
    if not all(start <= edit.at and edit.at + edit.length <= end for edit in others):
        return False
    try:
        return _follows(map_.text, start, end, others, by)
    except SourceMapError:
        return False


def is_simple(by: Move | None) -> bool:
    """Whether a text was put in as lines before a line, or within a line; or none was."""
    if by is None:
        return True
    return by.columns > 0 if by.lines == 0 else by.lines > 0 == by.column == by.columns


def moved_back(place: Place, by: Move | None) -> Place:
    """Return where a place was before a simple move; none lies in what was put in."""
    if by is None or place < (by.line, by.column):
        return place
    if by.lines:
        return Place(place.line - by.lines, place.column)
    return Place(place.line, place.column - by.columns) if place.line == by.line else place


def _is_label(map_: MapText, edit: Edit) -> bool:
    """Whether an edit put in a member that carries the debug ID, or another value of it."""
    for member in map_.ids.values():
        if not edit.old and edit.at == member.key_start:
            return edit.length == member.end - edit.at + 1 and map_.text[member.end] == ord(",")
        if edit.at == member.start and edit.length == member.end - member.start:
            return _TEXT.fullmatch(edit.old) is not None
    return False


def _offsets_moved(map_: MapText, edits: Sequence[Edit], by: Move | None) -> bool:
    """Whether the offsets of all sections moved, as they do where the text was put before them."""
    if by is None:
        return not edits
    left = {edit.at: edit for edit in edits}
    for part in map_.parts:
        was = []
        for span, value in ((part.line_span, part.line), (part.column_span, part.column)):
            edit = left.pop(span.start, None)
            if edit and not (edit.length == span.end - span.start and edit.old.isdigit()):
                return False
            was.append(int(edit.old) if edit else value)
        place = Place(*was)
        if place < (by.line, by.column) or moved(place, by) != (part.line, part.column):
            return False
    return not left


def _follows(text: bytes, start: int, end: int, edits: Sequence[Edit], by: Move | None) -> bool:
    """Whether mappings between two offsets became what they are by a move."""
    if by is None:
        return not edits
    if text.find(b"\\", start, end) >= 0:
        return False
    if not edits:
        return start == end
    behind = _SEPARATOR.search(text, edits[-1].at + edits[-1].length, end)
    until = behind.start() if behind else end
    if until - start > _LONGEST:
        return False
    now = text[start:until]
    was = original(now, [Edit(edit.at - start, edit.old, edit.length) for edit in edits])
    old = [*_read(was)]
    if [(moved(place, by), numbers) for place, numbers in old] != [*_read(now)]:
        return False
    last = old[-1][0] if old else None
    return until == end or _rest_follows(text, until, end, (was, now), by, last)


def _read(mappings: bytes) -> Iterator[tuple[Place, tuple[int, ...]]]:
    """Return where each segment stands, and by how much all but its column differs."""
    deltas = Deltas()
    for line, row in enumerate(mappings.split(b";")):
        column = 0
        for text in filter(None, row.split(b",")):
            numbers = deltas[text]
            column += numbers[0]
            yield Place(line, column), numbers[1:]


def _rest_follows(
    text: bytes, at: int, end: int, read: tuple[bytes, bytes], by: Move, last: Place | None
) -> bool:
    """Whether what stands behind is moved by the same: it counts from what was read."""
    was, now = (each.count(b";") for each in read)
    if was < by.line or now - was != by.lines:
        return False
    if text[at] == ord(";") or not by.columns or was > by.line:
        return True
    line_end = text.find(b";", at, end)
    backward = _BACKWARD.search(text, at, end if line_end < 0 else line_end)
    is_behind = last is not None and last.line == by.line and last.column >= by.column
    return is_behind and backward is None

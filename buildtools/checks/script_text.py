"""The text of a script by lines and columns, and where its places go when it is injected.

Columns count UTF-16 code units, as in maps. What injection puts in is left out when texts are
compared: the run-time snippet, and the comments that close a script.
"""

import re

from buildtools.sourcemaps.maps.columns import Lines
from buildtools.sourcemaps.maps.mappings import Move, insertion
from buildtools.sourcemaps.maps.positions import Place
from buildtools.sourcemaps.scripts import comments, snippet
from buildtools.sourcemaps.scripts.prologue import LINE_END

TEXT = 12
"""UTF-16 code units of script compared at each position."""

_BOM = b"\xef\xbb\xbf"
_CRLF = b"\r\n"
_WITHIN = {bytes([each]) for each in range(0x80, 0xC0)}
"""What a letter of several bytes never begins with."""
_BLANKS = re.compile(rb"\s*+")
_BLOCK = 1024 * 1024
"""Bytes that are compared at once: a copy of all that follows would be as large as the script."""


class ScriptText:
    """The lines of a script, for looking at a few places in UTF-16 columns."""

    def __init__(self, script: bytes) -> None:
        self.script = script
        self.seen = comments.read(script)
        self.code_end = _closing(script, self.seen)
        spans = (snippet.ours(script, each.at) for each in self.seen.registered)
        self.snippet = next((span for span in spans if span), None)
        span = self.snippet or (0, 0)
        self._snippet = script[slice(*span)].decode().encode("utf-16-le")
        # a byte order mark takes no column
        start = len(_BOM) if script.startswith(_BOM) else 0
        self._lines = Lines(script, min(start, self.code_end), self.code_end)

    def at(self, place: Place) -> bytes:
        """Return the code units from this place to the end of its line, `TEXT` of them at most."""
        end = place.column + TEXT + len(self._snippet) // 2
        found = self._lines.units(place.line, place.column, end)
        return (found.replace(self._snippet, b"") if self._snippet else found)[: 2 * TEXT]

    def word(self, place: Place, units: int) -> str:
        """Return this many code units from the place on."""
        found = self._lines.units(place.line, place.column, place.column + units)
        return found.decode("utf-16-le", "replace")

    def offset(self, place: Place) -> int | None:
        """Return which byte of the script a place is; None where there is no such line."""
        return self._lines.offset(*place)

    def width(self, line: int) -> int:
        """Return how many columns a line has; none where there is no such line."""
        return self._lines.width(line)


def move(before: ScriptText, after: ScriptText) -> Move | None:
    """Return where injection put its snippet; None when it put none there.

    It is read from the two scripts, and so cannot agree with a map that was moved wrongly.
    """
    if after.snippet is None:
        return None
    start, end = after.snippet
    line_end = LINE_END.match(after.script, end)
    one, other = before.script, after.script
    if _same(one, 0, other, 0, start):
        for until in (end, line_end.end() if line_end else end):
            if _same(one, start, other, until, before.code_end - start):
                return insertion(one, start, other[start:until])
    return None


def put_in(before: bytes, after: ScriptText) -> tuple[bool, Move | None]:
    """Return whether a script is the one of before but for a snippet and what closes it, and where
    the snippet was put.

    The same as `move` says, without reading the comments of the one before.
    """
    script, end = after.script, after.code_end
    if before.startswith(_BOM) != script.startswith(_BOM):
        return False, None  # it takes a column where something stands in front of it
    if _is_same(before, 0, script, 0, end):
        return _closes(before[end:], script[end:]), None
    start, until = after.snippet or (0, 0)
    line_end = LINE_END.match(script, until)
    if after.snippet and _is_same(before, 0, script, 0, start):
        for at in (until, line_end.end() if line_end else until):
            if _is_cut(before, start) or _is_cut(script, at):
                continue
            if _is_same(before, start, script, at, end - at):
                closes = _closes(before[start + end - at :], script[end:])
                return closes, insertion(before, start, script[start:at])
    return False, None


def _is_cut(script: bytes, at: int) -> bool:
    """Whether an end of a line, or a letter, begins before an offset and ends behind it."""
    return script[max(at - 1, 0) : at + 1] == _CRLF or script[at : at + 1] in _WITHIN


def _closes(before: bytes, after: bytes) -> bool:
    """Whether all that stood behind the code still stands there; a comment may have come to it."""
    lines = {line.strip() for line in after.split(b"\n")}
    return all(line.strip() in lines for line in before.split(b"\n") if line.strip())


def _is_same(one: bytes, at: int, other: bytes, there: int, length: int) -> bool:
    """Compare parts of two scripts; false where the first ends before that."""
    return length >= 0 and len(one) - at >= length and _same(one, at, other, there, length)


def _same(one: bytes, at: int, other: bytes, there: int, length: int) -> bool:
    """Compare parts of two scripts, as many bytes as there are of the first."""
    length = min(max(length, 0), len(one) - at)
    return all(
        one[at + done : at + min(done + _BLOCK, length)]
        == other[there + done : there + min(done + _BLOCK, length)]
        for done in range(0, length, _BLOCK)
    )


def moved(place: Place, *moves: Move | None) -> Place:
    """Return where a place is after moves that were made one after the other."""
    for by in moves:
        if by is not None and place >= (by.line, by.column):
            column = by.column_of(place.column) if place.line == by.line else place.column
            place = Place(place.line + by.lines, column)
    return place


def _closing(script: bytes, seen: comments.Comments) -> int:
    """Return where the comments begin that close a script; its end when code follows them."""
    notes = sorted(note.comment for note in (seen.reference_note, seen.debug_note) if note)
    start = end = notes[0].start if notes else len(script)
    for note in notes:
        if not _is_blank(script, end, note.start):
            return len(script)
        end = note.end
    return start if _is_blank(script, end, len(script)) else len(script)


def _is_blank(script: bytes, start: int, end: int) -> bool:
    blanks = _BLANKS.match(script, start, max(end, start))
    return blanks is not None and blanks.end() >= end

"""The little of ECMA-426 that a splice needs: Base64 VLQ, and moving a `mappings` text.

Inserting text into a script moves what stands behind it. Only the first segment behind the place
changes, because every other is relative to the one before it: a move costs a few bytes.
Generated columns count UTF-16 code units. Source: ECMA-426, Mappings.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.scripts.prologue import LINE_END, line_start
from buildtools.splices import Splice

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
DIGITS = {digit: value for value, digit in enumerate(_ALPHABET)}
"""What each letter of a number counts, by its code."""
_BACKWARD = re.compile(rb",[" + _ALPHABET[1::2] + rb"]")
"""A segment whose column lies before the last one's: the sign is the lowest bit."""


class Move(NamedTuple):
    """At `line` and `column` (from zero), a text of so many `lines` and last `columns` was put.

    Below zero they say that such a text was taken out there.
    """

    line: int
    column: int
    lines: int
    columns: int

    def column_of(self, column: int) -> int:
        """Where a column at or behind the place has gone, if it was on its line."""
        return column - self.column + self.columns if self.lines else column + self.columns


def insertion(script: bytes, at: int, text: bytes) -> Move:
    """Describe the move made by putting `text` into the script at offset `at`."""
    line, column = position(script, at)
    ends = [end.end() for end in LINE_END.finditer(text)]
    last = text[ends[-1] :] if ends else text
    return Move(line, column, len(ends), utf16_length(last))


def position(script: bytes, at: int) -> tuple[int, int]:
    """Return line and column of an offset, both from zero."""
    start = line_start(script, at)
    return len(LINE_END.findall(script, 0, start)), utf16_length(script[start:at])


def utf16_length(text: bytes) -> int:
    """Count the UTF-16 code units of a UTF-8 text."""
    return (
        len(text)
        if text.isascii()
        else len(text.decode("utf-8", "replace").encode("utf-16-le")) // 2
    )


def decode(text: bytes, at: int) -> tuple[int, int]:
    """Read one number, and give the offset behind it. "gB" -> 16

    Raises SourceMapError at a character outside the alphabet, or when the text ends.
    """
    value = shift = 0
    while True:
        digit = DIGITS.get(text[at]) if at < len(text) else None
        if digit is None:
            raise SourceMapError(f"the mappings are not readable at byte {at}")
        value |= (digit & 31) << shift
        at, shift = at + 1, shift + 5
        if digit < 32:
            return (-(value >> 1) if value & 1 else value >> 1), at


def encode(value: int) -> bytes:
    """Write one number. 16 -> "gB" """
    rest = -value << 1 | 1 if value < 0 else value << 1
    digits = bytearray()
    while rest > 31:
        digits.append(_ALPHABET[rest & 31 | 32])
        rest >>= 5
    digits.append(_ALPHABET[rest])
    return bytes(digits)


def columns(text: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Return line and generated column of every segment in text[start:end]."""
    for line, segments in enumerate(text[start:end].split(b";")):
        column = 0
        for segment in segments.split(b",") if segments else ():
            if segment:
                column += decode(segment, 0)[0]
                yield line, column


def place(text: bytes, start: int, at: int) -> tuple[int, int]:
    """Return line and generated column of the segment at `at` in mappings that begin at `start`."""
    line_start = max(text.rfind(b";", start, at) + 1, start)
    digits_end = decode(text, at)[1]
    return text.count(b";", start, at), [*columns(text, line_start, digits_end)][-1][1]


def moved(text: bytes, start: int, end: int, move: Move) -> list[Splice]:
    """Plan how the mappings in text[start:end] follow a move; nothing behind it, nothing to do.

    Raises SourceMapError when they cannot be read where they must be changed.
    """
    if text.find(b"\\u", start, end) >= 0:
        raise SourceMapError("the mappings are written with escapes, which no bundler does")
    at = start
    for _ in range(move.line):
        at = text.find(b";", at, end) + 1
        if at == 0:
            return []
    if move.lines < 0:
        return _without_lines(text, at, move)
    if move.column == 0 and move.columns == 0:
        return [Splice(at, b"", b";" * move.lines)] if at < end else []
    line_end = text.find(b";", at, end)
    return _moved_on_line(text, at, end if line_end < 0 else line_end, end, move)


def _without_lines(text: bytes, at: int, move: Move) -> list[Splice]:
    """Take out whole lines on which nothing is mapped: what is mapped there would be lost."""
    ends = b";" * -move.lines
    if move.column or move.columns or not text.startswith(ends, at):
        raise SourceMapError("the lines to be taken out of the map hold positions")
    return [Splice(at, ends, b"")]


def moved_ranges(text: bytes, start: int, end: int, move: Move) -> list[Splice]:
    """Plan how the `rangeMappings` in text[start:end] follow: by line, ranges among the segments.

    Their numbers count segments, so that only whole lines can be put between. Raises
    SourceMapError where a line that has ranges would be cut, or a range stretched.
    """
    lines = text[start:end].split(b";")
    if move.line < len(lines) and lines[move.line] and move.column:
        raise SourceMapError("a line of the script that is mapped by a range cannot be cut")
    if not move.lines or move.line >= len(lines):
        return []
    at = start + sum(len(line) + 1 for line in lines[: move.line])
    return moved(text, start, end, Move(move.line, 0, move.lines, 0)) if at < end else []


def _moved_on_line(text: bytes, start: int, end: int, text_end: int, move: Move) -> list[Splice]:
    """Change the segments of one line whose place in it changes: mostly one."""
    splices: list[Splice] = []
    column = new_column = 0
    at, broken = start, False
    while at < end:
        segment_end = text.find(b",", at, end)
        segment_end = end if segment_end < 0 else segment_end
        if segment_end > at:
            delta, digits_end = decode(text, at)
            column += delta
            behind = column >= move.column
            target = move.column_of(column) if behind else column
            if behind and not move.lines and target < move.column:
                raise SourceMapError("what is to be taken out of a line holds positions")
            if behind and move.lines and not broken:
                splices.append(_line_break(text, start, at, move.lines))
                broken, new_column = True, 0
            elif broken and not behind:
                raise SourceMapError("a line of the mappings is not in order and cannot be split")
            if target - new_column != delta:
                splices.append(Splice(at, text[at:digits_end], encode(target - new_column)))
            new_column = target
            if behind and not _BACKWARD.search(text, segment_end, end):
                return splices
        at = segment_end + 1
    if move.lines and not broken and end < text_end:
        splices.append(Splice(end, b"", b";" * move.lines))
    return splices


def _line_break(text: bytes, start: int, at: int, lines: int) -> Splice:
    """End the line before the segment at `at`, in place of the comma that stands there."""
    if at == start:
        return Splice(at, b"", b";" * lines)
    return Splice(at - 1, text[at - 1 : at], b";" * lines)

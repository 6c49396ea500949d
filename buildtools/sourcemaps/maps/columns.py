"""A large UTF-8 text by lines and by columns in UTF-16 code units, without a copy of it.

A minified script may be one line of hundreds of megabytes: of such a line it is noted now and then
which column a byte is, and only what is asked for is decoded.
"""

from array import array
from bisect import bisect_left, bisect_right
from typing import NamedTuple

_BLOCK = 64 * 1024
"""Bytes of a line between two whose column is noted; a shorter line is decoded as a whole."""
_FEW = 4 * 1024
"""Bytes between two of which is noted how many lines end before."""


class _Noted(NamedTuple):
    """Where blocks of a long line begin: bytes of the text, and columns; its end comes last."""

    offsets: "array[int]"
    columns: "array[int]"


class Lines:
    """The lines of a text between two offsets; only a line feed ends one."""

    def __init__(self, text: bytes, start: int, end: int) -> None:
        self._text, self._end = text, end
        self._counted = array("Q", [0])
        """How many lines end before each block of bytes, as far as that was asked for."""
        self._start = start
        self._noted: dict[int, _Noted] = {}
        self._last: tuple[int, bytes] = (-1, b"")
        self._spanned: tuple[int, tuple[int, int] | None] = (-1, None)

    def units(self, line: int, first: int, last: int) -> bytes:
        """Return the columns from `first` up to `last` in UTF-16-LE; less where the line ends."""
        span = self._span(line)
        if span is None or first >= last:
            return b""
        if span[1] - span[0] <= _BLOCK:
            before = self._text[span[0] : min(span[0] + last, span[1])]
            if before.isascii():
                return before[first:].decode().encode("utf-16-le")
            return self._wide(line, *span)[2 * first : 2 * last]
        offsets, columns = self._blocks(line, *span)
        begin = bisect_right(columns, first) - 1
        end = min(bisect_left(columns, last), len(columns) - 1)
        found = _wide(self._text[offsets[begin] : offsets[end]])
        return found[2 * (first - columns[begin]) : 2 * (last - columns[begin])]

    def has(self, line: int) -> bool:
        """Return whether there is such a line."""
        return line >= 0 and self._span(line) is not None

    def width(self, line: int) -> int:
        """Return how many columns a line has; none where there is no such line."""
        span = self._span(line)
        if span is None:
            return 0
        if span[1] - span[0] <= _BLOCK:
            text = self._text[span[0] : span[1]]
            return len(text) if text.isascii() else len(self._wide(line, *span)) // 2
        return self._blocks(line, *span).columns[-1]

    def offset(self, line: int, column: int) -> int | None:
        """Return where a column of a line is in the text; None where there is no such line."""
        span = self._span(line)
        if span is None:
            return None
        start, end = span
        if end - start > _BLOCK:
            offsets, columns = self._blocks(line, start, end)
            block = bisect_right(columns, column) - 1
            start, column = offsets[block], column - columns[block]
            end = offsets[min(block + 1, len(offsets) - 1)]
        if self._text[start : min(start + column, end)].isascii():
            return min(start + column, end)
        before = _wide(self._text[start:end])[: 2 * column]
        return start + len(before.decode("utf-16-le", "replace").encode())

    def _wide(self, line: int, start: int, end: int) -> bytes:
        if self._last[0] != line:
            self._last = (line, _wide(self._text[start:end]))
        return self._last[1]

    def _span(self, line: int) -> tuple[int, int] | None:
        """Return the offsets of a line without its end; None where there is no such line.

        Those of the last one are remembered: to find its end may be to read all of the text.
        """
        if self._spanned[0] != line:
            self._spanned = (line, self._found(line))
        return self._spanned[1]

    def _found(self, line: int) -> tuple[int, int] | None:
        start = self._behind(line) if line >= 0 else None
        if start is None:
            return None
        end = self._text.find(b"\n", start, self._end)
        return start, (self._end if end < 0 else end)

    def _behind(self, lines: int) -> int | None:
        """Return the offset behind so many ends of lines; None where there are fewer.

        Ends are counted by blocks, and one by one only in the block where the last is.
        """
        block = bisect_left(self._counted, lines) - 1
        if not lines:
            return self._start
        while block == len(self._counted) - 1:
            at = self._start + block * _FEW
            if at >= self._end:
                return None
            until = min(at + _FEW, self._end)
            self._counted.append(self._counted[-1] + self._text.count(b"\n", at, until))
            block = bisect_left(self._counted, lines) - 1
        at = self._start + block * _FEW
        for _ in range(lines - self._counted[block]):
            at = self._text.find(b"\n", at, self._end) + 1
        return at

    def _blocks(self, line: int, start: int, end: int) -> _Noted:
        if line not in self._noted:
            noted = _Noted(array("Q", [start]), array("Q", [0]))
            column = 0
            while start < end:
                until = whole(self._text, min(start + _BLOCK, end), end)
                block = self._text[start:until]
                column += len(block) if block.isascii() else len(_wide(block)) // 2
                noted.offsets.append(until)
                noted.columns.append(column)
                start = until
            self._noted[line] = noted
        return self._noted[line]


def whole(text: bytes, at: int, end: int) -> int:
    """Move a place in UTF-8 back to where a letter begins: it has four bytes at most."""
    for back in range(4):
        if at >= end or text[at - back] & 0xC0 != 0x80:
            return at - back
    return at


def _wide(text: bytes) -> bytes:
    return text.decode("utf-8", "replace").encode("utf-16-le")

"""Lines of a text that is a JSON string, of which only those that are asked for are decoded.

A source's text in a map may have hundreds of megabytes; decoded as a whole it would be held three
times. In JSON the end of a line is an escape, so lines are told apart before anything is decoded.
Source: RFC 8259, 7 Strings.
"""

import re
from array import array
from collections.abc import Iterator

import msgspec

from buildtools.sourcemaps.maps.positions import CONTEXT_LINES

_ESCAPE = re.compile(rb"\\(?:(n|u000[aA])|[\s\S])")
_EVERY = 512
"""Lines between two whose start is noted."""


class TextLines:
    """The lines of a JSON string, which is not copied."""

    def __init__(self, string: msgspec.Raw) -> None:
        """Note where lines begin; `string` has its quotes."""
        self._text = memoryview(string)[1:-1]
        self._starts = array("Q", [0])
        for number, (_, start) in enumerate(self._ends(0), 1):
            if number % _EVERY == 0:
                self._starts.append(start)

    def around(self, line: int) -> tuple[tuple[str, ...], str | None, tuple[str, ...]]:
        """Return the lines before one, from zero, the line, and those behind it; None where it is
        not there."""
        first = max(line - CONTEXT_LINES, 0)
        lines = self._some(first, line + CONTEXT_LINES + 1)
        here = line - first
        found = lines[here] if here < len(lines) else None
        return tuple(lines[:here]), found, tuple(lines[here + 1 :])

    def _ends(self, start: int) -> Iterator[tuple[int, int]]:
        """Return where each line ends, and where the next one begins."""
        for found in _ESCAPE.finditer(self._text, start):
            if found.lastindex:
                yield found.start(), found.end()

    def _some(self, first: int, end: int) -> list[str]:
        mark = min(first // _EVERY, len(self._starts) - 1)
        at, lines = self._starts[mark], []
        ends = self._ends(at)
        for number in range(mark * _EVERY, end):
            until, following = next(ends, (len(self._text), -1))
            if number >= first:
                lines.append(self._decoded(at, until))
            if following < 0:
                break
            at = following
        return lines

    def _decoded(self, start: int, end: int) -> str:
        string = b'"' + bytes(self._text[start:end]) + b'"'
        return msgspec.json.decode(string, type=str).rstrip("\r")

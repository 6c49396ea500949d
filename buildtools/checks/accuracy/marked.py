"""Columns that are inside a word: a byte for each of them, for many lines at once."""

from collections.abc import Sequence
from itertools import accumulate, count
from operator import add

_AT_ONCE = 4_096
"""Lines whose words are marked at once: to mark them takes five times their bytes."""
_PART = bytes(chr(letter).isalnum() or chr(letter) in "_$" for letter in range(256))


def inside(text: str) -> bytes:
    """Make a byte of each column, and one of the end: 1 inside a word, else 0.

    All of a number is inside but its first digit.
    """
    letters = text.encode("latin-1", "replace")
    parts = int.from_bytes(letters.translate(_PART), "little")
    return (parts & (parts << 8)).to_bytes(len(letters) + 1, "little")


class Lines:
    """The lines of a script, of which some at once are marked where they are inside a word."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines, self.number = lines, len(lines)
        self.first = self.behind = 0
        self.inside = b""
        self._starts: list[int] = []

    def starts_of(self, line: int, number: int) -> list[int]:
        """Return where so many lines begin, from one on; all of these are marked then."""
        if not (self.first <= line and line + number <= self.behind):
            lines = self.lines[line : line + max(_AT_ONCE, number)]
            self.inside = inside("\n".join(lines))
            ends = accumulate(map(len, lines), initial=0)
            self._starts = [*map(add, ends, count())]
            self.first, self.behind = line, line + len(lines)
        return self._starts[line - self.first : line - self.first + number]

    def ends_of(self, line: int, number: int) -> list[int]:
        """Return where so many lines end, of those that are marked."""
        behind = self._starts[line - self.first + 1 : line - self.first + number + 1]
        return [each - 1 for each in behind]

"""Segments: every position of a `mappings` text, read through from its start.

Each segment is relative to the one before, so nothing can be skipped; but the same few texts occur
again and again, so each is decoded once. A line may be all of a map, so that what is cut at once
is bounded. Source: ECMA-426, Mappings.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps.mappings import DIGITS, decode

PIECE_BYTES: Final = 64 * 1024
"""How much of the mappings is cut into segments at once."""
_KNOWN: Final = 100_000
"""Segments whose numbers are remembered; real maps have a few thousand different ones."""
_DIGITS: Final = bytes(DIGITS.get(letter, 255) for letter in range(256))


class Segment(NamedTuple):
    """A position of the script and its original, all counted from zero.

    `source` is -1 where the map says that nothing is known from here on.
    """

    line: int
    column: int
    source: int
    source_line: int
    source_column: int


def segments(
    mappings: bytes | str, *, line: int = 0, column: int = 0, source: int = 0, unknown: bool = False
) -> Iterator[Segment]:
    """Read the segments that name a source, in the order they are written; with `unknown` also
    those that name none.

    The mappings of a section begin at its `line` and `column`, with the map's `source` number so.

    Raises SourceMapError at the first one that cannot be read; those before it have been given.
    """
    deltas = Deltas()
    source_line = source_column = 0
    for _, piece in pieces(mappings):
        rows = piece.split(b";")
        for at, texts in enumerate(rows, line):
            if at > line:
                column = 0
            for text in texts.split(b",") if texts else ():
                moved = deltas[text]
                if len(moved) >= 4:
                    column += moved[0]
                    source += moved[1]
                    source_line += moved[2]
                    source_column += moved[3]
                    yield Segment(at, column, source, source_line, source_column)
                elif moved:
                    column += moved[0]
                    if unknown:
                        yield Segment(at, column, -1, 0, 0)
        line += len(rows) - 1


def pieces(
    mappings: bytes | memoryview | str, piece_bytes: int = PIECE_BYTES
) -> Iterator[tuple[int, bytes]]:
    """Cut mappings behind commas and semicolons; give where each piece begins, and the piece.

    A piece has `piece_bytes` at most.
    Raises SourceMapError at a segment that is longer than a piece.
    """
    whole = mappings if isinstance(mappings, str) else memoryview(mappings)
    at = 0
    while at < len(whole):
        part = whole[at : at + piece_bytes]
        piece = part.encode("ascii", "replace") if isinstance(part, str) else bytes(part)
        if at + len(piece) < len(whole):
            end = max(piece.rfind(b","), piece.rfind(b";")) + 1
            if not end:
                raise SourceMapError(f"the mappings have no end of a segment behind byte {at:,}")
            piece = piece[:end]
        yield at, piece
        at += len(piece)


class Deltas(dict[bytes, tuple[int, ...]]):
    """The numbers of a segment, by its text."""

    def __missing__(self, text: bytes) -> tuple[int, ...]:
        if len(self) >= _KNOWN:
            self.clear()
        numbers, value, shift = [], 0, 0
        for digit in text.translate(_DIGITS):
            value |= (digit & 31) << shift
            if digit < 32:
                numbers.append(-(value >> 1) if value & 1 else value >> 1)
                value = shift = 0
            elif digit < 64:
                shift += 5
            else:
                break
        if value or shift:
            _refuse(text)
        found = self[text] = tuple(numbers)
        return found


def _refuse(text: bytes) -> None:
    """Raise SourceMapError for a segment that cannot be read."""
    at = 0
    while at < len(text):
        _, at = decode(text, at)

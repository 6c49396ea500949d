"""Weights: whose each byte of a script is, by its map.

A byte is of the last segment at or before it on its line. Nobody's are what stands before the
first segment of a line, what a segment without a source begins, a byte order mark and the ends of
lines. So each byte has one owner, and the sum is the size of the file. A letter that a column cuts
in two is of the segment that it begins in. Pure.
Source: ECMA-426, Mappings; lines end where engines end them.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps import map_keys
from buildtools.sourcemaps.maps.map_keys import Part
from buildtools.sourcemaps.maps.segments import Deltas, pieces
from buildtools.sourcemaps.scripts.prologue import LINE_END, line_start

NOBODY: Final = -1
"""The owner of bytes that the map says nothing of."""

_WIDE = "\U00010000"
"""From this letter on each takes two columns."""

_Cuts = list[tuple[int, int]]
"""From these columns of a line on, these sources."""


class Owned(NamedTuple):
    """A script in runs of bytes, each of one owner."""

    sources: tuple[str, ...]
    """Names, as the map has them below its root; empty where it has none."""
    ends: "array[int]"
    """Where each run ends; the last one with the script."""
    owners: "array[int]"
    """Index of a source, NOBODY, or what `given` took."""

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Return start, end and owner of each run."""
        start = 0
        for end, owner in zip(self.ends, self.owners, strict=True):
            yield start, end, owner
            start = end

    def sizes(self) -> dict[int, int]:
        """Return the bytes of each owner; their sum is the size of the script."""
        found: dict[int, int] = {}
        for start, end, owner in self.runs():
            found[owner] = found.get(owner, 0) + end - start
        return found

    def without(self, script: bytes, gone: frozenset[int]) -> bytes:
        """Return the script without the bytes of some owners."""
        view = memoryview(script)
        return b"".join(view[start:end] for start, end, owner in self.runs() if owner not in gone)

    def given(self, spans: Iterable[tuple[int, int]], owner: int) -> "Owned":
        """Return the same with nobody's bytes within these spans given to an owner."""
        inside = sorted(spans)
        made = _Runs()
        for start, end, before in self.runs():
            at = start
            for first, last in inside if before == NOBODY else ():
                if first < end and last > at:
                    made.until(max(first, at), before)
                    made.until(min(last, end), owner)
                    at = min(last, end)
            made.until(end, before)
        return Owned(self.sources, made.ends, made.owners)


class _Runs:
    """Runs as they are found; two of one owner that touch are one."""

    def __init__(self) -> None:
        self.ends = array("Q")
        self.owners = array("q")

    def until(self, end: int, owner: int) -> None:
        """Give all bytes from the last run on up to `end` to an owner."""
        if end <= (self.ends[-1] if self.ends else 0):
            return
        if self.owners and self.owners[-1] == owner:
            self.ends[-1] = end
        else:
            self.ends.append(end)
            self.owners.append(owner)


def owned(script: bytes, map_: bytes) -> Owned:
    """Find the owner of each byte of a script.

    Raises SourceMapError when the map cannot be read, or names a source that is not there.
    """
    sources: list[str] = []
    cuts: dict[int, _Cuts] = {}
    deltas = Deltas()
    for part in map_keys.read(map_).parts:
        for line, found in _lines_of(part, len(sources), deltas):
            cuts[line] = [*cuts[line], *found] if line in cuts else found
        sources += part.sources
    runs = _Runs()
    for number, (start, end, behind) in enumerate(_lines(script)):
        runs.until(start, NOBODY)
        owner = NOBODY
        if number in cuts:
            begun = sorted(cuts[number], key=lambda cut: cut[0])
            places = offsets(script[start:end], [column for column, _ in begun])
            for place, (_, source) in zip(places, begun, strict=True):
                runs.until(start + place, owner)
                owner = source
        runs.until(end, owner)
        runs.until(behind, NOBODY)
    made = Owned(tuple(sources), runs.ends, runs.owners)
    assert sum(made.sizes().values()) == len(script)  # noqa: S101 - else every figure is a lie
    return made


def _lines_of(part: Part, first: int, deltas: Deltas) -> Iterator[tuple[int, _Cuts]]:
    """Return where on each line the source changes; `first` is added to its number."""
    line, column, source = part.line, part.column, 0
    found: _Cuts = []
    known: Mapping[int, int] = {each: each + first for each in range(len(part.sources))}
    for _, piece in pieces(part.mappings):
        for number, row in enumerate(piece.split(b";")):
            if number:
                if found:
                    yield line, found
                line, column, found = line + 1, 0, []
            if row:
                try:
                    column, source = _cut(row, column, source, deltas, known, found)
                except KeyError as fault:
                    raise SourceMapError(f"a segment names source {fault}, not there") from fault
    if found:
        yield line, found


def _cut(
    row: bytes, column: int, source: int, deltas: Deltas, known: Mapping[int, int], found: _Cuts
) -> tuple[int, int]:
    """Read segments of a line behind others, and give where column and source are then.

    A segment of the source that the one before has cuts nothing, unless it goes back.
    """
    last = found[-1][1] if found else None
    for text in row.split(b","):
        moved = deltas[text]
        if len(moved) > 3:
            column += moved[0]
            source += moved[1]
            owner = known[source]
        elif moved:
            column += moved[0]
            owner = NOBODY
        else:
            continue
        if owner != last or moved[0] < 0:
            found.append((column, owner))
            last = owner
    return column, source


def _lines(script: bytes) -> Iterator[tuple[int, int, int]]:
    """Return of each line where it begins, where it ends, and where the next one begins."""
    start = line_start(script, 0)
    if b"\r" in script or b"\xe2\x80\xa8" in script or b"\xe2\x80\xa9" in script:
        for end in LINE_END.finditer(script, start):
            yield start, end.start(), end.end()
            start = end.end()
    else:
        while (at := script.find(b"\n", start)) >= 0:
            yield start, at, at + 1
            start = at + 1
    yield start, len(script), len(script)


def offsets(line: bytes, columns: Sequence[int]) -> list[int]:
    """Return the bytes before each column, of columns in order; the end for those behind it.

    One in the middle of a letter counts as the column behind it. What is no UTF-8 counts as one
    column a byte.
    """
    if line.isascii():
        return [min(max(column, 0), len(line)) for column in columns]
    text = line.decode("utf-8", "surrogateescape")
    wide = [at for at, letter in enumerate(text) if letter >= _WIDE] if max(text) >= _WIDE else []
    begins = [at + before for before, at in enumerate(wide)]
    letters = [0, *(_letter(column, begins, len(text)) for column in columns)]
    sizes = (len(text[a:b].encode("utf-8", "surrogateescape")) for a, b in pairwise(letters))
    return list(accumulate(sizes))


def _letter(column: int, begins: Sequence[int], letters: int) -> int:
    """Return the number of the letter at a column; `begins` are the columns of wide ones."""
    before = bisect_left(begins, column)
    inside = before and begins[before - 1] + 1 == column
    return min(max(column - before + (1 if inside else 0), 0), letters)

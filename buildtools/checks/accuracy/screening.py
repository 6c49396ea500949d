"""Screening: all lines of a script at a glance, before some of them are looked at closely.

Of each line it is seen whether a place falls inside a word or behind the line's end, as none does
where the map is right, and where it has its last place. No place is made an object for that, and
nothing is compared with a source.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, compress, count, islice, repeat
from operator import add
from typing import NamedTuple

from buildtools.checks.accuracy.gaps import LEAST
from buildtools.checks.accuracy.marked import Lines, inside
from buildtools.checks.accuracy.places import START, Places, Spot, Text, Unfit
from buildtools.sourcemaps.maps.mappings import DIGITS, decode

LONG = 400
"""Places of a line from which on a sample of them tells as much as all."""
_LAST = 24
"""Places at the end of such a line that are looked at: what was put into it moved them too."""
_MOST = 60_000
"""Places that are screened in one map, about; of more some lines are passed over."""
_BLOCK = 64
"""Lines that are screened, or passed over, together."""
_PIECE = 2 * 1024
"""Bytes of the mappings of a long line that are screened at once; of large maps some are."""
_STRETCH = 48
"""Places of a long line that are looked at where `_SEVERAL` of them are odd."""
_SEVERAL = 2
_MORE = 32
"""Set in a digit that another one follows."""


class Tail(NamedTuple):
    """The last place of a line, where code stands behind it; the column is -1 of a long line."""

    number: int
    line: int
    column: int


class Screened:
    """What was seen of one map."""

    def __init__(self) -> None:
        self.odd: list[tuple[Spot, int]] = []
        """Lines that have an odd place: where each begins, and how many places it has."""
        self.ends: list[tuple[Spot, int]] = []
        """The last places of long lines."""
        self.tails: list[Tail] = []
        self.fine: list[int] = []
        """How many places each line has that has no odd one."""
        self.rows = 0
        """How many lines have places."""


class _Long(NamedTuple):
    """A line of many places: where it begins, the end of its mappings, and its number."""

    spot: Spot
    end: int
    line: int


class _Columns(dict[bytes, int]):
    """By how many columns a segment is behind the one before it, by its text."""

    def __missing__(self, text: bytes) -> int:
        digit = DIGITS[text[0]] if text else 0
        if digit < _MORE:
            found = -(digit >> 1) if digit & 1 else digit >> 1
        else:
            found = decode(text, 0)[0]
        self[text] = found
        return found


def screen(places: Places, lines: Sequence[str]) -> Screened:
    """Look at all lines of a script, or of a large one at those that have `_MOST` places together.

    Raises Unfit where the lines of the mappings have not the entries that the resolver has.
    """
    found, script, columns = Screened(), Lines(lines), _Columns()
    step = places.number // _MOST + 1
    for part, text in enumerate(places.texts):
        spot, line = Spot(part, 0, text.number), text.part.line
        for turn, rows in enumerate(_blocks(text.rows())):
            found.rows += len(rows) - rows.count(b"")
            short = max(map(len, rows)) < 2 * LONG and line + len(rows) <= script.number
            if turn % step and short:
                spot = _passed(spot, rows, text)
            else:
                block = _Block(
                    spot, line, rows, [row.count(b",") + bool(row) for row in rows], text
                )
                if not (short and _all(block, script, columns, found)):
                    _each(places, block, script, columns, step, found)
                spot = block.behind
            line += len(rows)
        if spot.number != text.number + text.counted(text.begin, len(text.text)):
            raise Unfit
    return found


def _blocks(rows: Iterator[bytes]) -> Iterator[list[bytes]]:
    while some := [*islice(rows, _BLOCK)]:
        yield some


def _passed(spot: Spot, rows: Sequence[bytes], text: Text) -> Spot:
    """Return where the block behind some lines begins that are passed over."""
    part, at, number = spot
    end = at + sum(map(len, rows)) + len(rows)
    number += text.shape.count(START, max(at - 1, 0), end) + (at == 0 and text.begin == 0)
    return Spot(part, end, number)


class _Block(NamedTuple):
    """The mappings of some lines that follow each other."""

    spot: Spot
    """Where the first one begins."""
    line: int
    rows: list[bytes]
    counts: list[int]
    """How many places each line has."""
    text: Text

    @property
    def behind(self) -> Spot:
        """Where the next block begins."""
        length = sum(map(len, self.rows)) + len(self.rows)
        part, offset, number = self.spot
        return Spot(part, offset + length, number + sum(self.counts))

    def starts(self, script: Lines) -> list[int]:
        """Return where each line begins, from where its columns count."""
        found = script.starts_of(self.line, len(self.rows))
        if self.line == self.text.part.line:
            found[0] += self.text.part.column
        return found


def _all(block: _Block, script: Lines, columns: _Columns, found: Screened) -> bool:
    """Look at all lines of a block in one go, for there are very many; return whether none is odd.

    The columns of all of them are added up as if they were one line, and what has come together
    when a line begins is taken away again.
    """
    if not any(block.counts):
        return True
    starts = [*compress(block.starts(script), block.counts)]
    ends = [*compress(script.ends_of(block.line, len(block.rows)), block.counts)]
    counts = [*filter(None, block.counts)]
    texts = b",".join(filter(None, block.rows)).split(b",")
    sums = [*accumulate(map(columns.__getitem__, texts))]
    numbers = [*accumulate(counts)]
    lasts = [sums[number - 1] for number in numbers]
    moved = [start - begun for start, begun in zip(starts, (0, *lasts), strict=False)]
    left = [end - last - by for end, last, by in zip(ends, lasts, moved, strict=True)]
    if min(left) < 0:
        return False
    at = map(add, sums, chain.from_iterable(map(repeat, moved, counts)))
    if 1 in map(script.inside.__getitem__, at):
        return False
    found.fine += counts
    if max(left) > LEAST:
        lines = compress(count(block.line), block.counts)
        for line, number, behind in zip(lines, numbers, left, strict=True):
            if behind > LEAST:
                column = len(script.lines[line]) - behind
                found.tails.append(Tail(block.spot.number + number - 1, line, column))
    return True


def _each(
    places: Places,
    block: _Block,
    script: Lines,
    columns: _Columns,
    step: int,
    found: Screened,
) -> None:
    """Look at the lines of a block one by one."""
    part, at, number = block.spot
    for line, (row, some) in enumerate(zip(block.rows, block.counts, strict=True), block.line):
        spot = Spot(part, at, number)
        if some > LONG and line < script.number:
            _long(
                places, _Long(spot, at + len(row), line), script.lines[line], columns, step, found
            )
        elif some:
            _short(block, spot, line, row, script, columns, found)
        at += len(row) + 1
        number += some


def _short(
    block: _Block,
    spot: Spot,
    line: int,
    row: bytes,
    script: Lines,
    columns: _Columns,
    found: Screened,
) -> None:
    """Look at one line."""
    texts = row.split(b",")
    if line >= script.number:
        found.odd.append((spot, min(len(texts), LONG)))
        return
    first = block.text.part.column if line == block.text.part.line else 0
    (start,) = script.starts_of(line, 1)
    at = [*accumulate(map(columns.__getitem__, texts), initial=start + first)]
    left = script.ends_of(line, 1)[0] - at[-1]
    if left < 0 or 1 in map(script.inside.__getitem__, at):
        found.odd.append((spot, len(texts)))
    else:
        found.fine.append(len(texts))
    if left > LEAST:
        found.tails.append(Tail(spot.number + len(texts) - 1, line, at[-1] - start))


def _long(
    places: Places, each: _Long, line: str, columns: _Columns, step: int, found: Screened
) -> None:
    """Look at a long line, a piece at a time, or at some pieces of it; and note its end."""
    text = places.texts[each.spot.part].text
    part, at, number = each.spot
    turn = to = 0
    while to < each.end:
        to = each.end
        if to - at > _PIECE:
            to = text.rfind(b",", at, at + _PIECE)
        piece = text[at:to]
        if turn % step == 0:
            texts = piece.split(b",")
            _piece(places, Spot(part, at, number), texts, line, columns, found)
        number += piece.count(b",") + 1
        at = to + 1
        turn += 1
    last = piece.split(b",")[-_LAST:]
    offset = to - len(b",".join(last))
    found.ends.append((Spot(part, offset, number - len(last)), len(last)))
    found.tails.append(Tail(number - 1, each.line, -1))


def _piece(
    places: Places,
    spot: Spot,
    texts: Sequence[bytes],
    line: str,
    columns: _Columns,
    found: Screened,
) -> None:
    """Note the stretches of a piece of a line that hold several odd places."""
    (first,) = places.at([spot.number])
    begin = max(first.column - 1, 0)
    moved = map(columns.__getitem__, texts[1:])
    at = [*accumulate(moved, initial=first.column - begin)]
    marked = inside(line[begin : begin + at[-1]])
    beyond = at[-1] + 1 - len(marked)
    odd = bytes(map((marked + b"\1" * beyond).__getitem__, at))
    for start in range(0, len(odd), _STRETCH):
        if odd.count(1, start, start + _STRETCH) >= _SEVERAL:
            offset = spot.offset + len(b",".join(texts[:start])) + bool(start)
            number = min(_STRETCH, len(odd) - start)
            found.odd.append((Spot(spot.part, offset, spot.number + start), number))

"""Shifts: what was put before code without its map being moved, told from where the words are.

Each word of a source that stands at a mapped place votes for the way from there to where it really
stands in the script. A few lines, or columns on one line, that many words vote for and that make
the places fall right are a shift, and moving the map by it corrects it. A map of another script has
none. Where no word votes for one, as in a script of which only line starts are mapped, the texts
that may have been put there are tried: all lines on top, the first statements of a line.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import msgspec

from buildtools.checks.accuracy.heads import heads
from buildtools.checks.accuracy.texts import Sources
from buildtools.checks.accuracy.tokens import spelled_at
from buildtools.checks.accuracy.weighing import Tally, weigh
from buildtools.sourcemaps.maps.segments import Segment
from buildtools.values import Shift

_LINES = 60
"""Lines up and down that are looked at: a licence is not longer."""
_COLUMNS = 4_000
"""Columns to either side."""
_VOTERS = 300
"""Places that vote, evenly over those there are."""
_WEIGHED = 1_500
"""Places that a candidate is weighed with."""
_BEFORE = 24
"""Places before a wrong part that may belong to it."""
_SMALL = 10
"""Columns that are tried without votes."""
_CANDIDATES = 6
_SHORTEST = 2
"""Letters of a word that votes, unless there are few."""
_FEW = 12
"""Votes that are too few to tell, and places of which any word votes."""
_OFTEN = 40
"""A word that stands more often on a line votes for nothing."""

_GAIN = 8.0
"""How much better the places must fall when they are moved."""
_PER_PLACE = 0.35
"""And how well, for each of them: right maps have twice that and more."""
_AHEAD = 2.0
"""How much better than the next candidate: tables repeat themselves."""


def down(places: Sequence[Segment], lines: Sequence[str], sources: Sources) -> Shift | None:
    """Find how many lines were put on top of these places, of one line or many; None when that
    would not make them right. A negative number was taken away."""
    votes = Counter[int]()
    for place, word in _voters(places, sources):
        for moved in range(-_LINES, _LINES + 1):
            at = place.line + moved
            if moved and 0 <= at < len(lines) and lines[at].startswith(word, place.column):
                votes[moved] += 1
    voted = _best(_by_lines(places, _likeliest(votes)), places, lines, sources)
    if voted or votes.total() >= _FEW:
        return voted
    put = range(1, min(_LINES + 1, len(lines)))
    return _best(_by_lines(places, put), places, lines, sources)


def along(places: Sequence[Segment], lines: Sequence[str], sources: Sources) -> Shift | None:
    """Find how many columns were put before these places of one line; None as in `down`."""
    first = places[0]
    if first.line >= len(lines):
        return None
    line = lines[first.line]
    votes = Counter[int]()
    for place, word in _voters(places, sources):
        found = _occurrences(line, word, place.column)
        votes.update(at - place.column for at in found if at != place.column)
    return _best(_by_columns(first, _likeliest(votes)), places, lines, sources)


def before(places: Sequence[Segment], lines: Sequence[str], sources: Sources) -> Shift | None:
    """Find which statements or comments were put before all places of one line, without any
    votes; None as in `down`."""
    first = places[0]
    if first.line >= len(lines):
        return None
    start = Segment(first.line, 0, first.source, first.source_line, first.source_column)
    return _best(_by_columns(start, heads(lines[first.line])), places, lines, sources)


def near(places: Sequence[Segment], lines: Sequence[str], sources: Sources) -> Shift | None:
    """Find a shift by few columns from where the words of the script end, without any text.

    It may be off by one: enough to say how far frames are off, and not to move anything by.
    """
    first = places[0]
    if first.line >= len(lines):
        return None
    numbers = (number for number in range(-_SMALL, _SMALL + 1) if number)
    return _best(_by_columns(first, numbers), places, lines, sources, ahead=0.0)


def _by_lines(places: Sequence[Segment], numbers: Iterable[int]) -> list[Shift]:
    return [Shift(places[0].line, 0, number, 0) for number in numbers]


def _by_columns(first: Segment, numbers: Iterable[int]) -> list[Shift]:
    """Return the shifts by these columns that keep the first place on its line."""
    return [
        Shift(first.line, first.column, 0, number)
        for number in numbers
        if first.column + number >= 0
    ]


def moved(places: Sequence[Segment], shift: Shift) -> Iterator[Segment]:
    """Return the places as they are once the map has followed a shift."""
    for place in places:
        behind = (place.line, place.column) >= (shift.line, shift.column)
        line = place.line + shift.lines if behind else place.line
        on_line = behind and place.line == shift.line
        column = place.column + shift.columns if on_line else place.column
        yield place._replace(line=line, column=column)


def begun(places: Sequence[Segment], shift: Shift, lines: Sequence[str], sources: Sources) -> Shift:
    """Let a shift in a line begin as early as moving the places before it makes them better.

    The first places behind the text may fall right by chance.
    """
    gained = best = 0.0
    column = shift.column
    before = [place for place in places if place.column < shift.column]
    for place in reversed(before[-_BEFORE:]):
        there = place._replace(column=place.column + shift.columns)
        gained += weight([there], lines, sources) - weight([place], lines, sources)
        if gained > best:
            best, column = gained, place.column
    return msgspec.structs.replace(shift, column=column)


def weight(
    places: Sequence[Segment],
    lines: Sequence[str],
    sources: Sources,
    shift: Shift | None = None,
) -> float:
    """Weigh places in file order, as they are or moved; evenly chosen where they are many, and
    scaled to all of them."""
    return _weighed(places, lines, sources, shift)[0]


def _weighed(
    places: Sequence[Segment],
    lines: Sequence[str],
    sources: Sources,
    shift: Shift | None,
) -> tuple[float, float]:
    """Return the weight of places, and how many of them say anything."""
    chosen = places[:: max(len(places) // _WEIGHED, 1)]
    there = chosen if shift is None else list(moved(chosen, shift))
    whole = Tally()
    for (_, source), group in groupby(there, lambda place: (place.line, place.source)):
        run = list(group)
        for each in weigh(run, lines, sources.lines(source)):
            whole.add(each)
    scale = len(places) / len(chosen) if chosen else 0.0
    return whole.weight * scale, whole.places * scale


def _voters(places: Sequence[Segment], sources: Sources) -> list[tuple[Segment, str]]:
    """Choose places whose sources have a word there, long words first where there are enough."""
    chosen: list[tuple[Segment, str]] = []
    for place in places[:: max(len(places) // (4 * _VOTERS), 1)]:
        word = spelled_at(sources.line(place.source, place.source_line), place.source_column)
        if word:
            chosen.append((place, word))
    long = [each for each in chosen if len(each[1]) >= _SHORTEST]
    kept = long if len(long) >= _FEW else chosen
    return kept[:: max(len(kept) // _VOTERS, 1)]


def _occurrences(line: str, word: str, around: int) -> list[int]:
    """Find a word on a line; nowhere when it stands there too often to vote."""
    found: list[int] = []
    at = line.find(word, max(around - _COLUMNS, 0), around + _COLUMNS)
    while at >= 0 and len(found) <= _OFTEN:
        found.append(at)
        at = line.find(word, at + 1, around + _COLUMNS)
    return found if len(found) <= _OFTEN else []


def _likeliest(votes: Counter[int]) -> list[int]:
    """Return the candidates with most votes, the nearest of equal ones first."""
    ranked = sorted(votes.items(), key=lambda item: (-item[1], abs(item[0])))
    return [number for number, _ in ranked[:_CANDIDATES]]


def _best(
    candidates: Sequence[Shift],
    places: Sequence[Segment],
    lines: Sequence[str],
    sources: Sources,
    *,
    ahead: float = _AHEAD,
) -> Shift | None:
    """Take the candidate that makes the places right, when it is the only one that does."""
    if not candidates:
        return None
    weighed = [_weighed(places, lines, sources, each) for each in candidates]
    weights = [each for each, _ in weighed]
    ranked = sorted(zip(weights, range(len(candidates)), strict=True), reverse=True)
    best, index = ranked[0]
    second = ranked[1][0] if len(ranked) > 1 else float("-inf")
    gained = best - weight(places, lines, sources)
    right = best >= _PER_PLACE * weighed[index][1] and weighed[index][1] > 0
    enough = gained >= _GAIN and right and best >= second + ahead
    return candidates[index] if enough else None

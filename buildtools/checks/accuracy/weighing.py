"""Weighing: each place of a map is evidence for it or against it, and weights add up.

A weight is the logarithm of how much likelier an outcome is where a map is right than where it is
not; the likelihoods are read off real builds and planted lies, see docs/accuracy.md. Two kinds are
kept apart: where places fall in the script (never inside a word), and what stands in script and
source (the same words). A map with the texts of other sources fails the second alone.
"""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from buildtools.checks.accuracy.tokens import Outcome, compare, inside_share, is_near, word_around
from buildtools.sourcemaps.maps.segments import Segment

_RIGHT_INSIDE = 0.06
"""Places inside a word that a right map may have: some bundlers are off by one now and then."""
_LEAST, _MOST = 0.15, 0.8
"""Bounds of the share of places that chance puts inside a word."""
_BEYOND = math.log(0.03 / 0.3)
_CONTENT = {
    Outcome.SAME: 2.0,
    Outcome.FAMILIAR: 1.2,
    Outcome.STRINGS: 0.5,
    Outcome.NAMES: 0.1,
    Outcome.OTHER: -0.8,
    Outcome.RENAMED: -1.5,
    Outcome.ABSENT: -5.0,
}
_A_FEW = 8
"""Columns of a word within which several places inside it count once."""
_SHARES = 2_000
"""Shares of columns inside words whose weights are remembered."""
_LAST_TOKEN = 12
"""Columns behind a run's last place that are looked at for words."""


class Tally(msgspec.Struct):
    """What was weighed together."""

    places: int = 0
    """Those that say anything."""
    bad: int = 0
    """Those inside a word or behind the end of their line."""
    compared: int = 0
    """Places whose tokens were compared; places that share an original count once."""
    same: int = 0
    """Those at which the same telling word stands."""
    generated: float = 0.0
    """Weight of where the places fall in the script."""
    content: float = 0.0
    """Weight of what stands in script and source."""

    @property
    def weight(self) -> float:
        """All evidence: above zero for the map, below against it."""
        return self.generated + self.content

    def add(self, other: "Tally") -> None:
        """Count another one in."""
        self.places += other.places
        self.bad += other.bad
        self.compared += other.compared
        self.same += other.same
        self.generated += other.generated
        self.content += other.content


def total(tallies: Iterable[Tally]) -> Tally:
    """Add tallies up."""
    places = bad = compared = same = 0
    generated = content = 0.0
    for tally in tallies:
        if tally.places:
            places += 1
            bad += tally.bad
            compared += tally.compared
            same += tally.same
            generated += tally.generated
            content += tally.content
    return Tally(places, bad, compared, same, generated, content)


_OUT = Tally(1, 1, generated=_BEYOND)
_SILENT = Tally()


def weigh(
    run: Sequence[Segment],
    lines: Sequence[str],
    text: Sequence[str] | None,
    rough: Sequence[str] | None = None,
) -> list[Tally]:
    """Weigh each place of a run on one line that leads into one source.

    `lines` are the script's; `text` is the source's, None where it is not known; `rough` is that
    of a source which became another text before it was mapped. Tallies may be shared: add them to
    others, and nothing to them.
    """
    here = run[0].line
    line = lines[here] if 0 <= here < len(lines) else None
    if line is None:
        return [_OUT] * len(run)
    bad, plain, known = _tallies(line[run[0].column : run[-1].column + _LAST_TOKEN])
    origin: tuple[int, int] | None = None
    best, word_end, length = 0.0, 0, len(line)
    weighed: list[Tally] = []
    last = run[0]
    for place in run:
        column = place.column
        if not 0 <= column <= length:
            weighed.append(_OUT)
        elif column < word_end:
            weighed.append(_SILENT)
        elif end := word_around(line, column):
            near = continues(last, place, line, text) or _is_near(line, place, text)
            weighed.append(_SILENT if near else bad)
            # A bundler that is a few columns off says so at each letter: once is enough.
            word_end = min(end, column + _A_FEW)
        elif column == length or line[column] == " ":
            weighed.append(_SILENT)
        else:
            outcome = _roughly(place, rough) if text is None else _outcome(line, place, text)
            if outcome is Outcome.NOTHING:
                weighed.append(plain)
            elif (place.source_line, place.source_column) == origin:
                # Of several places that lead to one, as JSX has them, the best counts.
                worth = _CONTENT[outcome]
                more, same = max(worth - best, 0.0), outcome is Outcome.SAME
                weighed.append(Tally(1, 0, 0, same, plain.generated, more))
                best = max(worth, best)
            else:
                weighed.append(known[outcome])
                best, origin = _CONTENT[outcome], (place.source_line, place.source_column)
        last = place
    return weighed


def _tallies(text: str) -> tuple[Tally, Tally, dict[Outcome, Tally]]:
    """Return what a place in a word weighs, one at which nothing is compared, and others by what
    comparing says, where `text` is the code around."""
    return _by_share(inside_share(text))


@lru_cache(_SHARES)
def _by_share(share: float) -> tuple[Tally, Tally, dict[Outcome, Tally]]:
    chance = min(max(share, _LEAST), _MOST)
    inside, fine = math.log(_RIGHT_INSIDE / chance), math.log((1 - _RIGHT_INSIDE) / (1 - chance))
    compared = {
        outcome: Tally(1, 0, 1, outcome is Outcome.SAME, fine, worth)
        for outcome, worth in _CONTENT.items()
    }
    return Tally(1, 1, generated=inside), Tally(1, generated=fine), compared


def continues(last: Segment, place: Segment, line: str, text: Sequence[str] | None) -> bool:
    """Whether a place inside a word goes on with the word that the last one is in.

    Where every character is mapped, and that through another map, all of a word lead to its start.
    Without a text they may lead to one character after the other too; with one that is looked at.
    """
    if last is place or last.source_line != place.source_line:
        return False
    apart = place.column - last.column
    steps = (0,) if text is not None else (0, apart)
    goes_on = place.source_column - last.source_column in steps
    return goes_on and 0 < apart <= _A_FEW and line[last.column : place.column].isidentifier()


def _is_near(line: str, place: Segment, text: Sequence[str] | None) -> bool:
    if text is None or not 0 <= place.source_line < len(text):
        return False
    return is_near(line, place.column, text[place.source_line], place.source_column)


def _roughly(place: Segment, text: Sequence[str] | None) -> Outcome:
    """Tell only of a place that the text does not have."""
    if text is None:
        return Outcome.NOTHING
    if not 0 <= place.source_line < len(text):
        return Outcome.ABSENT
    is_there = place.source_column <= len(text[place.source_line])
    return Outcome.NOTHING if is_there else Outcome.ABSENT


def _outcome(line: str, place: Segment, text: Sequence[str]) -> Outcome:
    if not 0 <= place.source_line < len(text):
        return Outcome.ABSENT
    return compare(line, place.column, text[place.source_line], place.source_column)

"""Weighing: each place of a map is evidence for it or against it, and weights add up.

A weight is the logarithm of how much likelier an outcome is where a map is right than where it is
not; the likelihoods are read off real builds and planted lies, see docs/accuracy.md. Two kinds are
kept apart: where places fall in the script (never inside a word), and what stands in script and
source (the same words). A map with the texts of other sources fails the second alone.
"""

import math
from collections.abc import Sequence

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
    share = inside_share(line[run[0].column : run[-1].column + _LAST_TOKEN])
    chance = min(max(share, _LEAST), _MOST)
    inside, fine = math.log(_RIGHT_INSIDE / chance), math.log((1 - _RIGHT_INSIDE) / (1 - chance))
    bad, plain = Tally(1, 1, generated=inside), Tally(1, generated=fine)
    origin: tuple[int, int] | None = None
    best, word_end = 0.0, 0
    weighed: list[Tally] = []
    for place, last in zip(run, (run[0], *run), strict=False):
        column = place.column
        if not 0 <= column <= len(line):
            weighed.append(_OUT)
        elif column < word_end:
            weighed.append(_SILENT)
        elif end := word_around(line, column):
            near = continues(last, place, line, text) or _is_near(line, place, text)
            weighed.append(_SILENT if near else bad)
            # A bundler that is a few columns off says so at each letter: once is enough.
            word_end = min(end, column + _A_FEW)
        elif column == len(line) or line[column] == " ":
            weighed.append(_SILENT)
        else:
            outcome = _roughly(place, rough) if text is None else _outcome(line, place, text)
            if outcome is Outcome.NOTHING:
                weighed.append(plain)
                continue
            tally = Tally(1, generated=fine)
            weighed.append(tally)
            worth = _CONTENT[outcome]
            # Of several places that lead to one, as JSX has them, the best counts.
            known = (place.source_line, place.source_column) == origin
            tally.content = max(worth - best, 0.0) if known else worth
            tally.compared = not known
            tally.same = outcome is Outcome.SAME
            best = max(worth, best) if known else worth
            origin = place.source_line, place.source_column
    return weighed


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

"""Agreement: do the words of a line say that all of it stands elsewhere on the line?

A line of three places is too short to weigh. But when the words that its map leads to stand on it,
none of them where the map says and several by one distance, something was put before them.
"""

from collections import Counter
from collections.abc import Sequence

from buildtools.checks.accuracy.texts import Sources
from buildtools.checks.accuracy.tokens import NEAR, telling_at
from buildtools.sourcemaps.segments import Segment

_WORDS = 2
"""Different words that must agree."""


def agreed(places: Sequence[Segment], lines: Sequence[str], sources: Sources) -> bool:
    """Tell whether at least two words agree on one distance, and none on where the map says."""
    if not places or not 0 <= places[0].line < len(lines):
        return False
    line = lines[places[0].line]
    votes = Counter[int]()
    for column, word in {_word(place, sources) for place in places}:
        at = line.find(word) if word else -1
        if at < 0 or line.find(word, at + 1) >= 0:
            continue  # not there, or twice: it could be either
        votes[at - column] += 1
    if not votes:
        return False
    (distance, number), *_ = votes.most_common(1)
    return abs(distance) > NEAR and number >= _WORDS and number > sum(votes.values()) - number


def _word(place: Segment, sources: Sources) -> tuple[int, str]:
    text = sources.lines(place.source)
    if text is None or not 0 <= place.source_line < len(text):
        return place.column, ""
    return place.column, telling_at(text[place.source_line], place.source_column)

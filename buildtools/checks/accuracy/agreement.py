"""Agreement: do the words of a line say that all of it stands elsewhere on the line?

A line of three places is too short to weigh. But when the words that its map leads to stand on it,
none of them where the map says and several by one distance, something was put before them.
"""

from collections.abc import Iterator, Sequence

from buildtools.checks.accuracy.texts import Sources
from buildtools.checks.accuracy.tokens import NEAR, telling_at
from buildtools.sourcemaps.maps.segments import Segment

_WORDS = 2
"""Different words that must agree."""


def agreed(places: Sequence[Segment], lines: Sequence[str], sources: Sources) -> Segment | None:
    """Return the first place from which on at least two words stand elsewhere by one distance.

    Words before it stand where the map says, or tell nothing; none behind it does. None when they
    do not agree.
    """
    if not places or not 0 <= places[0].line < len(lines):
        return None
    line = lines[places[0].line]
    first: Segment | None = None
    distance, agreeing = 0, 0
    for place, away in _distances(places, line, sources):
        if abs(away) <= NEAR:
            first, agreeing = None, 0
        elif first is not None and away == distance:
            agreeing += 1
        else:
            first, distance, agreeing = place, away, 1
    return first if agreeing >= _WORDS else None


def _distances(
    places: Sequence[Segment], line: str, sources: Sources
) -> Iterator[tuple[Segment, int]]:
    """Return the places at whose originals a telling word is, and how far it stands from them.

    A word that stands twice on the line, or not at all, could be either and is left out.
    """
    seen: set[tuple[int, str]] = set()
    for place in places:
        word = telling_at(sources.line(place.source, place.source_line), place.source_column)
        at = line.find(word) if word else -1
        if at < 0 or (place.column, word) in seen or line.find(word, at + 1) >= 0:
            continue
        seen.add((place.column, word))
        yield place, at - place.column

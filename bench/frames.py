"""Frames of a pair that was made wrong: which of them resolve to something else.

A pair is taken apart into lines and places; what a lie leads to carries the share of places whose
frames resolve to another line, or more than a few columns off.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from buildtools.checks.accuracy import runs
from buildtools.checks.maps import Map, Part
from buildtools.sourcemaps.maps.mappings import encode
from buildtools.sourcemaps.maps.segments import Segment

FAR = 10
"""Columns by which a frame may be off and still count as where it was."""


class Pair(NamedTuple):
    """A right pair; its places in file order, those without a source left out."""

    name: str
    lines: tuple[str, ...]
    map: Map
    places: tuple[Segment, ...]


class Told(NamedTuple):
    """What became of a pair, and the share of its places whose frames resolve wrongly."""

    script: str
    map: Map
    moved: float


Moved = Callable[[Segment], tuple[int, int] | None]
"""Where a place really stands after a change of the script; None when it is gone."""


Lie = Callable[[Pair], Told | None]
"""None where a pair does not lend itself to it."""


def pair(name: str, script: str, map_: Map) -> Pair:
    """Take a right pair apart."""
    places = [place for place in runs.places(map_) if place.source >= 0]
    return Pair(name, tuple(script.split("\n")), map_, tuple(sorted(places)))


def heaviest(given: Pair) -> int:
    """Name the line that has most places."""
    counts: dict[int, int] = {}
    for place in given.places:
        counts[place.line] = counts.get(place.line, 0) + 1
    return max(counts, key=lambda line: counts[line])


def written(map_: Map, places: Sequence[Segment]) -> Map:
    """Write places as the mappings of a map with the same sources."""
    rows: list[list[bytes]] = [[] for _ in range(places[-1].line + 1)] if places else []
    before = (0, 0, 0)
    column, line = 0, -1
    for place in places:
        column = column if place.line == line else 0
        original = (place.source, place.source_line, place.source_column)
        steps = [encode(now - then) for now, then in zip(original, before, strict=True)]
        rows[place.line].append(encode(place.column - column) + b"".join(steps))
        before, column, line = original, place.column, place.line
    mappings = b";".join(b",".join(row) for row in rows).decode()
    return Map(map_.sources, mapped=True, parts=(Part(mappings),))


def told(given: Pair, script: str, moved: Moved) -> Told:
    """Return what a change of the script does to its frames while the map stays as it is."""
    find = resolver(given.places)
    there = [(place, where) for place in given.places if (where := moved(place)) is not None]
    wrong = sum(_is_moved(place, find(*where)) for place, where in there)
    return Told(script, given.map, wrong / len(there) if there else 0.0)


def resolver(places: Sequence[Segment]) -> Callable[[int, int], Segment | None]:
    """Return a look-up as resolvers do it: the last place at or before, on the same line."""
    keys = [(place.line, place.column) for place in places]

    def find(line: int, column: int) -> Segment | None:
        index = bisect_right(keys, (line, column)) - 1
        return places[index] if index >= 0 and places[index].line == line else None

    return find


def moved_share(places: Sequence[Segment], find: Callable[[int, int], Segment | None]) -> float:
    wrong = sum(_is_moved(place, find(place.line, place.column)) for place in places)
    return wrong / len(places)


def is_on_another_line(place: Segment, found: Segment | None) -> bool:
    if found is None:
        return False
    return (place.source, place.source_line) != (found.source, found.source_line)


def _is_moved(place: Segment, found: Segment | None) -> bool:
    """Whether a frame resolves to another line, or more than a few columns off.

    A frame that resolves to nothing shows what it is: that is no lie.
    """
    if found is None:
        return False
    far = abs(place.source_column - found.source_column) > FAR
    return far or is_on_another_line(place, found)

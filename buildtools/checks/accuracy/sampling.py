"""Sampling: which places of a large map are looked at closely, so that few tell as much as all.

Short stretches evenly over the map, and one in each source that is met on the way; the ends of long
lines, where all is wrong that was moved on them; and every line that screening finds odd.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from buildtools.checks.accuracy import runs
from buildtools.checks.accuracy.places import Places, Spot
from buildtools.checks.accuracy.screening import Screened
from buildtools.sourcemaps.maps.segments import Segment

LOOKED_AT = 300
"""Places in the even stretches, about."""
_STRETCH = 24
"""Places of one of them."""
_OF_SOURCE = 12
"""Places of one in a source that has none of those."""
_STEPS = 8
"""Spots for each even stretch, at which is seen what source the map is in."""
_ODD = 200
"""Odd lines that are looked at, at most, evenly over those there are."""

_Stretch = tuple[Spot, int]


def sample(places: Places, screened: Screened) -> Iterator[list[Segment]]:
    """Return runs of places in file order, each of one line and one source.

    Raises Unfit where the resolver cannot say where they are.
    """
    odd = screened.odd[:: len(screened.odd) // _ODD + 1]
    wanted = sorted((*_even(places), *odd, *screened.ends))
    for stretch in places.stretches(_joined(wanted)):
        yield from runs.runs(stretch)


def many(places: Places) -> Iterator[list[Segment]]:
    """Return runs of about `runs.MOST` places of a map that has more, evenly over it.

    Raises Unfit where the resolver cannot say where they are.
    """
    length = sum(len(text.text) for text in places.texts)
    step = max(length * runs.PART // runs.MOST, 1)
    for part, text in enumerate(places.texts):
        spots = places.spots(part, range(0, len(text.text), step))
        for stretch in places.stretches(_joined([(spot, runs.PART) for spot in spots])):
            yield from runs.runs(stretch)


def _even(places: Places) -> Iterator[_Stretch]:
    """Return stretches evenly over the map, and one in each other source."""
    length = sum(len(text.text) for text in places.texts)
    step = max(length * _STRETCH // (LOOKED_AT * _STEPS), 1)
    offsets = (range(0, len(text.text), step) for text in places.texts)
    spots = list(chain.from_iterable(map(places.spots, range(len(places.texts)), offsets)))
    sources = [place.source for place in places.at(spot.number for spot in spots)]
    met = set(sources[::_STEPS])
    for number, (spot, source) in enumerate(zip(spots, sources, strict=True)):
        if number % _STEPS == 0:
            yield spot, _STRETCH
        elif source not in met:
            met.add(source)
            yield spot, _OF_SOURCE


def _joined(wanted: Sequence[_Stretch]) -> list[_Stretch]:
    """Make one of stretches that overlap."""
    found: list[_Stretch] = []
    for spot, count in wanted:
        last, before = found[-1] if found else (spot, 0)
        begun = spot.number - last.number
        if before > begun and last.part == spot.part:
            found[-1] = last, max(before, begun + count)
        else:
            found.append((spot, count))
    return found

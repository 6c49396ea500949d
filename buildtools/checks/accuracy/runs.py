"""Runs: the places of a map in file order, cut where line or source changes.

Nothing is kept but the run at hand, so that a map of any size takes little memory; of a very large
one every n-th run is given, evenly over it.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice

from buildtools.checks.maps import Map
from buildtools.errors import SourceMapError
from buildtools.sourcemaps.maps.segments import Segment, segments

PART = 48
"""Places of one run, at most."""
MOST = 60_000
"""Places that are looked at in one map, about."""


def places(map_: Map) -> Iterator[Segment]:
    """Read all places, of a flat map or of one section after the other, and the ends of what is
    known, with a source of -1. Mappings that cannot be read end the reading."""
    sources = len(map_.sources)
    for part in map_.parts:
        with suppress(SourceMapError):
            yield from (
                place
                for place in segments(
                    part.mappings,
                    line=part.line,
                    column=part.column,
                    source=part.first,
                    unknown=True,
                )
                if -1 <= place.source < sources
            )


def count(map_: Map) -> int:
    """Return about how many places a map has, without reading them."""
    return sum(part.mappings.count(",") + part.mappings.count(";") for part in map_.parts)


def runs(found: Iterable[Segment], number: int = 0) -> Iterator[list[Segment]]:
    """Cut places into runs of one line and source, `PART` at most.

    `number` is about how many there are; of more than `MOST` some runs are passed over.
    """
    yield from islice(_cut(found), 0, None, max(number // MOST, 1))


def _cut(found: Iterable[Segment]) -> Iterator[list[Segment]]:
    run: list[Segment] = []
    line = source = -1
    for place in found:
        if place.line != line or place.source != source or len(run) == PART:
            if run and source >= 0:
                yield run
            run, line, source = [], place.line, place.source
        run.append(place)
    if run and source >= 0:
        yield run

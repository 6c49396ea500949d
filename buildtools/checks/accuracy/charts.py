"""Charts: weights summed along the script, so that a long right part never hides a short wrong one.

A sum above zero starts anew; one that falls low enough is told, from where it began to where it
was lowest. Source: E. S. Page, Continuous Inspection Schemes, Biometrika 41 (1954).
"""

from collections.abc import Collection, Iterable, Sequence

import msgspec

from buildtools.checks.accuracy.agreement import agreed
from buildtools.checks.accuracy.slips import Slips
from buildtools.checks.accuracy.texts import Sources
from buildtools.checks.accuracy.weighing import Tally, continues, total, weigh
from buildtools.sourcemaps.maps.segments import Segment

_OF_PLACES = -8.0
"""A sum that is told: no right map of those looked at comes near it."""
_OF_LINE = -3.0
"""The same of a line as a whole."""
_OF_SLIPPED = -3.0
"""Weight of a place of a short line that was told by its slips."""
_SHORT = 40
"""Places of a line whose words are asked where they stand."""
_FINE = 1.2
"""Weight per place of a line that is asked no more."""
_OF_AGREED = -2.0
"""Weight of a place that words agree to be wrong."""
_SURE = 3
"""Places that slip from which on a line is surely wrong."""
_BAD = 2
"""Places inside a word or behind the end of a line that such a part must have."""
_OF_CONTENT = -15.0
"""The same of what the tokens say alone, where places fall right."""
_SHARE = -0.35
"""And so much at least for each place that was compared."""
_NEARLY_ALL = 0.8
"""Share of a source's places that a few must be."""
_OF_FEW, _SHARE_OF_FEW = -5.0, -0.6
"""The same of a few places, which must speak the clearer."""


class Region(msgspec.Struct):
    """A part of the script of which the map is wrong."""

    first: Segment
    last: Segment
    tally: Tally = msgspec.field(default_factory=Tally)
    sources: dict[int, Tally] = {}
    """The same by source: bundlers strew places of one source among those of others."""
    slight: bool = False
    """Whether only a place or two tell it, in a map that is exact everywhere else."""

    def count(self, place: Segment, tally: Tally) -> None:
        """Count a place in."""
        self.tally.add(tally)
        self.sources.setdefault(place.source, Tally()).add(tally)

    def of(self, sources: Collection[int]) -> Tally:
        """Return what is said of these sources alone."""
        whole = Tally()
        for source, tally in self.sources.items():
            if source in sources:
                whole.add(tally)
        return whole


class Scale(msgspec.Struct):
    """All evidence of one map."""

    whole: Tally = msgspec.field(default_factory=Tally)
    sources: dict[int, Tally] = {}
    regions: list[Region] = []
    """Where places fall wrong in the script, in file order."""
    foreign: dict[int, Region] = {}
    """By source, where the text is not the one that was mapped although places fall right."""
    lowest: float = 0.0
    """The lowest sum of all charts: so near the map is to a part that is told."""


def scale(
    runs: Iterable[Sequence[Segment]],
    lines: Sequence[str],
    sources: Sources,
    fine: Sequence[int] = (),
) -> Scale:
    """Weigh runs of places, each of one line and one source, against script and sources.

    `fine` says how many places other lines have, none of which falls inside a word.
    """
    found = Scale()
    chart = _Chart(_OF_PLACES)
    charts: dict[int, _Chart] = {}
    line = _Line(lines, sources)
    slips = Slips(
        lines, lambda last, at, text: continues(last, at, text, sources.lines(at.source)), fine
    )
    for run in runs:
        source = run[0].source
        if run[0].line != line.number:
            found.regions += line.told(chart.found)
            line = _Line(lines, sources, run[0].line)
        if source not in charts:
            charts[source], found.sources[source] = _Chart(_OF_FEW), Tally()
        content = charts[source]
        text = sources.lines(source)
        weighed = weigh(run, lines, text, sources.rough(source) if text is None else None)
        together = total(weighed)
        for place, tally in zip(run, weighed, strict=True):
            if not tally.places:
                continue
            weight = tally.generated + tally.content
            if weight < 0 or chart.is_open:
                chart.add(place, tally, weight)
            if tally.content < 0 or content.is_open:
                content.add(place, tally, tally.content)
        found.whole.add(together)
        found.sources[source].add(together)
        line.add(run, together)
        slips.add(run)
    found.regions += line.told(chart.found)
    found.regions += [each for each in chart.found if _is_misplaced(each.tally)]
    found.regions += _slipped(slips, found.regions)
    found.regions.sort(key=lambda each: (each.first.line, each.first.column))
    for source, each in charts.items():
        of_all = _NEARLY_ALL * found.sources[source].compared
        told = [region for region in each.found if _is_foreign(region.tally, of_all)]
        if told:
            found.foreign[source] = min(told, key=lambda region: region.tally.content)
    found.lowest = min(each.lowest for each in (chart, *charts.values()))
    return found


def _slipped(slips: Slips, known: Sequence[Region]) -> list[Region]:
    """Return the parts of lines of which nothing is known to be wrong yet."""
    found = []
    for slip in slips.told():
        first, last = slip.places[0], slip.places[-1]
        if any(each.first.line <= first.line <= each.last.line for each in known):
            continue
        part = Region(first, last, slight=slip.many or slip.number < _SURE)
        for index, place in enumerate(slip.places):
            part.count(place, Tally(1, index < slip.number, generated=_OF_SLIPPED))
        found.append(part)
    return found


def _is_misplaced(tally: Tally) -> bool:
    return tally.generated < 0 and tally.bad >= _BAD


def _is_foreign(tally: Tally, of_all: float) -> bool:
    """Return whether only the source is wrong: the places fall right, and no words agree.

    Few places tell it of a small source as a whole, which has `of_all` of them: compilers write
    some lines of right ones quite differently.
    """
    if tally.generated < 0:
        return False
    many = tally.content <= min(_OF_CONTENT, _SHARE * tally.compared)
    if tally.compared < of_all:
        return many
    return many or tally.content <= min(_OF_FEW, _SHARE_OF_FEW * tally.compared)


class _Line:
    """All places of one line of the script: a short line is wrong as a whole or not at all."""

    def __init__(self, lines: Sequence[str], sources: Sources, number: int = -1) -> None:
        self.number = number
        self._lines, self._sources = lines, sources
        self._region: Region | None = None
        self._places: list[Segment] = []

    def add(self, run: Sequence[Segment], tally: Tally) -> None:
        if self._region is None:
            self._region = Region(run[0], run[-1])
        self._region.last = run[-1]
        self._region.count(run[0], tally)
        if len(self._places) < _SHORT:
            self._places += run[: _SHORT - len(self._places)]

    def told(self, known: Sequence[Region]) -> list[Region]:
        """Return the line, or what of it is wrong, unless that is part of what is known to be."""
        region = self._region
        if region is None:
            return []
        last = known[-1] if known else None
        if last is not None and last.first.line <= self.number <= last.last.line:
            return []
        if region.tally.weight <= _OF_LINE and _is_misplaced(region.tally):
            return [region]
        first = self._agreed(region.tally)
        if first is None:
            return []
        behind = [place for place in self._places if place.column >= first.column]
        part = Region(first, behind[-1])
        for place in behind:
            part.count(place, Tally(1, 1, generated=_OF_AGREED))
        return [part]

    def _agreed(self, tally: Tally) -> Segment | None:
        """Ask the words of a short line on which not all stand where the map says."""
        doubtful = tally.weight < _FINE * tally.places and len(self._places) < _SHORT
        return agreed(self._places, self._lines, self._sources) if doubtful else None


class _Chart:
    """A sum that starts anew above zero, and the regions over which it fell low enough."""

    def __init__(self, enough: float) -> None:
        self._enough = enough
        self._sum = self._lowest = self.lowest = 0.0
        self._open: Region | None = None
        self.is_open = False
        """Whether the sum is below zero; else only a weight below zero has to be added."""
        self._rest: list[tuple[Segment, Tally]] = []
        self.found: list[Region] = []

    def add(self, place: Segment, tally: Tally, weight: float) -> None:
        """Count a place in."""
        self._sum += weight
        self.is_open = self._sum < 0
        if not self.is_open:
            self._sum, self._open = 0.0, None
            return
        if self._open is None:
            self._open, self._lowest, self._rest = Region(place, place), 0.0, []
        self._rest.append((place, tally))
        self.lowest = min(self.lowest, self._sum)
        if self._sum < self._lowest:
            self._lowest = self._sum
            self._open.last = place
            for each in self._rest:
                self._open.count(*each)
            self._rest = []
            if self._sum <= self._enough and (not self.found or self.found[-1] is not self._open):
                self.found.append(self._open)

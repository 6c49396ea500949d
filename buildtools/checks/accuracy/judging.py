"""Judging: is a map the map of its script, where not, and would moving it correct that.

Everything is put together here: places are weighed, wrong parts are searched for a shift, and the
map is judged anew as it would be after it. What is too little to tell by is not judged, and that is
said too.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, zip_longest

import msgspec

from buildtools.checks.accuracy import runs, shifts
from buildtools.checks.accuracy import texts as texts_
from buildtools.checks.accuracy.charts import Region, Scale, scale
from buildtools.checks.accuracy.coverage import Coverage, cover
from buildtools.checks.accuracy.glancing import Glance, glances
from buildtools.checks.accuracy.places import Index, Unfit
from buildtools.checks.accuracy.sampling import many
from buildtools.checks.accuracy.texts import Read, Sources, ways
from buildtools.checks.accuracy.verdict import Put, Verdict
from buildtools.checks.accuracy.weighing import Tally
from buildtools.checks.maps import Map
from buildtools.sourcemaps.maps.segments import Segment
from buildtools.values import Shift

_COMMENTS = re.compile(r"/\*[\s\S]*?(?:\*/|\Z)|//[^\n]*")
_SHIFTS = 20
"""Lines that may each have a shift of their own."""
_WORTH = 0.01
"""Share of wrong places from which on a shift is looked for."""
_STARTS = 3
"""Wrong parts of a line, the worst, at which a shift may begin."""
_DOUBTFUL = 0.45
"""Weight per place below which a line is searched for a shift although no part of it is told."""
_LEFT = 0.05
"""Share of the wrong places that may stay wrong after a shift that corrects."""
_ALIKE = 3.0
"""Weight by which a shift of a whole line may be behind that of a part of it."""
_FEW = 4_000
"""Places of a map that are kept, to be read once."""
_SHORT = 10_000
"""Characters of a script that may be nothing but comments."""
_LEAST = 4
"""Places such a line must have."""


def judge(
    script: bytes,
    map_: Map,
    texts: Mapping[int, str] | None = None,
    index: Index | None = None,
) -> Verdict:
    """Hold a script against its map. `texts` are those of sources that have none in the map, by
    index; sources without any text say nothing of their own side.

    With an `index` of the map's entries a large map that is clearly right is not read as a whole.
    """
    blocks = [*texts_.blocks(script)]
    del script  # whoever calls may have let go of it: a script may be hundreds of megabytes
    text = "".join(blocks)
    del blocks
    if len(text) < _SHORT and not has_code(text):
        return Verdict(0, 0.0, 0.0, 0, has_code=False)
    read = [Read(way(text), Sources(map_, texts or {}, way)) for way in ways(text)]
    del text
    seen = glances(map_, index, read)
    clear = max(seen, key=lambda each: each.weight).verdict() if seen else None
    if clear is not None:
        return clear
    try:
        readings = [_Reading(map_, *each) for each in zip_longest(read, seen)]
    except Unfit:
        readings = [_Reading(map_, each) for each in read]
    return max(readings, key=lambda each: each.scale.whole.weight).verdict()


def has_code(text: str) -> bool:
    """Return whether a script holds anything but comments and white space."""
    return _COMMENTS.sub("", text).strip() != ""


class _Reading:
    """One way to read a script's lines, and all that is found so."""

    def __init__(self, map_: Map, read: Read, glance: Glance | None = None) -> None:
        """What a `glance` has seen of a large map need not be read again."""
        self.lines, self.sources = read
        self._map, self._glance = map_, glance
        self._number = runs.count(map_)
        self._few = [*runs.places(map_)] if self._number <= _FEW else None
        self.scale = self.scaled(None)

    def _places(self) -> Iterable[Segment]:
        """Return all places; those of a large map are read anew each time."""
        return runs.places(self._map) if self._few is None else self._few

    def _runs(self) -> Iterable[list[Segment]]:
        """Return runs of the places that are looked at: all, or some of very many."""
        if self._glance is not None and self._number > runs.MOST:
            return many(self._glance.places)
        return runs.runs(self._places(), self._number)

    def listed(self) -> list[Segment]:
        """Return the places that are looked at, in file order."""
        return [place for run in self._runs() for place in run]

    def scaled(self, places: Sequence[Segment] | None) -> Scale:
        """Weigh these places; without any, those of the map."""
        return scale(runs.runs(places) if places else self._runs(), self.lines, self.sources)

    def _coverage(self) -> Coverage:
        if self._glance is not None:
            return self._glance.coverage
        return cover(self._places(), self.lines, self.sources)

    def verdict(self) -> Verdict:
        """Judge what was weighed, and look for shifts where it is wrong or weak."""
        search = _Search(self) if self._is_doubtful() else None
        regions = search.told if search else self.scale.regions
        whole = self.scale.whole
        coverage = self._coverage()
        return Verdict(
            whole.places,
            whole.weight,
            whole.content,
            coverage.columns,
            regions=tuple(regions),
            foreign=dict(search.foreign if search else self.scale.foreign),
            puts=search.puts if search else (),
            rest=tuple(search.rest) if search else (),
            coverage=coverage,
            wrong_places=search.wrong if search else sum(each.tally.places for each in regions),
            compared={index: tally.compared for index, tally in self.scale.sources.items()},
        )

    def _is_doubtful(self) -> bool:
        whole = self.scale.whole
        weak = whole.places >= _LEAST and whole.weight < _DOUBTFUL * whole.places
        wrong = (*self.scale.regions, *self.scale.foreign.values())
        return weak or sum(each.tally.places for each in wrong) > _WORTH * whole.places


class _Search:
    """What moves correct a map that is wrong or weak, tried one after the other."""

    def __init__(self, reading: _Reading) -> None:
        self._lines, self._sources = reading.lines, reading.sources
        self._scaled = reading.scaled
        self._places = reading.listed()
        self._found = reading.scale
        self.told: list[Region] = list(reading.scale.regions)
        self.foreign = reading.scale.foreign
        self._misplaced: set[int] = set()
        found: list[Put] = []
        if shift := self._down():
            found.append(self._moved(shift, self._places))
        for line in self._doubtful()[:_SHIFTS]:
            of_line = [place for place in self._places if place.line == line]
            if shift := self._along(of_line):
                found.append(self._moved(shift, of_line))
            elif shift := self._near(of_line):
                put = self._moved(shift, of_line)
                found.append(msgspec.structs.replace(put, is_sure=False))
        self.rest = self._found.regions if found else []
        wrong = sum(region.tally.places for region in self.told)
        left = sum(region.tally.places for region in self.rest)
        self.puts = tuple(found) if left <= _LEFT * wrong else ()
        self.wrong = len(self._misplaced) if self.puts else wrong
        if self.puts:
            self.foreign = self._found.foreign

    def _moved(self, shift: Shift, of: Sequence[Segment]) -> Put:
        """Move all places, and tell of those that a shift alone has betrayed."""
        first, last = of[0], of[-1]
        if not any(
            each.first.line <= last.line and each.last.line >= first.line for each in self.told
        ):
            behind = [place for place in of if place.column >= shift.column or shift.lines]
            self.told.append(Region(behind[0], behind[-1], Tally(len(behind))))
        now = list(shifts.moved(self._places, shift))
        pairs = zip(self._places, now, range(len(now)), strict=True)
        self._misplaced |= {index for before, after, index in pairs if before != after}
        self._places = now
        self._found = self._scaled(now)
        return Put(shift, self._text(shift))

    def _down(self) -> Shift | None:
        """Look for lines put on top of all that is wrong."""
        regions = self._found.regions
        first = regions[0].first.line if regions else 0
        wrong = [place for place in self._places if place.line >= first]
        if not wrong:
            return None
        shift = shifts.down(wrong, self._lines, self._sources)
        # What stands before all places was put at the very top.
        top = shift is not None and len(wrong) == len(self._places)
        return msgspec.structs.replace(shift, line=0) if shift and top else shift

    def _along(self, places: Sequence[Segment]) -> Shift | None:
        """Look for columns put before a line, or into it where it goes wrong."""
        line = places[0].line
        regions = [each for each in self._found.regions if each.first.line == line]
        worst = sorted(regions, key=lambda each: each.tally.weight)[:_STARTS]
        starts = {each.first.column for each in (*regions[:1], *worst)}
        found: list[tuple[float, Shift]] = []
        for start in sorted({0, *starts}):
            behind = [place for place in places if place.column >= start]
            shift = shifts.along(behind, self._lines, self._sources)
            if shift is not None:
                shift = msgspec.structs.replace(shift, column=start)
                shift = shifts.begun(places, shift, self._lines, self._sources)
                weight = shifts.weight(places, self._lines, self._sources, shift)
                found.append((weight, shift))
        most = max((weight for weight, _ in found), default=0.0)
        told = (shift for weight, shift in found if weight >= most - _ALIKE)
        return next(told, None) or shifts.before(places, self._lines, self._sources)

    def _near(self, places: Sequence[Segment]) -> Shift | None:
        """Look for a few columns, where no text tells more."""
        line = places[0].line
        starts = [each.first.column for each in self._found.regions if each.first.line == line]
        behind = [place for place in places if starts and place.column >= starts[0]]
        return shifts.near(behind, self._lines, self._sources) if behind else None

    def _doubtful(self) -> list[int]:
        """Name the lines with wrong parts; where there are none, those that are weak."""
        wrong = [*self._found.regions, *self._found.foreign.values()]
        if wrong:
            return list(dict.fromkeys(each.first.line for each in wrong))
        weak: list[int] = []
        for line, group in groupby(self._places, lambda place: place.line):
            of_line = list(group)
            weight = shifts.weight(of_line, self._lines, self._sources)
            if len(of_line) >= _LEAST and weight < _DOUBTFUL * len(of_line):
                weak.append(line)
        return weak

    def _text(self, shift: Shift) -> str:
        """Return what stands where the map does not count it."""
        if shift.lines:
            return "\n".join(self._lines[shift.line : shift.line + max(shift.lines, 0)])
        return self._lines[shift.line][shift.column : shift.column + max(shift.columns, 0)]

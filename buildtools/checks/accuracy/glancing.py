"""A glance at a large map: is it clearly right, by so much of it as takes little time?

All lines are screened, all long ways between places are asked for losses, and of the rest a sample
is weighed. Only a map of which nothing is odd then is settled; any doubt has all of it read.
"""

from collections.abc import Sequence
from functools import cached_property

from buildtools.checks.accuracy.charts import Scale, scale
from buildtools.checks.accuracy.coverage import PER_PLACE, Coverage
from buildtools.checks.accuracy.far_gaps import losses
from buildtools.checks.accuracy.places import Index, Places, Unfit
from buildtools.checks.accuracy.sampling import sample
from buildtools.checks.accuracy.screening import screen
from buildtools.checks.accuracy.texts import Read
from buildtools.checks.accuracy.verdict import Verdict
from buildtools.checks.maps import Map

SMALL = 2_000
"""Places of a map that is read as a whole."""
_CLEAR = 0.55
"""Weight per place from which on a map is right; of right ones all but a few have more."""
_DOUBT = -4.0
"""A sum of a chart from which on all places are weighed."""


class Glance:
    """What was seen of a large map in one way of counting lines."""

    def __init__(self, places: Places, read: Read) -> None:
        """Raises Unfit where the resolver has other entries than the text of the map, or the map
        may be coarse: then all of it has to be read."""
        self.places, self.read = places, read
        self._columns = sum(map(len, read.lines))
        if places.number * PER_PLACE <= self._columns:
            raise Unfit
        self._screened = screen(places, read.lines)
        if self._screened.rows == places.number:
            raise Unfit
        self._weighed = scale(sample(places, self._screened), *read, self._screened.fine)

    @cached_property
    def coverage(self) -> Coverage:
        """How much of the script the map speaks of, and what it has lost."""
        lost = losses(self.places, self._screened.tails, *self.read)
        rows = self._screened.rows
        return Coverage(self.places.number, self._columns, losses=lost, lines=rows)

    @property
    def weight(self) -> float:
        """All evidence of the sample."""
        return self._weighed.whole.weight

    def verdict(self) -> Verdict | None:
        """Judge a map that is clearly right; None of every other one."""
        if not _is_clear(self._weighed):
            return None
        whole = self._weighed.whole
        found = Verdict(
            whole.places,
            whole.weight,
            whole.content,
            self._columns,
            coverage=self.coverage,
            compared={index: tally.compared for index, tally in self._weighed.sources.items()},
        )
        return found if found.is_judged else None


def glances(map_: Map, index: Index | None, read: Sequence[Read]) -> list[Glance]:
    """Take a glance at a large map in each way of counting lines; none of what is small, or cannot
    be read so."""
    if index is None or len(index) <= SMALL:
        return []
    try:
        places = Places(map_, index)
        return [Glance(places, each) for each in read]
    except Unfit:
        return []


def _is_clear(weighed: Scale) -> bool:
    """Return whether nothing speaks against the map, and enough for it."""
    told = weighed.regions or weighed.foreign or weighed.lowest <= _DOUBT
    return not told and weighed.whole.weight >= _CLEAR * weighed.whole.places

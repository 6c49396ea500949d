"""A glance at a large map: is it clearly right, by so much of it as takes little time?

All lines are screened, all long ways between places are asked for losses, and of the rest a sample
is weighed. Only a map of which nothing is odd then is settled; any doubt has all of it read.
"""

from collections.abc import Sequence

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


def glance(map_: Map, index: Index, read: Sequence[Read]) -> Verdict | None:
    """Judge a large map that is clearly right; None of every other one.

    `read` are the ways to count lines, of which the best counts.
    """
    if len(index) <= SMALL:
        return None
    try:
        places = Places(map_, index)
        seen = [_seen(places, each) for each in read]
    except Unfit:
        return None
    best = max(filter(None, seen), key=lambda each: each.weight, default=None)
    return best if best and best.is_judged else None


def _seen(places: Places, read: Read) -> Verdict | None:
    """Look at the map in one way of counting lines."""
    columns = sum(map(len, read.lines))
    if places.number * PER_PLACE <= columns:
        return None  # it may say nothing of columns
    screened = screen(places, read.lines)
    if screened.rows == places.number:
        return None
    weighed = scale(sample(places, screened), *read, screened.fine)
    if not _is_clear(weighed):
        return None
    lost = losses(places, screened.tails, *read)
    whole = weighed.whole
    return Verdict(
        whole.places,
        whole.weight,
        whole.content,
        columns,
        coverage=Coverage(places.number, columns, losses=lost, lines=screened.rows),
        compared={source: tally.compared for source, tally in weighed.sources.items()},
    )


def _is_clear(weighed: Scale) -> bool:
    """Return whether nothing speaks against the map, and enough for it."""
    told = weighed.regions or weighed.foreign or weighed.lowest <= _DOUBT
    return not told and weighed.whole.weight >= _CLEAR * weighed.whole.places

"""Verdict: what is known of one map, before anything is moved."""

from collections.abc import Mapping

import msgspec

from buildtools.checks.accuracy.charts import Region
from buildtools.checks.accuracy.coverage import Coverage
from buildtools.values import Shift

_SAYS = 3.0
"""Weight of words from which on the sources are known to be the ones that were mapped."""
_ALONE = 12
"""Places from which on where they fall tells enough, of sources whose words are not known."""
_JUDGED = 2.0
"""Weight from which on the whole of a map is known to be right."""
_EVERY = 0.8
"""Share of places in wrong parts from which on every frame is wrong."""


class Put(msgspec.Struct, frozen=True):
    """A shift that corrects a map, and the beginning of the text that was put there."""

    shift: Shift
    text: str
    is_sure: bool = True
    """Whether it may be moved by: one that no words speak for may be a column off."""


class Verdict(msgspec.Struct, frozen=True):
    """What is known of one map, before anything is moved."""

    places: int
    """How many places were looked at that say anything."""
    weight: float
    """The evidence in all; below zero it speaks against the map."""
    content: float
    """Of it, what words of script and sources say."""
    columns: int
    """Columns of script that the map speaks of."""
    regions: tuple[Region, ...] = ()
    """Parts whose places fall wrong in the script."""
    foreign: Mapping[int, Region] = {}
    """By source: parts whose text is not the one that was mapped."""
    puts: tuple[Put, ...] = ()
    """What moving the map takes to make all of it right; empty where that does not correct it."""
    rest: tuple[Region, ...] = ()
    """Parts that stay wrong after that."""
    coverage: Coverage = msgspec.field(default_factory=Coverage)
    wrong_places: int = 0
    has_code: bool = True
    """Whether the script holds anything but comments: of no code nothing can be said wrongly."""
    compared: Mapping[int, int] = {}
    """By source, how many places of it were compared."""

    @property
    def is_judged(self) -> bool:
        """Whether there was enough to tell by."""
        if self.regions or self.foreign:
            return True
        compared = any(self.compared.values())
        enough = self.content >= _SAYS if compared else self.places >= _ALONE
        return self.weight >= _JUDGED and enough

    @property
    def is_clear(self) -> bool:
        """Whether there is nothing to tell of the map, whosesoever its sources are."""
        told = self.regions or self.foreign or self.coverage.losses
        coarse = self.coverage.is_coarse or self.coverage.is_by_lines
        return self.has_code and self.is_judged and not told and not coarse

    @property
    def is_alien(self) -> bool:
        """Whether every frame would be wrong."""
        return bool(self.regions) and self.wrong_places >= _EVERY * self.places

"""What becomes of each plant on its way: through the app's hooks, and through a server's rules."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from buildtools.inspections.review.privacy.corpus import Harmless, Plant, harmless, plants
from buildtools.inspections.review.privacy.engine import Engine, struck_by, text_of
from buildtools.inspections.review.privacy.scrubbing import Rules

Event = dict[str, Any]


class Fate(msgspec.Struct, frozen=True):
    """What became of one plant."""

    plant: Plant
    struck: bool
    """Nothing of its canary is stored."""
    by: tuple[str, ...] = ()
    """The rules that struck in its event; `hook` where it was gone before."""
    over: bool = False
    """Harmless words of the same text went with it."""
    dropped: bool = False
    """A hook drops the whole event."""


class Course(msgspec.Struct, frozen=True):
    """One way through hooks and rules, for the whole corpus."""

    fates: tuple[Fate, ...]
    false: tuple[Harmless, ...] = ()
    """Harmless values that were struck."""
    harmless: int = 0
    """How many there are."""

    @property
    def struck(self) -> int:
        return sum(each.struck for each in self.fates)

    @property
    def recall(self) -> float:
        """Return the share of all plants that is struck."""
        return self.struck / len(self.fates)

    @property
    def shapes(self) -> float:
        """Return the share that is struck of the plants that have a shape."""
        shaped = [each.struck for each in self.fates if each.plant.has_shape]
        return sum(shaped) / len(shaped)

    @property
    def false_share(self) -> float:
        """Return the share of harmless values that is struck."""
        return len(self.false) / self.harmless


class Corpus:
    """The corpus as the engine stores it when nothing is struck, without what it cuts itself."""

    def __init__(self, engine: Engine, planted: Iterable[Plant] | None = None) -> None:
        self._engine = engine
        chosen = plants() if planted is None else planted
        every = [(plant, engine.normalise(plant.event)) for plant in chosen]
        self.planted = tuple(pair for pair in every if pair[0].canary in text_of(pair[1]))
        self.cut = len(every) - len(self.planted)
        """Plants that the normaliser removes, whatever the settings."""
        self.harmless = tuple((each, engine.normalise(each.event)) for each in harmless())

    def events(self) -> dict[str, Event]:
        """Return all events as hooks are given them, by a name of each."""
        numbered = {f"plant {at}": plant.event for at, (plant, _) in enumerate(self.planted)}
        return numbered | {f"harmless {at}": one.event for at, (one, _) in enumerate(self.harmless)}

    def through(
        self, rule_sets: Iterable[Rules], hooked: Mapping[str, Event | None] | None = None
    ) -> Course:
        """Send all through rules, after hooks where `hooked` has what those have left of events."""
        sets = tuple(rule_sets)
        fates = tuple(
            self._fate(plant, *self._left(f"plant {at}", normal, hooked), sets)
            for at, (plant, normal) in enumerate(self.planted)
        )
        false = tuple(
            one
            for at, (one, normal) in enumerate(self.harmless)
            if self._is_struck(one, self._left(f"harmless {at}", normal, hooked)[0], sets)
        )
        return Course(fates, false, len(self.harmless))

    def _left(
        self, name: str, normal: Event, hooked: Mapping[str, Event | None] | None
    ) -> tuple[Event | None, bool]:
        """Return what is left of an event after hooks, and whether there were any."""
        if hooked is None or name not in hooked:
            return normal, False
        left = hooked[name]
        return (None if left is None else self._engine.normalise(left)), True

    def _fate(
        self, plant: Plant, event: Event | None, was_hooked: bool, sets: tuple[Rules, ...]
    ) -> Fate:
        if event is None:
            return Fate(plant, struck=True, by=("hook",), dropped=True)
        gone = was_hooked and plant.canary not in text_of(event)
        stored = self._engine.strike(event, *sets)
        text = text_of(stored)
        struck = plant.canary not in text
        over = struck and bool(plant.place.beside) and plant.place.beside not in text
        return Fate(plant, struck, ("hook",) if gone else struck_by(stored), over)

    def _is_struck(self, one: Harmless, event: Event | None, sets: tuple[Rules, ...]) -> bool:
        return event is None or not one.is_kept(self._engine.strike(event, *sets))

"""How a fault is planted: what it is planted in, and what is changed there."""

from collections.abc import Callable
from typing import Final, NamedTuple

from bench.planted.stage import Stage

Act = Callable[[Stage], object]


class Plant(NamedTuple):
    """The fault of one row."""

    prepare: Act
    """Makes what passes; it is shared by rows, so that one run without a fault serves them all."""
    act: Act
    """Plants the fault in that."""


PLANTS: Final[dict[str, Plant]] = {}
"""By the names of the rows."""


def plant(name: str, prepare: Act) -> Callable[[Act], Act]:
    """Note how the fault of a row is planted; raises ValueError when it is noted already."""

    def noted(act: Act) -> Act:
        if name in PLANTS:
            raise ValueError(f"{name} is planted twice")
        PLANTS[name] = Plant(prepare, act)
        return act

    return noted


def built(stage: Stage) -> None:
    """Take the site as its build left it."""
    stage.start_from("built")


def released(stage: Stage) -> None:
    """Take the site as it is deployed: injected, proven, its maps taken out."""
    stage.start_from("released")

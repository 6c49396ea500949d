"""What a case is: rounds without end, in each of which everyone has a turn on the same files."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple, Protocol

from bench.checkout import Checkout
from bench.measure import Measured

OURS_SMALL, OURS_STEPS, BEFORE_STEPS = "ours, small", "ours, 7 processes", "before, 7 processes"
SENTRY_CLI, ONLY_WRITING, EMPTY = "sentry-cli", "only writing", "an empty task"

SIZES = ("small", "medium", "large")

Turns = dict[str, Measured]
"""One turn of each contestant, by name."""

Round = dict[str, Turns]
"""One round, by the row that it belongs to: the release of a corpus, or one step of it."""


class Stand(Protocol):
    """A project beside a server of its own, which is another process."""

    url: str
    org: str
    project: str

    def run(self, command: tuple[str, ...], by: Checkout | None = None) -> Measured:
        """Measure a command in the project, and what the server takes meanwhile."""

    def tried(self, by: Checkout) -> dict[str, int]:
        """Ask what the release says it has tried and noticed, by kind."""


class Shop(Protocol):
    """Where projects come from: copies of the corpora."""

    ours: Checkout
    before: Checkout | None
    """An earlier checkout that is measured beside ours, if one is."""

    def fresh(self, name: str, by: Checkout | None = None) -> Path:
        """Return a copy that is as `invoke build` of a checkout has left it."""

    def stand(self, name: str) -> AbstractContextManager[Stand]:
        """Return a copy that nothing was done with, beside a server that knows nothing."""

    def run(
        self, command: tuple[str, ...], root: Path, by: Checkout | None = None, **variables: str
    ) -> Measured:
        """Measure a command in a project."""

    def done(self, root: Path) -> None:
        """Give back the room of a copy that nobody looks at any more."""

    def nothing(self) -> Measured:
        """Measure Invoke with a task that does nothing."""


class Case(NamedTuple):
    """Something to measure, and on which corpus."""

    name: str
    rounds: Callable[[Shop], Iterator[Round]]
    corpus: str = ""
    warming: bool = True
    """Whether a round goes before that is not counted."""
    times: float = 1
    """Rounds for each that is asked for: short commands take more of them, slow links fewer."""
    asked: bool = False
    """Whether it is measured only where a word names it."""

    def counted(self, rounds: int) -> int:
        """Return how many rounds are counted where so many are asked for."""
        return max(round(rounds * self.times), 1)

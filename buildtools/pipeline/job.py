"""A job: what one step may ask for, and the note of what it did ask for.

A step gets results of earlier ones only through it, so that lineage cannot be forgotten.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from buildtools.config import Loaded
from buildtools.errors import OutOfOrder
from buildtools.files.journal import Journal
from buildtools.findings import Finding
from buildtools.ledger import STEP_OF, Ledger
from buildtools.results import (
    CommitsSet,
    Result,
    Skipped,
    Uploaded,
)
from buildtools.settings import Server, Settings

if TYPE_CHECKING:
    from buildtools.api.client import Client

ResultType = TypeVar("ResultType", bound=Result)


class InBrowser(NamedTuple):
    """That a command line asks for a look in a browser, too, and how."""

    path: str | None = None
    """Of a browser; without one the usual is looked for."""
    pages: tuple[str, ...] = ("/",)
    """Paths of the pages to open, below the site's URL."""
    event: bool = False
    """Whether the page's SDK is to send a test event."""
    anywhere: bool = False
    """Whether it may do so at a site that is not this machine."""


class Asked(NamedTuple):
    """What a command line asks of a look at the live site, besides the settings."""

    wait_seconds: float | None = None
    """Longest wait for the site to show the release; None for that of the settings."""
    browser: InBrowser | None = None
    """None where no browser is asked for."""


NOTHING_ASKED = Asked()


@dataclass
class Job:
    """What one step may ask for; what it did ask for is noted in `made_from`."""

    step: str
    ledger: Ledger
    loaded: Loaded
    checkout: Path
    connect: Callable[[], "Client"]
    journal: Journal = field(default_factory=Journal)
    """What the step changes in built files, until the ledger tells of it."""
    made_from: dict[str, int] = field(default_factory=dict)
    asked: Asked = NOTHING_ASKED
    """What the command line says to this step besides its settings."""
    noticed: Callable[[], Sequence[Finding]] = tuple
    """What is so beside the step once it is done; a rehearsal sees what a build writes."""

    @property
    def settings(self) -> Settings:
        return self.loaded.settings

    @property
    def root(self) -> Path:
        return self.loaded.root

    @property
    def client(self) -> "Client":
        return self.connect()

    @property
    def release(self) -> str:
        return self.ledger.release

    def need(self, kind: type[ResultType]) -> ResultType:
        """Return the current result of this kind; the step's entry is then made from it.

        Raises OutOfOrder, OutOfDate, or OutOfOrder when the step that makes it was skipped.
        """
        found = self.after(kind)
        if isinstance(found, Skipped):
            raise OutOfOrder(self.step, STEP_OF[kind], self.ledger.environment, how="was skipped")
        return found

    def after(self, kind: type[ResultType]) -> ResultType | Skipped:
        """Like `need`, and a skipped step is good enough."""
        step = STEP_OF[kind]
        found = self.ledger.need(self.step, step, kind)
        self.made_from[step] = self.ledger.entries[step].turn
        return found

    def since(self, kind: type[ResultType]) -> ResultType | None:
        """Return what an optional step left, if it stands: the entry is then made from it."""
        step = STEP_OF[kind]
        entry = self.ledger.entries.get(step)
        if entry is None or not isinstance(entry.outcome, kind) or not self.ledger.fresh(step):
            return None
        self.made_from[step] = entry.turn
        return entry.outcome

    @property
    def is_rehearsed(self) -> bool:
        """Whether this is a copy of the project: nothing outside may come of it."""
        return self.checkout != self.root

    def uploaded(self) -> Uploaded | Skipped:
        """Return what `upload` left; that it was left out is good enough where sentry.yml says so.

        Raises OutOfOrder where it does not: a ledger may come from elsewhere, or be an old one.
        """
        server = self.settings.server
        allowed = isinstance(server, Server) and "upload" in server.without
        return self.after(Uploaded) if allowed else self.need(Uploaded)

    @property
    def told_commits(self) -> CommitsSet | None:
        """The commits that this release was told of, if it was; nothing hangs on it."""
        entry = self.ledger.entries.get(STEP_OF[CommitsSet])
        return entry.outcome if entry and isinstance(entry.outcome, CommitsSet) else None

    def earlier(self, kind: type[ResultType]) -> ResultType | None:
        """Return what this step itself left the last time, fresh or not."""
        entry = self.ledger.entries.get(self.step)
        return entry.outcome if entry and isinstance(entry.outcome, kind) else None

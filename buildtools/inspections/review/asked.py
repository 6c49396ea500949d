"""What a review is asked to look at, and what it has for that."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from buildtools.review.unseen import Unseen

if TYPE_CHECKING:
    from collections.abc import Callable

    from buildtools.api.client import Client
    from buildtools.config import Loaded
    from buildtools.ledger import Ledger


class Asked(msgspec.Struct, frozen=True):
    """What the command line asks for."""

    only: frozenset[str] = frozenset()
    """Topics; all when empty."""
    offline: bool = False
    """Neither server nor site is asked."""
    browser: bool = False
    """A page is opened in a real browser."""
    browser_path: str | None = None
    without_sentry: bool = False
    """The app is built once more without Sentry."""
    cost: bool = False
    """The cost of pages, server and build is measured."""
    against: str | None = None
    """The release whose review figures are compared with."""

    def wants(self, *topics: str) -> bool:
        """Whether any of these topics is asked for."""
        return not self.only or not self.only.isdisjoint(topics)


class Scope(msgspec.Struct, frozen=True):
    """One app in one environment, and the means to look at it."""

    loaded: "Loaded"
    ledger: "Ledger | None"
    client: "Callable[[], Client]"
    """Makes the client when it is first needed; raises BuildtoolsError when there is none."""
    asked: Asked

    @property
    def root(self) -> Path:
        """The folder of sentry.yml."""
        return self.loaded.root

    @property
    def app(self) -> Path:
        """The app's own folder."""
        return self.root / self.loaded.settings.build.directory

    @property
    def variables(self) -> dict[str, str]:
        """The variables that a build of the app is given, and the app when it is started here."""
        from buildtools.checks import build_command

        loaded, ledger = self.loaded, self.ledger
        release, dist = (ledger.release, ledger.dist) if ledger else ("", loaded.settings.dist)
        extra = loaded.settings.build.environment
        return build_command.variables(
            loaded.variables, extra, release, dist, loaded.known_secrets, loaded.deploy_environment
        )

    def passed_over(self, *topics: str) -> Unseen | None:
        """Return why nothing of these topics is looked at; None where it is."""
        if self.asked.wants(*topics):
            return None
        return Unseen(f"--only={','.join(sorted(self.asked.only))} leaves it out", asked=False)

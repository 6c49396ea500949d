"""What is known of stored bundles, of deploys, and of the releases that are worked on here."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import datetime

import msgspec

from buildtools.values import DebugId


class Stored(msgspec.Struct, frozen=True):
    """A bundle in a server's listing."""

    id: str
    releases: tuple[str, ...]
    """Those that it was uploaded for, by version."""
    is_of_all: bool
    """Whether it was uploaded without a release too: its debug IDs then count anywhere."""
    added: datetime | None
    """None where the server tells no time that can be read."""
    modified: datetime | None


class Deploy(msgspec.Struct, frozen=True):
    """The last deploy of a release to one environment."""

    environment: str
    when: datetime | None
    """None where the server tells no time that can be read."""


class Deploys:
    """The last deploys of each release that a server lists, and who came after whom.

    Of a release that several projects share nobody tells for which of them a deploy was: its own
    bundles stay by it, and it takes no other one's place.
    """

    def __init__(
        self, told: Mapping[str, tuple[Deploy, ...]], shared: frozenset[str] = frozenset()
    ) -> None:
        self.told = dict(told)
        self.shared = shared
        self._times = self._sorted()

    def learn(self, release: str, deploys: tuple[Deploy, ...]) -> None:
        """Take what a release itself tells in the place of what a list told."""
        if self.told.get(release) != deploys:
            self.told[release] = deploys
            self._times = self._sorted()

    def later(self, deploy: Deploy) -> int:
        """Count the releases that surely came to its environment after it; 0 without a time."""
        times = self._times.get(deploy.environment, [])
        return len(times) - bisect_right(times, deploy.when) if deploy.when else 0

    def _sorted(self) -> dict[str, list[datetime]]:
        times: dict[str, list[datetime]] = {}
        for release, every in self.told.items():
            for deploy in every if release not in self.shared else ():
                if deploy.when:
                    times.setdefault(deploy.environment, []).append(deploy.when)
        return {name: sorted(each) for name, each in times.items()}


class Here(msgspec.Struct, frozen=True):
    """What the ledgers of this project know."""

    bundles: frozenset[str] = frozenset()
    """IDs of bundles that were uploaded from here."""
    releases: Mapping[str, str] = {}
    """Version -> why its bundles stay, whatever the server says of deploys."""
    debug_ids: Mapping[DebugId, str] = {}
    """Debug ID of one of those releases -> its version."""


class Rules(msgspec.Struct, frozen=True):
    """How much is kept."""

    newest: int
    """Releases of each environment that were deployed last."""
    deployed_days: int
    age_days: int
    others: bool
    """Whether bundles may go that nobody here knows to have uploaded."""
    environment: str | None
    """The one whose releases may lose bundles; None for all."""

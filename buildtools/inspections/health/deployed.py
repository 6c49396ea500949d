"""When a release was deployed to an environment, and which release was there before it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from buildtools.api.endpoints.last_release import deploys_to
from buildtools.api.models.answers import DeployRecord, Release
from buildtools.texts.timestamps import parsed

FIRST = "it is the first release there, among the newest hundred"


class Releases(Protocol):
    """What is asked of a client."""

    def deploys(self, version: str) -> tuple[DeployRecord, ...]: ...
    def recent_releases(self) -> tuple[Release, ...]: ...


class Deployed(NamedTuple):
    """A release, and when it came to an environment."""

    release: str
    when: datetime
    told: str
    """The same as the server tells it."""


def of_release(client: Releases, version: str, environment: str) -> Deployed | None:
    """Return its latest deploy to an environment that has a time; None where there is none."""
    here = [each for each in client.deploys(version) if each.environment == environment]
    return max(_known(version, here), key=lambda each: each.when, default=None)


def before(
    client: Releases, ours: Deployed, environment: str, projects: Sequence[str]
) -> Deployed | None:
    """Return the release that was deployed last before another one.

    Of the newest hundred releases; None where none of them was there.
    """
    wanted = {*projects}
    others = [
        release
        for release in client.recent_releases()
        if release.version != ours.release and wanted & {one.slug for one in release.projects}
    ]
    told = deploys_to(others, environment, client.deploys)
    known = [one for version, deploy in told.items() for one in _known(version, [deploy])]
    earlier = [each for each in known if each.when < ours.when]
    return max(earlier, key=lambda each: each.when, default=None)


def _known(version: str, deploys: Sequence[DeployRecord]) -> list[Deployed]:
    read = [(parsed(each.date_finished or ""), each.date_finished or "") for each in deploys]
    return [Deployed(version, when.astimezone(UTC), text) for when, text in read if when]

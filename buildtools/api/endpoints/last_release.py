"""Which release is running where: the base for the commits of the next one.

A server tells of each release only its last deploy, so a release that went on to another
environment is asked for its deploys. Source: docs/wire.md#releases, docs/wire.md#deploys.
"""

from collections.abc import Callable, Sequence

from buildtools.api.models.answers import DeployRecord, Release

_ASKED = 20
"""Releases whose deploys are read at most."""


def last_deployed(
    releases: Sequence[Release],
    environment: str,
    deploys: Callable[[str], Sequence[DeployRecord]],
) -> Release | None:
    """Pick the release with the latest deploy to an environment.

    The latest deploy, not the newest release: after a roll-back an older one is running.
    """
    told = deploys_to(releases, environment, deploys)
    known = [release for release in releases if release.version in told]
    return max(known, key=lambda one: _finished(told[one.version]), default=None)


def deploys_to(
    releases: Sequence[Release],
    environment: str,
    deploys: Callable[[str], Sequence[DeployRecord]],
) -> dict[str, DeployRecord]:
    """Return the last deploy of each release to an environment, by version."""
    told = {
        release.version: release.last_deploy
        for release in releases
        if release.last_deploy and release.last_deploy.environment == environment
    }
    hidden = [
        release.version
        for release in releases
        if release.version not in told and (release.deploy_count or 0) > 1
    ]
    for version in hidden[:_ASKED]:
        here = [one for one in deploys(version) if one.environment == environment]
        if here:
            told[version] = max(here, key=_finished)
    return told


def _finished(deploy: DeployRecord) -> str:
    """Order by text: servers write one form of RFC 3339 in UTC."""
    return deploy.date_finished or ""

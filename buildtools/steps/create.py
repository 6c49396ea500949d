"""Create the release, with its projects.

Source: docs/wire.md#releases.
"""

import logging
import re
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from buildtools.api.endpoints.confirmation import read_back
from buildtools.api.models.answers import Release
from buildtools.api.models.capabilities import Capabilities
from buildtools.errors import ServerRefused
from buildtools.facts import versions
from buildtools.results import Created, Skipped

log = logging.getLogger("buildtools")

_BARE = re.compile(r"v?\d+(\.\d+)*([-+].*)?")


class ReleasesClient(Protocol):
    """What this step asks of the client."""

    def capabilities(self) -> Capabilities: ...

    def create_release(self, version: str, projects: Sequence[str]) -> Release: ...

    def release(self, version: str) -> Release | None: ...


def create(
    client: ReleasesClient,
    version: str,
    projects: Sequence[str],
    *,
    pause: Callable[[float], None] = time.sleep,
) -> Created | Skipped:
    """Make the release exist on the server, belonging to at least these projects.

    A release that exists already keeps its date, gets the projects it lacks and counts as done, so
    a second run changes nothing. Skipped on servers that know no releases.

    Raises ConfigurationError for a version that a server would refuse, before any call, and
    ServerRefused when the release is not there afterwards, or lacks a project.
    """
    versions.check(version)
    offered = client.capabilities()
    if not offered.releases:
        return Skipped(offered.why("releases"))
    if _BARE.fullmatch(version):
        log.warning(
            "release %s belongs to the whole organization: a name before it (web@%s) keeps it"
            " apart from other projects' releases",
            version,
            version,
        )
    release = client.create_release(version, projects)
    _refuse_another(release, version, projects)
    if read_back(lambda: client.release(version), bool, pause) is None:
        raise ServerRefused(
            f"the server took release {version}, and does not have it",
            evidence=["GET of the release answers 404"],
            remedy="check server.org and server.url, then invoke release --from=create",
        )
    slugs = tuple(sorted(one.slug for one in release.projects)) or tuple(projects)
    log.info("the server has release %s for %s", version, ", ".join(slugs))
    return Created(version, slugs)


def _refuse_another(release: Release, version: str, projects: Sequence[str]) -> None:
    """Raise ServerRefused when the server answered with another release, or without a project."""
    names = {name for one in release.projects for name in (one.slug, str(one.id))}
    missing = [project for project in projects if project not in names]
    if names and missing:
        raise ServerRefused(
            f"release {version} was created without project {', '.join(missing)}",
            evidence=[f"its projects are {', '.join(one.slug for one in release.projects)}"],
            remedy="check server.projects in sentry.yml, and that the token may see them",
        )
    if release.version != version:
        raise ServerRefused(
            f"the server was asked for release {version}, and answers with {release.version!r}",
            remedy="check that server.url (SENTRY_URL) names a Sentry server",
        )

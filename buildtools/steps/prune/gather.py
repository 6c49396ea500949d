"""What the server knows of releases and their deploys, and of stored bundles."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from buildtools.api.models.answers import Bundle, DeployRecord
from buildtools.pruning.facts import Deploy, Deploys, Stored
from buildtools.steps.prune.client import PruneClient
from buildtools.texts.timestamps import parsed
from buildtools.values import parse_debug_id

MOST_READ = 1000
"""Releases that were deployed more than once whose deploys are read, the newest first."""


class Known(NamedTuple):
    """All releases, with their projects and deploys, and of how many these are known in part."""

    projects: dict[str, frozenset[str]]
    deploys: dict[str, tuple[Deploy, ...]]
    partly: int

    def of_project(self, slug: str) -> Deploys:
        """Return the deploys of a project's releases."""
        ours = {name: each for name, each in self.projects.items() if slug in each}
        shared = frozenset(name for name, each in ours.items() if len(each) > 1)
        return Deploys({name: self.deploys[name] for name in ours}, shared)


def releases(client: PruneClient) -> Known:
    """List the releases with their deploys.

    A list tells the last deploy of each alone; who has had several is asked for them. What is known
    in part keeps more bundles, never fewer: those that may go are asked for once more.
    """
    known, asked, partly = Known({}, {}, 0), 0, 0
    for release in (*client.all_releases("open"), *client.all_releases("archived")):
        last = (release.last_deploy,) if release.last_deploy else ()
        told: Sequence[DeployRecord] | None = last
        if release.deploy_count is None or release.deploy_count > 1:
            asked += 1
            partly += asked > MOST_READ
            told = client.last_deploys(release.version) if asked <= MOST_READ else last
        known.projects[release.version] = frozenset(one.slug for one in release.projects)
        known.deploys[release.version] = of_records(told or ())
    return known._replace(partly=partly)


def of_records(records: Iterable[DeployRecord]) -> tuple[Deploy, ...]:
    """Return the last deploy to each environment; one without a time counts as the last."""
    last: dict[str, Deploy] = {}
    for record in records:
        new = Deploy(record.environment, parsed(record.date_finished or ""))
        known = last.get(record.environment)
        if known is None or new.when is None or (known.when and new.when > known.when):
            last[record.environment] = new
    return tuple(last.values())


def stored(bundle: Bundle) -> Stored:
    """Read a row of the listing."""
    named = tuple(dict.fromkeys(one.release for one in bundle.associations if one.release))
    return Stored(
        id=parse_debug_id(bundle.bundle_id) or bundle.bundle_id,
        releases=named,
        is_of_all=any(not one.release for one in bundle.associations),
        added=parsed(bundle.date or ""),
        modified=parsed(bundle.date_modified or ""),
    )

"""Prune: which stored bundles may go, and, where that is asked for, away with them.

Whatever is not certain stays: a page that is missing, an answer that is none, a release that nobody
lists. A bundle is looked at once more right before it goes, so that one which was stored again or
deployed again meanwhile stays; a second run goes on where a first was stopped.

    here         what the ledgers of this project keep
    gather       releases, deploys and bundles of the server
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from buildtools.api.models.answers import Bundle
from buildtools.errors import BuildtoolsError, ServerRefused
from buildtools.pruning.facts import Deploys, Here, Rules
from buildtools.pruning.pruned import Fate, OfProject, Pruned, Reason, Row
from buildtools.pruning.rules import by_debug_ids, reasons
from buildtools.steps.prune import gather
from buildtools.steps.prune.client import PruneClient

_NOT_ASKED = Reason("not-asked", "it was not looked at any more")


class Asked(NamedTuple):
    """What a run is asked for."""

    projects: Sequence[str]
    rules: Rules
    here: Here
    deletes: bool
    notes: tuple[str, ...] = ()


class Done(NamedTuple):
    """What was done, and what has stopped it before its end."""

    pruned: Pruned
    failure: BuildtoolsError | None = None


def prune(client: PruneClient, asked: Asked, now: Callable[[], datetime]) -> Done:
    """Look at all bundles of the projects, and delete those that no rule keeps where that is asked.

    Raises what the server's lists raise; what fails later ends the run with what was done so far.
    """
    work = _Work(client, asked, now)
    known = gather.releases(client)
    if known.partly:
        work.notes.append(f"deploys of {known.partly} older releases are known in part: more stays")
    projects = tuple(work.of_project(slug, known.of_project(slug)) for slug in asked.projects)
    pruned = Pruned(
        projects=projects,
        is_rehearsed=not asked.deletes,
        of_environment=asked.rules.environment,
        notes=(*asked.notes, *work.notes),
    )
    return Done(pruned, work.failure)


class _Work:
    """One run through all projects; the first failure stops it."""

    def __init__(self, client: PruneClient, asked: Asked, now: Callable[[], datetime]) -> None:
        self._client = client
        self._asked = asked
        self._now = now
        self.failure: BuildtoolsError | None = None
        self.notes: list[str] = []

    def of_project(self, slug: str, deploys: Deploys) -> OfProject:
        """Look at one project's bundles, oldest first."""
        if deploys.shared:
            shared = (
                f"{len(deploys.shared)} releases of {slug} are of other projects too, and nobody"
            )
            self.notes.append(f"{shared} tells for which of them a deploy was: more stays")
        listed = self._client.stored(slug)
        if not listed.is_complete:
            self.notes.append(f"the list of bundles of {slug} does not end: the rest was not seen")
        rows = [self._row(slug, one, deploys) for one in reversed(listed.bundles)]
        return OfProject(slug, tuple(rows), listed.is_complete)

    def _row(self, slug: str, bundle: Bundle, deploys: Deploys) -> Row:
        keeping = self._listed(bundle, deploys)
        if not keeping and self.failure:
            keeping = (_NOT_ASKED,)
        fate: Fate = "would-go"
        if not keeping:
            try:
                keeping = self._closely(slug, bundle, deploys)
                if not keeping and self._asked.deletes:
                    fate = self._delete(slug, bundle)
            except BuildtoolsError as failure:
                self.failure = failure
                keeping = (Reason("not-answered", failure.what),)
        row = gather.stored(bundle)
        return Row(
            bundle_id=row.id,
            releases=row.releases,
            date=bundle.date_modified or bundle.date,
            fate="kept" if keeping else fate,
            reasons=tuple(keeping),
        )

    def _listed(self, bundle: Bundle, deploys: Deploys) -> Sequence[Reason]:
        asked = self._asked
        return reasons(gather.stored(bundle), deploys, asked.here, asked.rules, self._now())

    def _closely(self, slug: str, bundle: Bundle, deploys: Deploys) -> Sequence[Reason]:
        """Look once more, at what only the bundle and its releases themselves tell."""
        for release in gather.stored(bundle).releases:
            told = self._client.last_deploys(release)
            if told is None:
                return (Reason("unknown", f"{release} is not there any more, or its deploys are"),)
            deploys.learn(release, gather.of_records(told))
        if found := self._listed(bundle, deploys):
            return found
        held = self._client.debug_ids(slug, bundle.bundle_id)
        if found := by_debug_ids(held, self._asked.here):
            return found
        return () if self._is_unchanged(slug, bundle) else (_CHANGED,)

    def _is_unchanged(self, slug: str, bundle: Bundle) -> bool:
        now = self._client.as_stored(slug, bundle.bundle_id)
        return [msgspec.structs.asdict(one) for one in now] == [msgspec.structs.asdict(bundle)]

    def _delete(self, slug: str, bundle: Bundle) -> Fate:
        return "deleted" if self._client.delete_bundle(slug, bundle.bundle_id) else "was-gone"


_CHANGED = Reason("changed", "it was stored again meanwhile, or is not listed as it was")
NO_SCOPE = "deleting takes project:releases or project:admin, and the token has neither"


def not_offered() -> ServerRefused:
    """Return the failure of a server that cannot be pruned."""
    return ServerRefused(
        "this server lists no bundles or no deploys, so nobody can say which may go",
        remedy="leave `prune` out for this environment",
    )

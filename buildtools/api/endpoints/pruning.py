"""Calls of who prunes: lists that say whether they are whole, and the one deletion.

Source: docs/wire.md#stored-artifacts, docs/wire.md#releases.
"""

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from buildtools.api.endpoints.base import Endpoints
from buildtools.api.http.request import OK, Request, Rules
from buildtools.api.http.response import NotFound, Response
from buildtools.api.http.status_errors import refusal
from buildtools.api.models.answers import Bundle, BundleFiles, DeployRecord, Release
from buildtools.values import DebugId

T = TypeVar("T")

MOST_PAGES = 500
_NO_CONTENT = 204
_NOT_FOUND = 404


class Listed(NamedTuple):
    """Bundles, and whether these are all."""

    bundles: tuple[Bundle, ...]
    is_complete: bool


class PruneEndpoints(Endpoints):
    """Releases, deploys and bundles of one organization."""

    def all_releases(self, status: str) -> tuple[Release, ...]:
        """List the releases that are `open` or `archived`, as far as the pages go."""
        with self.explained():
            pages = [*self._pages(self.of_org("releases"), status=status)]
        return tuple(one for page in pages if page for one in page.read(tuple[Release, ...]))

    def last_deploys(self, version: str) -> tuple[DeployRecord, ...] | None:
        """List the last deploys of a release to each environment.

        None where there is no release, or the list does not end.
        """
        try:
            pages = [*self._pages(self.of_release(version, "deploys"))]
        except NotFound:
            return None
        if pages[-1] is None:
            return None
        return tuple(one for page in pages if page for one in page.read(tuple[DeployRecord, ...]))

    def stored(self, project: str) -> Listed:
        """List a project's bundles, as far as its pages go."""
        where = self.of_project(project, "files", "artifact-bundles")
        with self.explained(project=project):
            pages = [*self._pages(where)]
        bundles = [one for page in pages if page for one in page.read(tuple[Bundle, ...])]
        known = {one.bundle_id: one for one in bundles}  # what comes meanwhile shifts the pages
        return Listed(tuple(known.values()), pages[-1] is not None)

    def as_stored(self, project: str, bundle_id: str) -> tuple[Bundle, ...]:
        """List the bundles of exactly this ID, as they are now."""
        where = self.of_project(project, "files", "artifact-bundles")
        found = self.transport.send(Request("GET", where, params={"query": bundle_id}))
        return tuple(each for each in found.read(tuple[Bundle, ...]) if each.bundle_id == bundle_id)

    def debug_ids(self, project: str, bundle_id: str) -> frozenset[DebugId] | None:
        """List the debug IDs in a bundle; None where its list is not whole or has no file."""
        where = self.of_project(project, "artifact-bundles", bundle_id, "files")
        pages = [*self._pages(where)]
        told = [page.read(BundleFiles) for page in pages if page]
        files = [file for page in told for file in page.files]
        expected = max((page.file_count for page in told), default=0)
        if pages[-1] is None or not files or len(files) < expected:
            return None
        return frozenset(one for file in files if (one := file.parsed_debug_id))

    def delete_bundle(self, project: str, bundle_id: str) -> bool:
        """Take a bundle out of a project; False where it was not in it any more.

        Raises NotPermitted without a scope of its own, ServerRefused for any answer but a plain
        204 or 404.
        """
        where = self.of_project(project, "files", "artifact-bundles")
        asked = Request("DELETE", where, params={"bundleId": bundle_id})
        answer = self.transport.send(asked, Rules(ok=(*OK, _NOT_FOUND)))
        if answer.status not in (_NO_CONTENT, _NOT_FOUND):
            raise refusal(answer)
        return answer.status == _NO_CONTENT

    def _pages(self, where: str, **params: str | None) -> Iterator[Response | None]:
        """Ask for page after page; None at last where they do not end, or come again."""
        cursor: str | None = None
        seen: set[str | None] = {None}
        for _ in range(MOST_PAGES):
            asked = {**params, "per_page": "100", "cursor": cursor}
            page = self.transport.send(Request("GET", where, params=asked))
            yield page
            cursor = page.next_cursor
            if cursor is None:
                return
            if cursor in seen:
                break
            seen.add(cursor)
        yield None

"""Calls about releases, their commits and their deploys. Source: docs/wire.md#releases."""

from collections.abc import Sequence
from typing import Any

from buildtools.api.endpoints.base import Endpoints, given
from buildtools.api.endpoints.last_release import last_deployed
from buildtools.api.http.request import IF_ANY, OK, Request, Rules
from buildtools.api.http.response import NotFound, Refused, Response, ValuesRefused
from buildtools.api.http.status_errors import refusal
from buildtools.api.models.answers import DeployRecord, Release, Repositories, Repository
from buildtools.errors import NotPermitted
from buildtools.values import Commit

_EXISTS_ALREADY = frozenset({400, 409, 500})
"""What servers other than Sentry answer when a release is created again."""


_BAD_REQUEST = 400


class ReleaseEndpoints(Endpoints):
    """Releases, commits and deploys of one organization."""

    def release(self, version: str) -> Release | None:
        """Read a release; None when there is none."""
        response = self.transport.send(Request("GET", self.of_release(version)), IF_ANY)
        return None if response.status == 404 else response.read(Release)

    def recent_releases(self) -> tuple[Release, ...]:
        """List the organization's newest releases: one page of them."""
        with self.explained():
            response = self.transport.send(
                Request("GET", self.of_org("releases"), params={"per_page": "100"})
            )
        return response.read(tuple[Release, ...])

    def create_release(
        self,
        version: str,
        projects: Sequence[str],
        *,
        url: str | None = None,
        ref: str | None = None,
    ) -> Release:
        """Create a release, or add projects to one that exists; its url and ref stay then."""
        body = given(version=version, projects=list(projects), url=url, ref=ref)
        try:
            with self.explained():
                return self.transport.send(
                    Request.of_json("POST", self.of_org("releases"), body), Rules(conflicts=True)
                ).read(Release)
        except Refused as refused:
            # GlitchTip creates a release once and answers 500 the second time.
            known = self.release(version) if refused.status in _EXISTS_ALREADY else None
            if known is None or not {*projects} <= {project.slug for project in known.projects}:
                raise
            return known

    def update_release(
        self,
        version: str,
        *,
        commits: Sequence[Commit] | None = None,
        refs: Sequence[dict[str, str | None]] | None = None,
        released: str | None = None,
        url: str | None = None,
        status: str | None = None,
    ) -> Release:
        """Set what is given; `commits` replaces the release's list, `released` is RFC 3339.

        `status` is open or archived. A 409, another update that is running, is waited out.

        Raises ValuesRefused for a 400.
        """
        body = given(commits=commits, refs=refs, dateReleased=released, url=url, status=status)
        # GlitchTip wants the version repeated; Sentry ignores keys that it does not know.
        body["version"] = version
        with self.explained(version):
            response = self.transport.send(
                Request.of_json("PUT", self.of_release(version), body),
                Rules(conflicts=True, ok=(*OK, _BAD_REQUEST)),
            )
        return _taken(response).read(Release)

    def previous_commit(self, version: str) -> str | None:
        """Find the last commit of the newest release that has any; None when there is none."""
        response = self.transport.send(
            Request("GET", self.of_release(version, "previous-with-commits")), IF_ANY
        )
        if response.status == 404:
            return None
        found = response.read(dict[str, Any])
        last = (found.get("lastCommit") or {}).get("id")
        return str(last) if last else None

    def repositories(self) -> Repositories:
        """List the repositories that the organization has connected.

        Empty with a `reason` when the server has no such list or the token may not read it.
        """
        try:
            return Repositories(self.pages(self.of_org("repos"), tuple[Repository, ...]))
        except NotFound:
            return _unlisted("the server has no list of repositories")
        except NotPermitted:
            return _unlisted("the token may not list repositories: that needs org:read")

    def deploys(self, version: str) -> tuple[DeployRecord, ...]:
        """List a release's deploys; Sentry gives the latest of each environment and project."""
        with self.explained(version):
            return self.pages(self.of_release(version, "deploys"), tuple[DeployRecord, ...])

    def create_deploy(
        self,
        version: str,
        environment: str,
        *,
        name: str | None = None,
        url: str | None = None,
        started: str | None = None,
        finished: str | None = None,
        projects: Sequence[str] | None = None,
    ) -> DeployRecord:
        """Record a deploy. Each call adds one, so it is not repeated once it may have arrived.

        Raises ValuesRefused for a 400: nothing was recorded then.
        """
        body = given(
            environment=environment,
            name=name,
            url=url,
            dateStarted=started,
            dateFinished=finished,
            projects=projects,
        )
        with self.explained(version):
            response = self.transport.send(
                Request.of_json("POST", self.of_release(version, "deploys"), body),
                Rules(idempotent=False, ok=(*OK, _BAD_REQUEST)),
            )
        return _taken(response).read(DeployRecord)

    def last_release(
        self, environment: str, projects: Sequence[str], *, besides: str | None = None
    ) -> Release | None:
        """Find the release that was deployed last to an environment, other than `besides`.

        Looks at the newest hundred releases; None when none of them was deployed there.
        """
        response = self.transport.send(
            Request("GET", self.of_org("releases"), params={"per_page": 100}), IF_ANY
        )
        if response.status == 404:
            return None
        wanted = {*projects}
        releases = [
            release
            for release in response.read(tuple[Release, ...])
            if release.version != besides and wanted & {one.slug for one in release.projects}
        ]
        return last_deployed(releases, environment, self.deploys)


def _taken(response: Response) -> Response:
    """Return an answer, unless it refuses values."""
    if response.status == _BAD_REQUEST:
        raise ValuesRefused(refusal(response), response)
    return response


def _unlisted(reason: str) -> Repositories:
    repositories = Repositories()
    repositories.reason = reason
    return repositories

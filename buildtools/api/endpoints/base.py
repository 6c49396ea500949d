"""What all calls share: the organization, its paths, pages of lists, and 404s explained."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from buildtools.api.endpoints.not_found import explain
from buildtools.api.http.request import Request
from buildtools.api.http.response import NotFound, Refused, Response
from buildtools.api.http.transport import Transport
from buildtools.api.http.urls import path
from buildtools.connection import Connection

T = TypeVar("T")

_MOST_PAGES = 100
"""More pages than this are no listing we asked for."""
_MOST_BYTES = 64 * 1024 * 1024
"""Of all pages together."""


def given(**values: object) -> dict[str, Any]:
    """Keep what is not None: absent and null are different things to a server."""
    return {name: value for name, value in values.items() if value is not None}


class Endpoints:
    """Calls about one organization on one server."""

    def __init__(self, connection: Connection, transport: Transport | None = None) -> None:
        self.connection = connection
        self.transport = transport or Transport(connection)

    def of_org(self, *segments: str) -> str:
        """Make a path below the organization."""
        return path("organizations", self.connection.org, *segments)

    def of_release(self, version: str, *segments: str) -> str:
        """Make a path below a release."""
        return self.of_org("releases", version, *segments)

    def of_project(self, project: str, *segments: str) -> str:
        """Make a path below a project."""
        return path("projects", self.connection.org, project, *segments)

    def pages(self, where: str, type_: type[tuple[T, ...]], **params: str | None) -> tuple[T, ...]:
        """Read a list with all its pages."""
        return tuple(one for page in self.replies(where, **params) for one in page.read(type_))

    def replies(self, where: str, **params: str | None) -> Iterator[Response]:
        """Ask for page after page, until the server says that none follows."""
        cursor: str | None = None
        seen: set[str | None] = {None}
        size = 0
        for _ in range(_MOST_PAGES):
            asked = {**params, "per_page": "100", "cursor": cursor}
            page = self.transport.send(Request("GET", where, params=asked))
            yield page
            cursor, size = page.next_cursor, size + len(page.body)
            if cursor is None:
                return
            if cursor in seen or size > _MOST_BYTES:
                why = "comes back to a page it gave already" if cursor in seen else "is too long"
                raise Refused(
                    f"the server's list {why}",
                    status=page.status,
                    evidence=page.evidence[:1],
                    remedy="look at what is in front of the server: it may answer from a cache",
                )
            seen.add(cursor)

    @contextmanager
    def explained(
        self, version: str | None = None, *, project: str | None = None
    ) -> Iterator[None]:
        """Turn a 404 into the failure that names what is missing."""
        try:
            yield
        except NotFound as missing:
            raise explain(
                self.transport, self.connection, version, missing, project=project
            ) from missing

"""What a look asks of a server, each once, and several at a time.

An answer that is kept is given to whoever asks again, the client's own search for what a server has
among them.
"""

import contextlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from buildtools.api.http.request import Request
from buildtools.api.http.urls import path
from buildtools.errors import BuildtoolsError
from buildtools.inspections.doctor.around import Around
from buildtools.machine import threads

if TYPE_CHECKING:
    from buildtools.api.client import Client
    from buildtools.api.http.response import Response

MADE_UP = "buildtools-asks-whether-this-is-refused"
"""A name that no organization and no project has: the negative control."""
_SIDE_BY_SIDE = 8
_MOST_PROJECTS = 20


def uploads(org: str) -> Request:
    """Ask how uploads are taken."""
    return Request("GET", path("organizations", org, "chunk-upload"))


def releases(org: str) -> Request:
    """Ask for a release: any token that can make one may."""
    return Request("GET", path("organizations", org, "releases"), params={"per_page": 1})


def project_releases(org: str, project: str) -> Request:
    """Ask for a release of a project: the one way to see it with an organization token."""
    return Request("GET", path("projects", org, project, "releases"), params={"per_page": 1})


def ask(client: "Client", request: Request) -> "Response":
    """Ask, and return whatever was answered by whomever. Raises ServerUnreachable."""
    return client.transport.answer(request)


def prepared(around: Around, client: "Client") -> None:
    """Ask all that the first checks want, side by side; what fails is told by who wants it."""

    def prepare() -> None:
        about = client.connection
        if not about.org:
            return
        wanted = [uploads(about.org), releases(about.org), releases(MADE_UP)]
        wanted += [project_releases(about.org, each) for each in about.projects[:_MOST_PROJECTS]]
        _all(client, [*wanted, project_releases(about.org, MADE_UP)])

    around.once("prepared", prepare)


def _all(client: "Client", requests: Iterable[Request]) -> None:
    def one(request: Request) -> None:
        with contextlib.suppress(BuildtoolsError):
            ask(client, request)

    with threads.pool(_SIDE_BY_SIDE, "doctor") as pool:
        list(pool.map(one, requests))

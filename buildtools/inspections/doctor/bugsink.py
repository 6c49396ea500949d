"""What a Bugsink tells of its projects: it has an API of its own for that.

Source: docs/wire.md#other-servers.
"""

from typing import TYPE_CHECKING

import msgspec

from buildtools.api.http.request import Request
from buildtools.errors import BuildtoolsError
from buildtools.inspections.doctor import endpoints
from buildtools.inspections.doctor.around import Around

if TYPE_CHECKING:
    from buildtools.api.client import Client


class Row(msgspec.Struct, frozen=True):
    """A project of a Bugsink."""

    slug: str
    id: int | str = ""
    dsn: str = ""


class _Rows(msgspec.Struct, frozen=True):
    results: tuple[Row, ...]
    more: str | None = msgspec.field(default=None, name="next")


def is_one(client: "Client") -> bool:
    """Return whether the server is a Bugsink, as far as it lets itself be asked."""
    try:
        return client.capabilities().name == "bugsink"
    except BuildtoolsError:
        return False


def projects(around: Around, client: "Client") -> tuple[Row, ...] | None:
    """Return all projects; None where a part of them is not told."""
    return around.once("projects of Bugsink", lambda: _projects(client))


def _projects(client: "Client") -> tuple[Row, ...] | None:
    url = f"{client.connection.url}/api/canonical/0/projects/"
    response = endpoints.ask(client, Request("GET", url=url))
    try:
        told = response.read(_Rows) if response.status == 200 else None
    except BuildtoolsError:
        return None
    return told.results if told and told.more is None else None

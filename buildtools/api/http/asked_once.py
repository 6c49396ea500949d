"""A transport for who only looks: each thing is asked once, shortly, and without a second try.

Nobody who looks at settings wants to wait for a server that is slow today: where one answer did not
come, nothing more is asked of it, and every question after that fails in the same way.
"""

import msgspec

from buildtools.api.http.connection_errors import Way
from buildtools.api.http.request import Request, Rules
from buildtools.api.http.response import Response
from buildtools.api.http.response_limits import Limits
from buildtools.api.http.transport import Transport
from buildtools.connection import Connection
from buildtools.errors import BuildtoolsError, ServerUnreachable

SHORT = Limits(seconds=4.0, connect_seconds=3.0, body_bytes=4 * 1024 * 1024)
"""A server that answers later than this is told to be slow, which says nothing of settings."""


class AskedOnce(Transport):
    """Requests to one server, whose answers are kept. Safe to share once a first was made."""

    def __init__(self, connection: Connection, limits: Limits = SHORT) -> None:
        super().__init__(msgspec.structs.replace(connection, retries=0), limits=limits)
        self._kept: dict[tuple[str, ...], Response] = {}
        self._gone: BuildtoolsError | None = None

    def _ask(self, request: Request, rules: Rules, way: Way) -> Response:
        params = sorted((request.params or {}).items())
        key = (request.method, request.url, *(f"{name}={value}" for name, value in params))
        if request.method == "GET" and key in self._kept:
            return self._kept[key]
        if self._gone:
            raise self._gone
        try:
            response = super()._ask(request, rules, way)
        except ServerUnreachable as failure:
            self._gone = failure
            raise
        self._kept[key] = response
        return response

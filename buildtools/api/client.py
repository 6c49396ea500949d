"""The Sentry API as this package uses it: one method, one endpoint, typed answers.

A method raises NotAuthenticated, NotPermitted, ServerRefused or ServerUnreachable. Where a 404 is
an answer ("there is none"), the method returns None or nothing; where it means a wrong name, the
names are tried one by one and the failure says which it was. The methods stand by subject in
`release_calls`, `storage_calls` and `event_calls`.
"""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from buildtools.api.capabilities import probe
from buildtools.api.endpoints.events import EventEndpoints
from buildtools.api.endpoints.not_found import explain
from buildtools.api.endpoints.releases import ReleaseEndpoints
from buildtools.api.endpoints.storage import StorageEndpoints
from buildtools.api.http.closing import Closing
from buildtools.api.http.request import Request
from buildtools.api.http.response import NotFound
from buildtools.api.models.answers import Whoami
from buildtools.api.models.capabilities import Capabilities

if TYPE_CHECKING:
    from buildtools.api.upload.delivery import BundleDelivery


class Client(Closing, ReleaseEndpoints, StorageEndpoints, EventEndpoints):
    """One organization on one server."""

    def whoami(self) -> Whoami:
        """Ask who the token is: the cheapest check of it."""
        return self.transport.send(Request("GET")).read(Whoami)

    def capabilities(self) -> Capabilities:
        """Find out what this server has; asked once."""
        return self._capabilities

    def learn(self, other: "Client") -> None:
        """Take over what another client has found out of the same server."""
        known = other.__dict__.get("_capabilities")
        if known is not None:
            self.__dict__["_capabilities"] = known

    def previous_commit(self, version: str) -> str | None:
        """Like that of `ReleaseCalls`; servers that cannot be asked know none."""
        return super().previous_commit(version) if self.capabilities().previous else None

    def delivery(
        self, pause: Callable[[float], None], now: Callable[[], float]
    ) -> "BundleDelivery":
        """Begin an upload of bundles; `pause` and `now` are its clock."""
        from buildtools.api.upload.delivery import BundleDelivery

        return BundleDelivery(self, pause, now)

    def explain_missing(self, version: str | None = None) -> NotFound:
        """Find out which name a 404 was about, and make the failure that says so."""
        return explain(self.transport, self.connection, version)

    def close(self) -> None:
        """Close the connections. A later call opens new ones."""
        self.transport.close()

    @cached_property
    def _capabilities(self) -> Capabilities:
        return probe(self.transport, self.connection)

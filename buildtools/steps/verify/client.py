"""What this step asks of the client."""

from typing import Any, Protocol

from buildtools.api.models.answers import Bundle, BundleFile, Found
from buildtools.api.models.capabilities import Capabilities
from buildtools.api.models.events import Event
from buildtools.connection import Connection


class VerifyClient(Protocol):
    """What this step asks of the client."""

    @property
    def connection(self) -> Connection: ...

    def capabilities(self) -> Capabilities: ...

    def bundles(self, project: str, query: str) -> tuple[Bundle, ...]: ...

    def bundle_files(self, project: str, bundle_id: str) -> tuple[BundleFile, ...]: ...

    def look_up(self, project: str, *, debug_id: str) -> tuple[Found, ...]: ...

    def send_event(self, project: str, event: dict[str, Any]) -> None: ...

    def event(self, project: str, event_id: str) -> Event | None: ...

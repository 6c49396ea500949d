"""What this step asks of the client, and of who knows scripts and maps."""

from collections.abc import Callable
from typing import Any, Protocol

from buildtools.api.models.answers import Bundle, BundleFile, Found
from buildtools.api.models.capabilities import Capabilities
from buildtools.api.models.events import Event
from buildtools.checks.test_events import Probe
from buildtools.checks.tried_pair import TriedPair
from buildtools.connection import Connection
from buildtools.results import InjectedPair


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


class PairTrials(Protocol):
    """Tries pairs. All raises NothingFound, DiskRefused, or SourceMapError when a pair is not as
    inject left it."""

    def try_pair(
        self, each: InjectedPair, read: Callable[[str], bytes], positions: int, frames: int
    ) -> TriedPair:
        """Try its debug IDs and so many positions, and choose so many frames to send."""

    def name_in_full(self, each: InjectedPair, read: Callable[[str], bytes], probe: Probe) -> Probe:
        """Name the function of a frame by all of its script."""

"""What this step asks of the client."""

from collections.abc import Sequence
from typing import Protocol

from buildtools.api.models.answers import Release, Repositories
from buildtools.api.models.capabilities import Capabilities
from buildtools.connection import Connection
from buildtools.values import Commit


class CommitsClient(Protocol):
    """What this step asks of the client."""

    @property
    def connection(self) -> Connection: ...

    def capabilities(self) -> Capabilities: ...

    def repositories(self) -> Repositories: ...

    def last_release(
        self, environment: str, projects: Sequence[str], *, besides: str | None = None
    ) -> Release | None: ...

    def previous_commit(self, version: str) -> str | None: ...

    def release(self, version: str) -> Release | None: ...

    def update_release(
        self,
        version: str,
        *,
        commits: Sequence[Commit] | None = None,
        refs: Sequence[dict[str, str | None]] | None = None,
    ) -> Release: ...

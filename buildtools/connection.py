"""Connection: a server that can be called now, with every value that it takes.

`config.connection` makes it of the settings of an environment, the sandbox of itself.
"""

import msgspec

from buildtools.values import Compression, Lack, Secret, ServerKind


class Connection(msgspec.Struct, frozen=True):
    """A server that can be called now: every value is present and was checked."""

    url: str
    """Web root without a trailing slash, such as `https://sentry.io`."""
    org: str
    projects: tuple[str, ...]
    token: Secret
    dsn: str | None = None
    headers: dict[str, Secret] = {}
    ca_bundle: str | None = None
    ca_origin: str = ""
    """Where that was said: `sentry.yml:9`, `REQUESTS_CA_BUNDLE (environment)`."""
    retries: int = 5
    wait_seconds: int = 300
    compression: Compression = "auto"
    kind: ServerKind = "auto"
    without: tuple[Lack, ...] = ()

"""What sentry.yml says of the live site, and of the app that is served on this machine.

It is a part of `settings`, which has one field for each of these.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from buildtools.values import Secret


class LiveSite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The live site, and what its requests need to get past a protection."""

    url: Annotated[str, Meta(description="URL of the live site")]
    headers: Annotated[
        dict[str, Secret],
        Meta(description="headers of its requests, for protected deployments; to that host alone"),
    ] = {}


class Live(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the live site is looked at."""

    required: Annotated[
        bool, Meta(description="whether finalize needs a good result of `live`")
    ] = False
    wait_seconds: Annotated[
        int,
        Meta(description="longest wait of `release` for the site to show what it deployed", ge=0),
    ] = 300
    requests: Annotated[
        int, Meta(description="requests of the search for what the ledger lacks, at most", ge=1)
    ] = 200
    seconds: Annotated[int, Meta(description="seconds that this search takes, at most", ge=1)] = 60


Required = Literal["required"]
"""The word that stands for a look at the live site without which nothing is finalized."""


class Serve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the app is started on this machine, to be looked at in a browser."""

    command: Annotated[str, Meta(description="starts the app and stays; {port} is a free port")]
    url: Annotated[str, Meta(description="where it answers then")] = "http://127.0.0.1:{port}"
    ready: Annotated[str, Meta(description="path that answers once the app is up")] = "/"
    seconds: Annotated[int, Meta(description="longest wait for that answer", ge=1)] = 60


class SiteConnection(msgspec.Struct, frozen=True):
    """A live site that can be asked now: every header has its value."""

    url: str
    headers: dict[str, Secret] = {}
    ca_bundle: str | None = None
    ca_origin: str = ""
    """Where that was said: `sentry.yml:9`, `REQUESTS_CA_BUNDLE (environment)`."""

"""What the running SDK of a page tells of itself, and what the page's answers forbid."""

import msgspec

from buildtools.findings import Finding
from buildtools.review.evidence.sources import Value
from buildtools.review.reviewed import Figure, Table


class PageSeen(msgspec.Struct, frozen=True):
    """One page in a real browser."""

    url: str
    """Path alone: /recipe."""
    versions: tuple[str, ...] = ()
    """Carriers of the SDK: one is right."""
    enabled: bool = False
    """It has a client, a transport and a DSN."""
    dsn_host: str = ""
    options: dict[str, Value] = {}
    """What can be written as JSON; functions are Code."""
    collection: dict[str, Value] | None = None
    """`dataCollection` as the SDK resolved it; None before version 11."""
    integrations: tuple[str, ...] = ()
    replay: dict[str, Value] | None = None
    """Options of the replay integration; None where it does not run."""
    user: tuple[str, ...] = ()
    """Keys of the user in its scopes; no values."""
    scripts: int = 0
    with_debug_ids: int = 0
    tunnel_answers: int | None = None
    """Status of an empty envelope that was sent to the tunnel; None where there is none."""
    errors: tuple[str, ...] = ()
    """What its console says went wrong."""
    findings: tuple[Finding, ...] = ()
    """csp-blocks-events, map-public, sdk-release-differs and the like."""
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()

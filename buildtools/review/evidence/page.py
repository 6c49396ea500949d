"""What the running SDK of a page tells of itself, and what the page's answers forbid."""

import msgspec

from buildtools.findings import Finding
from buildtools.review.evidence.sources import Value
from buildtools.review.reviewed import Figure, Table

LIVE, HERE = "the live site", "the app, started here"


class Tunnel(msgspec.Struct, frozen=True):
    """What answers an envelope without items that is sent to the tunnel of an SDK."""

    path: str
    """/monitoring; with its host where that is another one than the page's, which is not asked."""
    status: int | None = None
    """None where it was not asked; 0 when nobody answered."""
    page: bool = False
    """It answered with HTML: a fallback for every address, and no tunnel."""
    control: int | None = None
    """Status of the same at a made-up path: a host that takes all says nothing by taking it."""


class PageSeen(msgspec.Struct, frozen=True):
    """One page in a real browser."""

    url: str
    """Path alone: /recipe."""
    of: str = ""
    """`the live site`, or `the app, started here`."""
    sdk: str = ""
    """The name that the SDK gives itself: sentry.javascript.browser."""
    versions: tuple[str, ...] = ()
    """Carriers of the SDK: one is right."""
    enabled: bool = False
    """It has a client, a transport and a DSN."""
    dsn_host: str = ""
    """With its port, where that is not the usual one."""
    options: dict[str, Value] = {}
    """As the client has them, what integrations are apart. Functions are Code; the DSN is without
    its key; texts under a name of secrets are Code, too."""
    collection: dict[str, Value] | None = None
    """`dataCollection` as the SDK resolved it; None before version 11."""
    integrations: tuple[str, ...] = ()
    """Names, in the order of their set-up: those of the first client that is enabled."""
    replay: dict[str, Value] | None = None
    """Options of the replay integration; None where it does not run."""
    user: tuple[str, ...] = ()
    """Keys of the user in its scopes; no values."""
    ran: int = 0
    """Scripts that ran, those of others and those without a map included."""
    scripts: int | None = None
    """Those of the release among them; None where nothing is injected yet."""
    with_debug_ids: int = 0
    """Those of them that told their own debug ID."""
    tunnel: Tunnel | None = None
    """None where the SDK has none."""
    policy: str = ""
    """Content security policy of the page's answer."""
    sends_to: tuple[str, ...] = ()
    """Origins that an envelope was tried to be sent to, past every policy of the page."""
    errors: tuple[str, ...] = ()
    """What its console says went wrong."""
    findings: tuple[Finding, ...] = ()
    """What its policies forbid, and scripts that told no debug ID."""
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    html: str = ""
    """As it was served, before any script ran; empty where the browser has it no more."""

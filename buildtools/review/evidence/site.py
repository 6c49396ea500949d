"""What a site gives to anybody who asks: no browser is needed to see it."""

import msgspec

from buildtools.findings import Finding
from buildtools.review.reviewed import Figure


class SiteSeen(msgspec.Struct, frozen=True):
    """Plain requests for the first page, its scripts, and their maps."""

    of: str
    """`the live site`, or `the app, started here`."""
    scripts: int = 0
    asked: int = 0
    """Addresses of maps and sources that were asked for."""
    maps: int | None = None
    """Those that came; None where the host answers a made-up name with a map, too."""
    stripped: bool = True
    """Whether maps were to be gone: in an app that is started from its build, after `strip`."""
    policy: bool = False
    """Whether the first page has a content security policy."""
    sends_to: tuple[str, ...] = ()
    """URLs that events go to, by the settings or by literals in the scripts; tunnels as paths."""
    findings: tuple[Finding, ...] = ()
    """What is public, what its policy forbids, and a host that answers made-up names."""
    figures: tuple[Figure, ...] = ()

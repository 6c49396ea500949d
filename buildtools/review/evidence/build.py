"""What the built scripts say: whose bytes they are, what is in them, and what they load first."""

import msgspec

from buildtools.findings import Finding
from buildtools.review.reviewed import Figure, Table


class FlagSeen(msgspec.Struct, frozen=True):
    """A flag that shakes code out, and whether that code is gone."""

    name: str
    """__SENTRY_DEBUG__"""
    left: tuple[str, ...]
    """Scripts in which what it takes out still is."""
    where: str = ""
    """Where it is set, file:line; empty where nothing sets it."""


class BuildSeen(msgspec.Struct, frozen=True):
    """The outputs for browsers, servers and the edge, after the build or after injection."""

    scripts: int
    initialised: dict[str, tuple[str, ...]]
    """By runtime (browser, server, edge): scripts that hold the SDK's client, which `init` makes;
    a server's that take it from node_modules hold the call of `init`."""
    runtimes: tuple[str, ...]
    """Of which runtimes there are scripts."""
    first_page: tuple[str, ...]
    """Scripts that the first page loads before it works, in order; empty where it is not known."""
    first_page_unknown: str = ""
    """Why they are not known, as a clause; empty where they are."""
    features_first: tuple[str, ...] = ()
    """SDK features in the first page: tracing, replay, replay canvas, feedback, logs, metrics,
    profiling."""
    features_all: tuple[str, ...] = ()
    """SDK features in any script for browsers."""
    loaded_later: tuple[tuple[str, str], ...] = ()
    """Features that an `import()` of the app's is to keep out of the first page, each with the
    source that it stands in: (replay, src/instrumentation-client.ts)."""
    copies: tuple[str, ...] = ()
    """SDK versions found in scripts for browsers, as their texts have them."""
    flags: tuple[FlagSeen, ...] = ()
    """All that are known, whether they are set or not."""
    flags_unknown: str = ""
    """Why it is not known which are set, as a clause; empty where it is."""
    escaped: tuple[str, ...] = ()
    """Packages that are there though no code uses them: the namespace escaped."""
    escaped_in: tuple[str, ...] = ()
    """Scripts that they are in."""
    weightless: str = ""
    """Why weights of this build say nothing, as a clause; there are no such figures then."""
    releases: tuple[str, ...] = ()
    """Releases that the texts of scripts for browsers name."""
    dsns: tuple[str, ...] = ()
    """DSN hosts and projects in scripts for browsers, without keys: o1.ingest.sentry.io/2."""
    unread: tuple[str, ...] = ()
    """Maps that could not be read, each with why: their scripts count as those without."""
    findings: tuple[Finding, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()

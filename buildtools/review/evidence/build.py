"""What the built scripts say: whose bytes they are, what is in them, and what they load first."""

import msgspec

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
    """By runtime (browser, server, edge): scripts that hold the SDK's `init` itself."""
    runtimes: tuple[str, ...]
    """Of which runtimes there are scripts."""
    first_page: tuple[str, ...]
    """Scripts that the first page loads before it works, in order; empty where it is not known."""
    first_page_of: str = ""
    """What named them: the page that was prerendered."""
    features_first: tuple[str, ...] = ()
    """SDK features in the first page: tracing, replay, feedback."""
    features_all: tuple[str, ...] = ()
    """SDK features in any script for browsers."""
    copies: tuple[str, ...] = ()
    """SDK versions found in scripts for browsers, as their texts have them."""
    flags: tuple[FlagSeen, ...] = ()
    escaped: tuple[str, ...] = ()
    """Packages that are there though no code uses them: the namespace escaped."""
    releases: tuple[str, ...] = ()
    """Releases that the build's texts name."""
    dsns: tuple[str, ...] = ()
    """DSN hosts and projects in scripts for browsers, without keys: o1.ingest.de.sentry.io/42."""
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()

"""Major versions of the SDK: which one an app has, and what changed with which. Pure.

Source: docs.sentry.io, migration guides of 8 to 11; `npm view @sentry/browser`; SDK 11.5 read.
"""

from typing import NamedTuple

from buildtools.checks.review.check import Source
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.sources import SourcesSeen
from buildtools.review.unseen import Unseen


class Newest(NamedTuple):
    """What the registry had when this was written; no review asks it."""

    version: str
    on: str

    @property
    def major(self) -> int:
        """The number in front."""
        return int(self.version.partition(".")[0])


NEWEST = Newest("11.12.0", "2026-11-27")
"""The newest known; a later major is not known here, and never said to be too new."""

STREAMS_SPANS = 11
"""From here on spans are streamed past event hooks, unless `traceLifecycle` is "static"."""
READS_COLLECTION = 11
"""From here on `dataCollection` is read, and `sendDefaultPii` is not."""
ALWAYS_HAS_LOGS = 11
"""From here on logs are sent whenever the logger is called; before, `enableLogs` turned them on,
and `enableMetrics` turned metrics off."""

GONE: dict[str, tuple[int, str]] = {
    "enableTracing": (9, "set tracesSampleRate"),
    "autoSessionTracking": (9, "remove browserSessionIntegration to track none"),
    "enableMetrics": (ALWAYS_HAS_LOGS, "metrics are sent whenever they are counted"),
    "enableLogs": (ALWAYS_HAS_LOGS, "logs are sent whenever the logger is called"),
}
"""Options that are no longer read: since which major, and what took their place."""

_SAME_VERSION = ("@sentry/core", "@sentry/browser", "@sentry/node")
"""Packages that are released with one version; the first is needed by all of them."""


class Installed(NamedTuple):
    """The version of the SDK, and where it was seen."""

    version: str
    where: str
    source: Source

    @property
    def major(self) -> int | None:
        """The number in front; None where there is none."""
        number = self.version.partition(".")[0]
        return int(number) if number.isdecimal() else None


def installed(evidence: Evidence) -> tuple[Installed, ...]:
    """Return the versions: those that run in the page, else those of the lock file, else built."""
    page, sources, build = evidence.page, evidence.sources, evidence.build
    if not isinstance(page, Unseen) and page.versions:
        return tuple(Installed(each, f"runs in {page.url}", "page") for each in page.versions)
    if isinstance(sources, SourcesSeen) and (found := locked(sources)):
        return tuple(Installed(each, f"by {sources.lock_file}", "sources") for each in found)
    if not isinstance(build, Unseen):
        return tuple(Installed(each, "by the built scripts", "build") for each in build.copies)
    return ()


def locked(sources: SourcesSeen) -> tuple[str, ...]:
    """Return the versions of the SDK that the lock file has."""
    by_name = {each.name: each.versions for each in sources.packages}
    return next((by_name[name] for name in _SAME_VERSION if name in by_name), ())


def major(evidence: Evidence) -> int | None:
    """Return the one major version; None where it is not known, or is not one."""
    found = {each.major for each in installed(evidence)}
    return found.pop() if len(found) == 1 else None

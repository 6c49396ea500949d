"""What scripts and maps show that nobody should see: masked, so that no report repeats it."""

import msgspec

from buildtools.findings import Finding
from buildtools.review.reviewed import Figure
from buildtools.values import Sources


class ExposureSeen(msgspec.Struct, frozen=True):
    """Secrets, home folders and published files."""

    searched: int
    """Characters that were read, each text once."""
    wanted: Sources
    """Whose texts are to be sent, as sentry.yml says."""
    sent: Sources | None = None
    """Whose texts the release's maps were sent with; None where nothing was sent."""
    findings: tuple[Finding, ...] = ()
    """secret-in-build, home-path-in-build, source-published; marked where they are accepted."""
    figures: tuple[Figure, ...] = ()

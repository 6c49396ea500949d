"""What scripts and maps show that nobody should see: masked, so that no report repeats it."""

import msgspec

from buildtools.findings import Finding
from buildtools.review.reviewed import Figure


class ExposureSeen(msgspec.Struct, frozen=True):
    """Secrets, home folders and published files."""

    searched: int
    """Bytes that were read."""
    findings: tuple[Finding, ...] = ()
    """secret-in-build, home-path-in-build, source-published."""
    figures: tuple[Figure, ...] = ()

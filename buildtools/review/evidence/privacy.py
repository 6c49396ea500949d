"""How much planted personal data survives: with their settings, and with their hooks."""

import msgspec

from buildtools.findings import Finding
from buildtools.review.reviewed import Figure, Table


class PrivacySeen(msgspec.Struct, frozen=True):
    """Measured by the engine that Sentry's servers scrub with, on planted events."""

    planted: int
    struck: int
    settings: str
    """Whose settings: `of the server`, `defaults of a new project`."""
    hooks: tuple[str, ...] = ()
    """Hooks of the app that were run before: beforeSend of src/scrub.ts."""
    findings: tuple[Finding, ...] = ()
    """Rules without effect, misspelled keys."""
    not_measured: tuple[str, ...] = ()
    """What the engine cannot be asked of: spans that are streamed, logs, replays."""
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()

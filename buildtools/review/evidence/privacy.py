"""How much planted personal data survives: with their settings, and with their hooks."""

import msgspec

from buildtools.findings import Finding
from buildtools.review.reviewed import Figure, Table


class PrivacySeen(msgspec.Struct, frozen=True):
    """Measured by the engine that Sentry's servers scrub with, on planted events."""

    planted: int
    struck: int
    settings: str
    """Whose settings: `the settings of organization and project`, `the defaults of a new project`,
    with why where theirs are not known."""
    hooks: tuple[str, ...] = ()
    """Hooks of the app that were run before: beforeSend: scrubEvent of src/scrub.ts."""
    findings: tuple[Finding, ...] = ()
    """Rules without effect, misspelled keys."""
    not_measured: tuple[str, ...] = ()
    """What the engine cannot be asked of: spans that are streamed, logs, replays; what hooks were
    refused, so that they might do otherwise in the app."""
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    of_server: bool = False
    """Whether the settings are those that the server has."""
    unrun: str = ""
    """Why the hooks that sentry.yml names could not be run: then no figure is given."""
    hook_findings: tuple[Finding, ...] = ()
    """Hooks that threw or returned nothing."""
    current: str = ""
    """The settings in effect, as JSON."""
    recommended: str = ""
    """The settings that are recommended, as the JSON that the API takes."""
    tool: str = ""
    """sentry-relay 0.10.1"""

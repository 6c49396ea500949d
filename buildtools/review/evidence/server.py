"""What the server's settings say; each answer is a value, or why there is none."""

import msgspec

from buildtools.review.reviewed import Figure, Plain, Table


class NotShown(msgspec.Struct, frozen=True, tag="not-shown"):
    """No answer: the token may not (403), the server has no such thing (404), nobody answered."""

    status: int
    """0 when nobody answered."""
    why: str
    """A clause: `the token may not read it: it needs org:read`, `this server has no workflows`."""


class ServerSeen(msgspec.Struct, frozen=True):
    """The settings of the organization and of the first project, by the name of what was asked."""

    projects: tuple[str, ...]
    answers: dict[str, object]
    """organization, project, keys, rules, workflows, detectors, filters, ownership, repos,
    code-mappings, stats, dashboards, monitors, releases, events, environments, token: JSON as
    Python has it, or NotShown."""
    region: str = ""
    """Where the DSN's host says the data is kept: us, de; empty where it does not say."""
    settings: dict[str, Plain] = {}
    """Scrubbing settings in effect: those of project and organization together."""
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()

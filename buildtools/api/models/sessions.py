"""Counts of sessions, typed. Source: docs/wire.md#sessions."""

import msgspec


class Group(msgspec.Struct, frozen=True):
    """One group; a value is None where the server has nothing to count it of."""

    by: dict[str, str | int] = {}
    totals: dict[str, float | None] = {}

    @property
    def status(self) -> str:
        """How the sessions of this group ended; empty where that is not asked."""
        return str(self.by.get("session.status", ""))


class SessionAnswer(msgspec.Struct, frozen=True):
    """All groups."""

    groups: tuple[Group, ...]

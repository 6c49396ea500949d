"""What became of stored bundles, as a value."""

from typing import Literal

import msgspec

Fate = Literal["kept", "would-go", "deleted", "was-gone"]


class Reason(msgspec.Struct, frozen=True):
    """Why a bundle stays."""

    code: str
    """The rule: young, live, recent, newest, here, not-ours and others."""
    sentence: str


class Row(msgspec.Struct, frozen=True):
    """One bundle."""

    bundle_id: str
    releases: tuple[str, ...]
    date: str | None
    """When it was stored last, as the server tells it."""
    fate: Fate
    reasons: tuple[Reason, ...] = ()


class OfProject(msgspec.Struct, frozen=True):
    """All bundles of one project."""

    project: str
    rows: tuple[Row, ...]
    is_complete: bool
    """Whether the server has listed all of them."""

    def count(self, *fates: Fate) -> int:
        """Count the bundles that have met one of these."""
        return sum(row.fate in fates for row in self.rows)

    @property
    def bare(self) -> tuple[str, ...]:
        """Releases that have no bundle left by this; they stay themselves."""
        gone = {release for row in self.rows if row.fate != "kept" for release in row.releases}
        kept = {release for row in self.rows if row.fate == "kept" for release in row.releases}
        return tuple(sorted(gone - kept))


class Pruned(msgspec.Struct, frozen=True):
    """What was done, or would be."""

    projects: tuple[OfProject, ...]
    is_rehearsed: bool
    """Whether nothing was deleted, as it was not asked for."""
    of_environment: str | None
    notes: tuple[str, ...] = ()
    """What bounds what was seen, and what would stop a deletion."""

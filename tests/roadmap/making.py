"""Cards and reviews for tests, with what a test cares about."""

from typing import Any

from buildtools.review.reviewed import Figure, Reviewed, Verdict
from buildtools.roadmap.card import Card, Evidence, Kept, Reach

CHECKS = frozenset({"replay", "alerts", "sdk-version", "sdk-copies", "secrets", "send-default-pii"})
"""Names that stand for the table of a review."""


def card(name: str, share: Any = 1.0, evidence: Evidence = "measured", **more: Any) -> Kept:
    """Make a card that is called as its file is."""
    given: dict[str, Any] = {"title": name, "kind": "debt", "impact": 1.0, "effort_days": (1, 1)}
    given |= {"requirement": "nothing", "cost": "nothing"} | more
    return Kept(name, Card(reach=Reach(share, "events", evidence), **given))


def review(
    release: str = "web@1",
    taken: str = "2026-11-27",
    *verdicts: Verdict,
    tools: dict[str, str] | None = None,
    **figures: float,
) -> Reviewed:
    """Make a review; names of figures have `_` for `-`."""
    measured = [Figure(name.replace("_", "-"), each, "a test") for name, each in figures.items()]
    empty: tuple[()] = ()
    return Reviewed(
        *("web", "production", release, None, taken, tools or {}, empty),
        *(verdicts, tuple(measured), empty, empty),
    )

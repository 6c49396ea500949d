"""Bands: now, next and later out of ranges, where ranks would promise more than is known.

A card's score is reach x impact x confidence / effort. Reach and effort are ranges, so the score is
one. Confidence comes from how reach is known: measured 1.0, documented 0.8, guess 0.5.

- One card stands **above** another when its whole range does. Ranges that overlap are a tie.
- Above whom none stands is `now`; above whom a chain of one stands is `next`; the rest is `later`.
- A card that gives `raise_when` and is not raised stands one band later: unknown is never met.
- A day by which it is needed goes before scores: within 90 days of the newest review it is `now`,
  within 180 `next`, and in each band such cards come first, by their day.
- Within a band ties stand alphabetically; what stands above all of another tie comes before it.
- A person's word, a status of now, next or later, is kept; what the figures say stands beside it.

Nothing here is random, and the order in which cards are given says nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Literal, cast

import msgspec

from buildtools.roadmap.card import OPEN, Card, Evidence, Kept
from buildtools.roadmap.judging import Judged

Band = Literal["now", "next", "later"]
BANDS: tuple[Band, ...] = ("now", "next", "later")
CONFIDENCE: Mapping[Evidence, float] = MappingProxyType(
    {"measured": 1.0, "documented": 0.8, "guess": 0.5}
)
IMPACTS = (0.25, 0.5, 1.0, 2.0, 3.0)
NOW_DAYS, NEXT_DAYS = 90, 180


class Score(msgspec.Struct, frozen=True):
    """The range of a card's score."""

    low: float
    high: float

    def above(self, other: "Score") -> bool:
        """Whether all of this range lies above the other."""
        return self.low > other.high


class Placed(msgspec.Struct, frozen=True):
    """A card in its band."""

    kept: Kept
    band: Band
    score: Score
    judged: Judged
    told: Band
    """What the figures say, where a person has decided otherwise."""
    tied: tuple[str, ...]
    """Names of the cards of the band that it is tied with; those with a day are in none."""


def score(card: Card) -> Score:
    """Return a card's range: least reach for most effort, to most reach for least effort."""
    share = card.reach.share
    shares = share if isinstance(share, tuple) else (share, share)
    worth = card.impact * CONFIDENCE[card.reach.evidence]
    least, most = min(card.effort_days), max(card.effort_days)
    # Rounded, so that equal scores are equal whichever way they were computed.
    return Score(round(min(shares) * worth / most, 9), round(max(shares) * worth / least, 9))


def placed(
    cards: Sequence[Kept], judged: Mapping[str, Judged], today: str | None
) -> tuple[Placed, ...]:
    """Put the open cards that no review drops into bands, in the order in which they stand.

    `today` is the day of the newest review; without one no day is near.
    """
    open_ = [
        each for each in cards if each.card.status in OPEN and not judged[each.name].is_dropped
    ]
    scores = {each.name: score(each.card) for each in open_}
    told = _told(open_, scores, judged, today)
    bands = {
        each.name: told[each.name]
        if each.card.status == "candidate"
        else cast(Band, each.card.status)
        for each in open_
    }
    return tuple(
        Placed(
            *(each, band, scores[each.name], judged[each.name], told[each.name]),
            tied=() if each.card.needed_by else tuple(x.name for x in tie if x is not each),
        )
        for band in BANDS
        for tie in _ties([each for each in open_ if bands[each.name] == band], scores)
        for each in tie
    )


def _told(
    cards: Sequence[Kept],
    scores: Mapping[str, Score],
    judged: Mapping[str, Judged],
    today: str | None,
) -> dict[str, Band]:
    """Return the band that figures and days say of each card."""
    chains = _chains(scores)
    told: dict[str, Band] = {}
    for each in cards:
        place = chains[each.name] + (0 if judged[each.name].may_be_now else 1)
        near = _near(each.card.needed_by, today)
        told[each.name] = BANDS[min(place, near, len(BANDS) - 1)]
    return told


def _chains(scores: Mapping[str, Score]) -> dict[str, int]:
    """Return how long the longest chain of cards is that stand above each."""
    chains: dict[str, int] = {}
    for name in sorted(scores, key=lambda name: -scores[name].high):
        # Whoever stands above ends higher, and has been counted.
        above = [chains[one] for one in chains if scores[one].above(scores[name])]
        chains[name] = 1 + max(above, default=-1)
    return chains


def _near(needed_by: str | None, today: str | None) -> int:
    """Return which band a day wants; one behind the last where it wants none."""
    if needed_by is None or today is None:
        return len(BANDS)
    days = (date.fromisoformat(needed_by) - date.fromisoformat(today)).days
    return 0 if days <= NOW_DAYS else 1 if days <= NEXT_DAYS else len(BANDS)


def _ties(members: Sequence[Kept], scores: Mapping[str, Score]) -> list[list[Kept]]:
    """Return the cards of a band in order: each with a day alone, then ties of scores."""
    dated = sorted(
        (each for each in members if each.card.needed_by),
        key=lambda each: (each.card.needed_by or "", _title(each)),
    )
    ties: list[list[Kept]] = []
    lowest = float("inf")
    for each in sorted(
        (each for each in members if not each.card.needed_by),
        key=lambda each: -scores[each.name].high,
    ):
        if ties and scores[each.name].high >= lowest:
            ties[-1].append(each)
        else:
            ties.append([each])
            lowest = float("inf")
        lowest = min(lowest, scores[each.name].low)
    return [*([each] for each in dated), *(sorted(tie, key=_title) for tie in ties)]


def _title(each: Kept) -> tuple[str, str]:
    return each.card.title.casefold(), each.name

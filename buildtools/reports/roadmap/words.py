"""Words of the roadmap: links, scores, and why a card stands where it does."""

from collections.abc import Iterable

from buildtools.documents.markdown import plain
from buildtools.roadmap.bands import Placed, Score
from buildtools.roadmap.card import Kept
from buildtools.roadmap.judging import Judged

_DIGITS = 2
"""Of a score: its ranges are wide."""


def link(kept: Kept, folder: str) -> str:
    """Name a card, and lead to its file."""
    return f"[{plain(kept.card.title)}]({folder}/{kept.name.replace(' ', '%20')}.md)"


def titles(cards: Iterable[Kept]) -> str:
    """Name cards in a sentence."""
    return ", ".join(plain(each.card.title) for each in cards)


def worth(score: Score) -> str:
    """Write a score as its range."""
    low, high = (f"{each:.{_DIGITS}g}" for each in (score.low, score.high))
    return low if low == high else f"{low} to {high}"


def why(placed: Placed) -> str:
    """Return why a card stands in its band, best reason first."""
    card, judged = placed.kept.card, placed.judged
    parts = [f"needed by {card.needed_by}"] if card.needed_by else []
    parts += raised(judged)
    parts += [each.seen for each in judged.needs if each.truth == "no"]
    if card.business:
        parts.append(card.business.what)
    if placed.told != placed.band:
        parts.append(f"decided so; the figures say {placed.told}")
    return "; ".join(parts)


def raised(judged: Judged) -> list[str]:
    """Return what raises a card, or that nothing does yet."""
    raising = judged.raising
    if judged.raised == "yes":
        return [*judged.raised_by]
    if judged.raised == "unknown":
        unknown = [each.seen for each in raising if each.truth == "unknown"]
        return [f"not raised: {', '.join(dict.fromkeys(unknown))}"]
    return [f"not raised: {', '.join(each.seen for each in raising)}"] if raising else []

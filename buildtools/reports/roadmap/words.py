"""Words of the roadmap: cells of tables, scores, and why a card stands where it does."""

from collections.abc import Sequence

from buildtools.roadmap.bands import Placed, Score
from buildtools.roadmap.card import Kept
from buildtools.roadmap.judging import Judged

_DIGITS = 2
"""Of a score: its ranges are wide."""


def table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Write a table of Markdown."""
    lines = [columns, tuple("---" for _ in columns), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines)


def cell(text: str) -> str:
    """Write a text so that it stays in its cell."""
    return " ".join(text.split()).replace("|", "\\|") or "–"


def link(kept: Kept, folder: str) -> str:
    """Name a card, and lead to its file."""
    title = kept.card.title.strip().replace("[", "(").replace("]", ")")
    return f"[{title}]({folder}/{kept.name.replace(' ', '%20')}.md)"


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
        return [each.seen for each in raising if each.truth == "yes"]
    if judged.raised == "unknown":
        unknown = [each.seen for each in raising if each.truth == "unknown"]
        return [f"not raised: {', '.join(dict.fromkeys(unknown))}"]
    return [f"not raised: {', '.join(each.seen for each in raising)}"] if raising else []

"""The roadmap as one screen, and as rows for `--json`."""

from collections.abc import Iterator

import msgspec

from buildtools.reports.roadmap.words import why, worth
from buildtools.roadmap.bands import BANDS, Placed
from buildtools.roadmap.card import Kept
from buildtools.roadmap.judging import Judged
from buildtools.roadmap.roadmap import Roadmap
from buildtools.texts.wording import count


class Row(msgspec.Struct, frozen=True):
    """One card, as scripts read it."""

    name: str
    title: str
    kind: str
    status: str
    stands: str
    """now, next, later, doing, done, declined, dropped."""
    worth: tuple[float, float] | None
    tied: tuple[str, ...]
    raised: str
    dropped: str
    seen: tuple[str, ...]
    """What was seen of each condition."""
    expected: tuple[str, ...]


def rows(roadmap: Roadmap) -> tuple[Row, ...]:
    """Return every card in the order in which it stands."""
    placed, stands = {each.kept.name: each for each in roadmap.placed}, roadmap.stands
    others = (*roadmap.done, *roadmap.declined, *roadmap.dropped)
    return tuple(
        _row(each, stands[each.name], roadmap.judged[each.name], placed.get(each.name))
        for each in (*roadmap.open, *others)
    )


def _row(kept: Kept, stands: str, judged: Judged, placed: Placed | None) -> Row:
    return Row(
        kept.name,
        kept.card.title,
        kept.card.kind,
        kept.card.status,
        stands,
        (placed.score.low, placed.score.high) if placed else None,
        placed.tied if placed else (),
        judged.raised,
        judged.dropped,
        tuple(each.seen for each in (*judged.raising, *judged.dropping, *judged.needs)),
        tuple(each.words for each in judged.expected),
    )


def to_terminal(roadmap: Roadmap) -> str:
    """Render the open cards by where they stand, and count the others."""
    return "\n".join(_lines(roadmap))


def _lines(roadmap: Roadmap) -> Iterator[str]:
    if roadmap.doing:
        yield "in hand"
        yield from (f"  {each.card.title}" for each in roadmap.doing)
    for band in BANDS:
        members = [each for each in roadmap.placed if each.band == band]
        if members:
            yield band
        for each in members:
            tie = "=" if each.tied else " "
            yield f"  {tie} {each.kept.card.title}  ({worth(each.score)})"
            if reason := why(each):
                yield f"      {reason}"
    others = [f"{len(getattr(roadmap, word))} {word}" for word in ("done", "declined", "dropped")]
    yield f"{count(len(roadmap.open), 'card')} open, {', '.join(others)}"

"""The schedule: from when to when each card is worked on, as its days and its effort say.

Days of work are Monday to Friday; the longer estimate is drawn. A card that begins behind another
begins on the next day of work after its end. A card without a day, or behind one without, has none.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import msgspec

from buildtools.roadmap.card import Kept

_FRIDAY = 4


class Span(msgspec.Struct, frozen=True):
    """The days of work on one card, both inclusive."""

    kept: Kept
    start: date
    end: date


def scheduled(cards: Iterable[Kept]) -> dict[str, Span]:
    """Return the span of every card that has one, by name."""
    by_name = {each.name: each for each in cards}
    spans: dict[str, Span] = {}
    for each in by_name.values():
        _add(each, by_name, spans, set())
    return {name: spans[name] for name in by_name if name in spans}


def _add(
    kept: Kept, by_name: Mapping[str, Kept], spans: dict[str, Span], waiting: set[str]
) -> None:
    if kept.name in spans or kept.name in waiting:
        return
    card, start = kept.card, None
    if card.start:
        start = date.fromisoformat(card.start)
    elif card.after and card.after in by_name:
        before = by_name[card.after]
        _add(before, by_name, spans, waiting | {kept.name})
        start = _after(spans[before.name].end) if before.name in spans else None
    if start is not None:
        spans[kept.name] = Span(kept, start, _end(start, math.ceil(max(card.effort_days))))


def _after(day: date) -> date:
    """Return the next day of work."""
    day += timedelta(days=1)
    while day.weekday() > _FRIDAY:
        day += timedelta(days=1)
    return day


def _end(start: date, days: int) -> date:
    """Return the last of so many days of work; the first counts whichever day it is."""
    end = start
    for _ in range(days - 1):
        end = _after(end)
    return end

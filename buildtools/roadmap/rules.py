"""The rules of a card: what its types cannot say, one by one, each with the key that breaks it."""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date
from functools import partial

from buildtools.review.comparing import wanted
from buildtools.review.figures import FIGURES, UNITS
from buildtools.roadmap.amounts import difference
from buildtools.roadmap.bands import IMPACTS
from buildtools.roadmap.card import Card
from buildtools.roadmap.conditions import condition
from buildtools.roadmap.judging import need
from buildtools.texts.wording import meant

Fault = tuple[str, str]
"""The key, and what is wrong with its value: a clause."""

_BOUND_UNIT = re.compile(r"\d\s*(?P<unit>[A-Za-zµ%]*)$")


def faults(card: Card, checks: Collection[str]) -> Iterator[Fault]:
    """Return all that is wrong with a card by itself."""
    yield from _texts(card)
    yield from _ranges(card)
    yield from _days(card)
    yield from _decisions(card)
    for name, text in card.expect.items():
        yield from _expectation(name, text)
    for key, texts in (("raise_when", card.raise_when), ("drop_when", card.drop_when)):
        for index, text in enumerate(texts):
            yield from _said(f"{key}[{index}]", partial(condition, text, checks))
    for index, text in enumerate(card.needs):
        yield from _said(f"needs[{index}]", partial(need, text))


def faults_together(cards: dict[str, Card]) -> Iterator[tuple[str, Fault]]:
    """Return what is wrong with cards as they name each other, with the name of each."""
    for name, card in cards.items():
        if card.after is None:
            continue
        if card.after not in cards:
            yield name, ("after", f"there is no card {card.after}{meant(card.after, cards)}")
        elif name in _behind(card.after, cards):
            yield name, ("after", "the cards wait for each other in a circle")


def _behind(name: str | None, cards: dict[str, Card]) -> set[str]:
    """Return the cards that one waits for, and itself."""
    seen: set[str] = set()
    while name is not None and name in cards and name not in seen:
        seen.add(name)
        name = cards[name].after
    return seen


def _texts(card: Card) -> Iterator[Fault]:
    for key in ("title", "requirement", "cost"):
        if not getattr(card, key).strip():
            yield key, "is empty"
    if "\n" in card.title.strip():
        yield "title", "is more than one line"


def _ranges(card: Card) -> Iterator[Fault]:
    share = card.reach.share
    shares = share if isinstance(share, tuple) else (share,)
    if not shares or len(shares) > 2 or not all(0 < each <= 1 for each in shares):
        yield "reach.share", "is a number above 0 and up to 1, or [low, high] of such"
    elif shares[0] > shares[-1]:
        yield "reach.share", "the range is empty: its second number is the smaller"
    if card.impact not in IMPACTS:
        yield "impact", f"is one of {', '.join(f'{each:g}' for each in IMPACTS)}"
    days = card.effort_days
    if len(days) != 2 or not all(each > 0 for each in days):
        yield "effort_days", "is [least, most] in days, both above 0"
    elif days[0] > days[1]:
        yield "effort_days", "the range is empty: its second number is the smaller"


def _days(card: Card) -> Iterator[Fault]:
    named: list[tuple[str, str | None]] = [("needed_by", card.needed_by), ("start", card.start)]
    named += [(f"prices[{index}].on", each.on) for index, each in enumerate(card.prices)]
    named += [("done.on", card.done.on if card.done else None)]
    named += [("declined.on", card.declined.on if card.declined else None)]
    for key, text in named:
        if text is not None and not _is_day(text):
            yield key, "is no day: write 2027-01-11"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _decisions(card: Card) -> Iterator[Fault]:
    if card.status == "declined" and card.declined is None:
        yield "status", "a declined card says `declined: {because: …, by: …, on: 2027-01-11}`"
    if card.status == "done" and card.done is None:
        yield "status", "a card that is done says `done: {on: 2027-01-11}`"
    for key in ("done", "declined"):
        if getattr(card, key) is not None and card.status != key:
            yield key, f"stands in a card whose status is {card.status}"
    if card.start and card.after:
        yield "after", "begins on a day or behind a card, not both"


def _expectation(name: str, text: str) -> Iterator[Fault]:
    key = f"expect.{name}"
    row = FIGURES.get(name)
    if row is None:
        yield key, f"no figure is called so{meant(name, FIGURES)}"
        return
    try:
        if difference(text, row.unit) is not None:
            return
        bound = wanted(text)
    except ValueError as error:
        yield key, str(error)
        return
    found = _BOUND_UNIT.search(bound.text)
    if (
        bound.kind not in {"<", "<=", ">", ">="}
        or not found
        or found["unit"] not in UNITS[row.unit]
    ):
        usual = f" {UNITS[row.unit][0]}".rstrip()
        yield key, f"is a difference or a bound: '-38{usual}', '<= 38{usual}'"


def _said(key: str, read: Callable[[], object]) -> Iterator[Fault]:
    try:
        read()
    except ValueError as error:
        yield key, str(error)

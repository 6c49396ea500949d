"""Conditions of cards: a name and a comparison, held against one review.

    weight-first-page-gz > 60 kB      a figure on its side of a bound
    replay = off                      the value that a check has seen
    alerts absent                     how a check ended: met, differs, accepted, unplanned, absent
    reviews >= 4                      how many reviews there are

What was not measured is unknown, and unknown is never met.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

import msgspec

from buildtools.review.comparing import PIPELINE, Comparison, wanted
from buildtools.review.figures import FIGURES, UNITS, Unit
from buildtools.review.reviewed import Outcome, Plain, Reviewed
from buildtools.review.words import in_words
from buildtools.texts.wording import count, meant

COUNTED = "reviews"
"""The name that stands for how many reviews there are."""
_ENDED: Mapping[Outcome, str] = MappingProxyType(
    {
        "met": "is as wanted",
        "differs": "differs",
        "accepted": "differs, and is accepted",
        "unplanned": "is there, unplanned",
        "absent": "is absent",
    }
)
"""The outcomes that a condition can name, in words."""
Truth = Literal["yes", "no", "unknown"]

_BOUND_UNIT = re.compile(r"\d\s*(?P<unit>[A-Za-zµ%]*)$")


class Condition(msgspec.Struct, frozen=True):
    """One condition, read."""

    name: str
    text: str
    """As it was written."""
    outcome: str = ""
    """How the check has to have ended; else `comparison` holds."""
    comparison: Comparison | None = None


class Held(msgspec.Struct, frozen=True):
    """A condition against a review."""

    condition: str
    truth: Truth
    seen: str
    """What is so: `weight-first-page-gz is 96.8 kB`; of what is unknown, why."""


def condition(text: str, checks: Collection[str]) -> Condition:
    """Read a condition; raises ValueError, with a clause, at one that can never be told."""
    name, _, rest = " ".join(text.split()).partition(" ")
    if not rest:
        raise ValueError("a condition is a name and a comparison: weight-all-gz > 40 kB")
    if name not in FIGURES and name not in checks and name != COUNTED:
        known = [*FIGURES, *checks, COUNTED]
        raise ValueError(f"no check and no figure is called {name}{meant(name, known)}")
    if rest in _ENDED:
        if name not in checks:
            raise ValueError(f"{name} is a number; write a bound: {name} > 1")
        return Condition(name, text, outcome=rest)
    if rest == PIPELINE:
        raise ValueError(f"what the pipeline made is held by the check: {name} differs")
    comparison = wanted(re.sub(r"^= *", "", rest))
    if name not in checks:
        _refuse_unit(name, comparison)
    return Condition(name, text, comparison=comparison)


def held(one: Condition, history: Sequence[Reviewed]) -> Held:
    """Hold a condition against the newest of these reviews, the last."""
    if one.name == COUNTED:
        return _told(one, len(history), f"{count(len(history), 'review')} so far")
    if not history:
        return Held(one.text, "unknown", "there is no review")
    newest = history[-1]
    figure, verdict = newest.figure(one.name), newest.verdict(one.name)
    if figure is not None and not one.outcome:
        return _told(one, figure.value, f"{one.name} is {in_words(figure)}")
    if verdict is None and one.name in FIGURES:
        return Held(one.text, "unknown", f"{one.name} was not measured")
    if verdict is None or not verdict.is_told:
        why = f": {verdict.why}" if verdict and verdict.why else ""
        return Held(one.text, "unknown", f"{one.name} is not known{why}")
    seen = f"{one.name} {_ENDED[verdict.outcome]}" + (f": {verdict.seen}" if verdict.seen else "")
    if one.outcome:
        return Held(one.text, "yes" if one.outcome == verdict.outcome else "no", seen)
    return _told(one, verdict.value, seen)


def any_of(
    texts: Sequence[str], history: Sequence[Reviewed], checks: Collection[str]
) -> tuple[Truth, tuple[Held, ...]]:
    """Return whether one of these conditions holds, and what was seen of each.

    Unknown where none holds and one could not be told.
    """
    all_held = tuple(held(condition(text, checks), history) for text in texts)
    truths = {each.truth for each in all_held}
    whole: Truth = "yes" if "yes" in truths else "unknown" if "unknown" in truths else "no"
    return whole, all_held


def _told(one: Condition, value: Plain, seen: str) -> Held:
    holds = one.comparison is not None and one.comparison.holds(value)
    return Held(one.text, "yes" if holds else "no", seen)


def _refuse_unit(name: str, comparison: Comparison) -> None:
    unit: Unit = FIGURES[name].unit if name in FIGURES else "count"
    found = _BOUND_UNIT.search(comparison.text)
    if found is None or found["unit"] not in UNITS[unit]:
        units = ", ".join(each for each in UNITS[unit] if each) or "no unit"
        raise ValueError(f"{name} is a number; write a bound with {units}")

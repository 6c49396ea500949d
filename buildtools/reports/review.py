"""A review as one screen: what differs, what could not be told and why, the first figures."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

from buildtools.review.figures import FIGURES
from buildtools.review.reviewed import Figure, Outcome, Reviewed, Verdict
from buildtools.review.words import in_words
from buildtools.texts.wording import count, listed

SHOWN: Final = 12
"""Lines of one outcome before the rest are only counted."""

_WORDS: Final[Mapping[Outcome, str]] = {
    "differs": "differ",
    "absent": "absent",
    "unknown": "unknown",
    "unplanned": "unplanned",
    "accepted": "accepted",
    "not-asked": "not asked",
    "met": "met",
}
"""In the order in which they are counted on the first line."""

_FIRST: Final = (
    "weight-first-page-gz",
    "weight-first-page-share",
    "weight-all-gz",
    "pii-recall-shapes",
    "pii-recall",
    "page-cpu",
    "server-request-cpu",
)
"""Figures that stand on the screen, where they were measured."""


def to_terminal(reviewed: Reviewed) -> str:
    """Render a review as lines of text."""
    return "\n".join(_lines(reviewed))


def _lines(reviewed: Reviewed) -> Iterator[str]:
    release = reviewed.release or "nothing built yet"
    yield f"review of {release} for {reviewed.environment}"
    yield ""
    yield f"  looked at  {', '.join(reviewed.looked) or 'nothing'}"
    yield f"  checks     {_counted(reviewed.verdicts)}"
    yield from _differing(reviewed)
    yield from _by_reason("unknown", reviewed.verdicts)
    yield from _by_reason("not-asked", reviewed.verdicts)
    yield from _figures(reviewed)
    yield ""
    yield f"  {_verdict(reviewed)}"


def _counted(verdicts: tuple[Verdict, ...]) -> str:
    numbers = [(_of(verdicts, outcome), word) for outcome, word in _WORDS.items()]
    told = [f"{number} {word}" for number, word in numbers if number]
    return ", ".join(told) or "none"


def _differing(reviewed: Reviewed) -> Iterator[str]:
    """Return what differs, with one thing to do; what nobody planned is counted above."""
    told = [each for each in reviewed.verdicts if each.outcome == "differs"]
    if told:
        yield ""
    for each in told[:SHOWN]:
        against = f"; wanted is {each.wanted}" if each.wanted else ""
        yield f"  differs    {each.check}: {each.seen}{against}"
    if len(told) > SHOWN:
        yield f"             and {len(told) - SHOWN} more: --json"
    for found in _worst(reviewed):
        yield f"  {found}"


def _worst(reviewed: Reviewed) -> Iterator[str]:
    order = {"error": 0, "warning": 1, "info": 2}
    open_ones = [
        each for each in reviewed.findings if not each.accepted and each.severity != "info"
    ]
    told = sorted(open_ones, key=lambda each: order[each.severity])
    for each in told[:SHOWN]:
        tries = f"; try: {each.remedy}" if each.remedy else ""
        yield f"{each.severity:<9}  {each.code}: {each.subject}: {each.sentence}{tries}"
    if len(told) > SHOWN:
        yield f"           and {count(len(told) - SHOWN, 'more finding')}: --json"


def _by_reason(outcome: Outcome, verdicts: tuple[Verdict, ...]) -> Iterator[str]:
    """Return the checks of an outcome under the reason that they share, the commonest first."""
    told = sorted((each for each in verdicts if each.outcome == outcome), key=lambda each: each.why)
    groups = [
        (why, [each.check for each in those]) for why, those in groupby(told, lambda v: v.why)
    ]
    if groups:
        yield ""
    for why, checks in sorted(groups, key=lambda each: (-len(each[1]), each[0])):
        yield f"  {_WORDS[outcome]:<9}  {listed(checks, 6)}: {why}"


def _figures(reviewed: Reviewed) -> Iterator[str]:
    told = [figure for name in _FIRST if (figure := reviewed.figure(name))]
    if told:
        yield ""
    for figure in told:
        yield f"  measured   {FIGURES[figure.name].title}: {in_words(figure)}{_spread(figure)}"


def _spread(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    unit = FIGURES[figure.name].unit
    return f" ({figure.low:.1f} to {figure.high:.1f} {unit}, {figure.n} times)"


def _verdict(reviewed: Reviewed) -> str:
    differing, untold = _of(reviewed.verdicts, "differs"), _of(reviewed.verdicts, "unknown")
    if differing:
        return f"differs    {count(differing, 'check')}: correct them, or plan otherwise"
    if untold:
        return f"unknown    {count(untold, 'check')} of what was asked could not be told"
    if not _of(reviewed.verdicts, "met"):
        return "nothing    no check had a rule or a plan: invoke review --write-plan"
    return "as planned nothing that was seen differs"


def _of(verdicts: tuple[Verdict, ...], outcome: Outcome) -> int:
    return sum(each.outcome == outcome for each in verdicts)

"""A look at a live site as one screen: what was compared, what differs, one thing to do."""

from collections.abc import Iterator, Mapping
from typing import Final

from buildtools.findings import Finding, Severity
from buildtools.proof.counts import Count
from buildtools.results import Looked
from buildtools.texts.wording import count

SHOWN: Final = 12
"""Findings printed before the rest are only counted."""

_ORDER: Final[Mapping[Severity, int]] = {"error": 0, "warning": 1, "info": 2}

_COUNTED: Final = (
    (Count.ANSWERS_COMPARED, "answer compared", "answers compared"),
    (Count.PAGES_READ, "page read", "pages read"),
    (Count.PRIVATE_FILES_ASKED_FOR, "private file asked for", "private files asked for"),
    (
        Count.DEBUG_IDS_READ_IN_A_BROWSER,
        "debug ID read in a browser",
        "debug IDs read in a browser",
    ),
    (Count.BROWSER_EVENTS, "test event", "test events"),
    (Count.BROWSER_FRAMES, "frame", "frames"),
    (Count.CONTROLS, "control", "controls"),
)


def to_terminal(looked: Looked, environment: str) -> str:
    """Render what was seen as lines of text."""
    return "\n".join(_lines(looked, environment))


def _lines(looked: Looked, environment: str) -> Iterator[str]:
    yield f"{looked.site} for {environment}"
    yield ""
    yield f"  compared   {_compared(looked)}"
    tried = [
        f"{number} {one if number == 1 else many}"
        for each, one, many in _COUNTED
        if (number := looked.proof.counts.get(each, 0))
    ]
    if tried:
        yield f"  tried      {', '.join(tried)}"
    yield from _found(looked.proof.findings)
    yield ""
    yield f"  {_verdict(looked)}"


def _is_live(looked: Looked) -> bool:
    """Whether a site was looked at, and not files that are deployed later."""
    return "://" in looked.site


def _compared(looked: Looked) -> str:
    if not looked.reached:
        return "nothing: the site was not seen"
    if not looked.scripts:
        return "nothing: the release has no script for browsers"
    ways = f", in {', '.join(looked.encodings)}" if looked.encodings else ""
    scripts = count(looked.scripts, "script")
    served = "served" if _is_live(looked) else "there"
    return f"{looked.right} of {scripts} {served} byte for byte{ways}"


def _found(findings: tuple[Finding, ...]) -> Iterator[str]:
    told = sorted(findings, key=lambda each: (bool(each.accepted), _ORDER[each.severity]))
    if told:
        yield ""
    for each in told[:SHOWN]:
        mark = f"accepted ({each.accepted})" if each.accepted else each.severity
        yield f"  {mark}: {each.code}: {each.subject}: {each.sentence}"
    if len(told) > SHOWN:
        yield f"  {count(len(told) - SHOWN, 'more note')}: invoke live --json"


def _verdict(looked: Looked) -> str:
    """Return what it comes to, with the one thing that helps."""
    errors = looked.proof.errors
    if errors:
        remedy = next((each.remedy for each in errors if each.remedy), "")
        return f"differs    {count(len(errors), 'error')}" + (f"; try: {remedy}" if remedy else "")
    others = [each for each in looked.proof.findings if each.severity == "warning"]
    if not looked.reached:
        remedy = next((each.remedy for each in others if each.remedy), "")
        return "not seen   nothing is said of the release" + (f"; try: {remedy}" if remedy else "")
    if any(not each.accepted for each in others):
        return "right      what could be compared is what was released"
    where = "live" if _is_live(looked) else "to be deployed"
    return f"right      what is {where} is what was released"

"""Tables: the steps with their times, all counts of the proof, and how the report was made."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, get_args

import msgspec

from buildtools.ledger import State
from buildtools.proof.counts import Count, Noun
from buildtools.reports.full.cases import CheckCase, Outcome
from buildtools.reports.full.report import FullReport
from buildtools.reports.report import Line
from buildtools.values import Kind

_STATES: Final[dict[State, tuple[str, str]]] = {
    "done": ("good", "✓"),
    "failed": ("bad", "✕"),
    "out of date": ("fair", "!"),
    "skipped": ("plain", "–"),
    "missing": ("plain", "·"),
}
_MINUTE: Final = 60
_LONG: Final = 100


class Step(msgspec.Struct, frozen=True):
    """One step, and how long it took."""

    name: str
    tone: str
    mark: str
    state: str
    words: str
    seconds: str
    width: str
    """In per cent of the longest; empty where no time is known."""


def steps(lines: tuple[Line, ...]) -> tuple[Step, ...]:
    """Return a row for each step."""
    longest = max((line.seconds or 0 for line in lines), default=0) or 1
    return tuple(_step(line, longest) for line in lines)


def _step(line: Line, longest: float) -> Step:
    tone, mark = _STATES[line.state]
    state = "not done" if line.state == "missing" else line.state
    if line.seconds is None:
        return Step(line.step, tone, mark, state, line.words, "", "")
    width = f"{100 * line.seconds / longest:.1f}%"
    return Step(line.step, tone, mark, state, line.words, lasting(line.seconds), width)


def lasting(seconds: float) -> str:
    """Return how long something took: `0.3 s`, `41.7 s`, `12 min 5 s`."""
    if seconds < _LONG:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    return f"{whole // _MINUTE} min {whole % _MINUTE} s"


class Counts(msgspec.Struct, frozen=True):
    """All counts of the proof: a row for each that was counted, a column for each kind."""

    kinds: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def counts(found: Mapping[Count, int]) -> Counts:
    """Return what was counted, in the order of the work."""
    every: tuple[Kind | None, ...] = (*get_args(Kind), None)
    kinds = [kind for kind in every if any(each.kind == kind for each in found)]
    rows = []
    for noun in get_args(Noun):
        cells = tuple(_cell(found, noun, kind) for kind in kinds)
        if any(cells):
            rows.append((noun, cells))
    return Counts(tuple(kind or "server" for kind in kinds), tuple(rows))


def _cell(found: Mapping[Count, int], noun: Noun, kind: Kind | None) -> str:
    numbers = (found[each] for each in found if (each.noun, each.kind) == (noun, kind))
    number = next(numbers, None)
    return "" if number is None else f"{number:,}"


class Checked(msgspec.Struct, frozen=True):
    """One check of the proof or of the live site."""

    what: str
    tone: str
    outcome: str
    passed: str
    failed: str
    not_tried: str
    why: str


_TONES: Final[dict[Outcome, tuple[str, str]]] = {
    "proved": ("good", "✓"),
    "failed": ("bad", "✕"),
    "accepted": ("fair", "◐"),
    "warned": ("fair", "◐"),
    "not judged": ("fair", "◐"),
    "not tried": ("plain", "–"),
    "not offered": ("plain", "–"),
    "skipped": ("plain", "–"),
}


def checked(cases: Sequence[CheckCase]) -> tuple[Checked, ...]:
    """Return a row for each check: those that failed first, else in the order of the work."""
    ordered = sorted(cases, key=lambda case: case.outcome != "failed")
    return tuple(_checked(case) for case in ordered)


def _checked(case: CheckCase) -> Checked:
    tone, mark = _TONES[case.outcome]
    tried = case.tried
    numbers = (tried.passed, tried.failed, tried.not_tried)
    passed, failed, not_tried = (f"{number:,}" if tried.number else "" for number in numbers)
    outcome = f"{mark} {case.outcome}"
    return Checked(case.what, tone, outcome, passed, failed, not_tried, case.why)


def made(report: FullReport) -> tuple[tuple[str, str], ...]:
    """Return how the report was made: labels, each with a text."""
    return tuple((label, text) for label, text in _made(report) if text)


def _made(report: FullReport) -> Iterator[tuple[str, str]]:
    by = report.made
    yield "app", report.app or ""
    yield "server", report.server
    yield "first step begun", by.began
    yield "last step begun", by.ended
    yield "time of all steps", lasting(by.seconds)
    yield "bundle", report.bundle_id or ""
    yield "ledger written by", f"sentry-buildtools {by.written_by}" if by.written_by else "unknown"
    yield "report made by", f"sentry-buildtools {by.reported_by}"
    yield "positions looked up by", by.resolver
    yield "SHA-1 of the ledger", by.ledger or ""
    yield "SHA-1 of the proof's trials", by.proof or ""
    yield "SHA-1 of the look at the site", by.live or ""
    for why in report.lacking:
        yield "not in this report", why

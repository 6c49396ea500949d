"""Problems: what failed and what was noticed, of one code in one place, the worst first.

What there is no room for is counted, never dropped unsaid.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

import msgspec

from buildtools.findings import Finding
from buildtools.findings.catalogue import row_of
from buildtools.reports.full.report import Failure, Noticed, importance

Tone = Literal["bad", "fair", "plain"]

SHOWN: Final = 6
"""Places of one code that are seen at once."""

MOST_PLACES: Final = 40
"""Places of one code that there are at all."""

MOST_QUIET: Final = 8
"""The same of a note, and of what is accepted."""

_TONES: Final[dict[str, tuple[Tone, str]]] = {
    "error": ("bad", "✕"),
    "warning": ("fair", "!"),
    "info": ("plain", "i"),
}
_ACCEPTED: Final[tuple[Tone, str]] = ("plain", "✓")


class Place(msgspec.Struct, frozen=True):
    """What a finding is about, and what is so there."""

    subject: str
    sentence: str
    remedy: str = ""
    """Both are empty where the problem says them of all its places."""


class Problem(msgspec.Struct, frozen=True):
    """All that one code says."""

    tone: Tone
    mark: str
    severity: str
    code: str
    title: str
    number: int
    """Of how many places it is said."""
    sentence: str = ""
    """What is so, where that is the same in all places."""
    why: str = ""
    remedy: str = ""
    accepted: str = ""
    """Why sentry.yml takes it as it is."""
    step: str = ""
    first: tuple[Place, ...] = ()
    further: tuple[Place, ...] = ()
    left_out: int = 0
    evidence: tuple[str, ...] = ()


def failure(failed: Failure, noticed: Iterable[Noticed]) -> Problem:
    """Return why a release failed, as a problem.

    Where it was errors that were noticed these follow, and are not told twice.
    """
    is_told = any(each.step == failed.step and each.finding.severity == "error" for each in noticed)
    evidence = () if is_told else failed.evidence
    return Problem(
        "bad",
        "✕",
        "failed",
        failed.code or f"exit code {failed.exit_code}",
        failed.what,
        1,
        remedy=failed.remedy,
        step=failed.step,
        evidence=evidence[:MOST_PLACES],
        left_out=max(len(evidence) - MOST_PLACES, 0),
    )


def problems(noticed: Iterable[Noticed]) -> list[Problem]:
    """Return all that was noticed, by code: errors first, what is accepted last."""
    of_code: dict[tuple[str, str, str | None], list[Noticed]] = {}
    for each in sorted(noticed, key=lambda one: importance(one.finding)):
        found = each.finding
        of_code.setdefault((found.code, found.severity, found.accepted), []).append(each)
    return [_problem(group) for group in of_code.values()]


def _problem(group: Sequence[Noticed]) -> Problem:
    step, each = group[0].step, group[0].finding
    row = row_of(each.code)
    found = [one.finding for one in group]
    sentence, remedy = _shared(one.sentence for one in found), _shared(one.remedy for one in found)
    places = [place for one in found for place in _places(one, sentence, remedy)]
    number = len(places) + sum(one.unnamed for one in found)
    is_loud = each.severity != "info" and not each.accepted
    kept = places[: MOST_PLACES if is_loud else MOST_QUIET]
    tone, mark = _ACCEPTED if each.accepted else _TONES[each.severity]
    return Problem(
        tone,
        mark,
        "accepted" if each.accepted else each.severity,
        each.code,
        row.title if row else each.code,
        number,
        sentence=sentence,
        why=row.why if row else "",
        remedy=remedy or (row.remedy if row else ""),
        accepted=each.accepted or "",
        step=step,
        first=tuple(kept[:SHOWN]),
        further=tuple(kept[SHOWN:]),
        left_out=number - len(kept),
    )


def _shared(texts: Iterable[str]) -> str:
    """Return what all say alike; nothing where they differ."""
    every = set(texts)
    return every.pop() if len(every) == 1 else ""


def _places(found: Finding, sentence: str, remedy: str) -> Iterator[Place]:
    """Return what a finding is about, with what is not said of all."""
    said = "" if sentence else found.sentence
    helps = "" if remedy else found.remedy
    yield Place(found.subject, said, helps)
    yield from (Place(str(each), said, helps) for each in found.also)

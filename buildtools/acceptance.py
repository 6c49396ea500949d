"""Acceptance: findings that a project takes as they are, because its sentry.yml says so and why.

Pure: findings and acceptances in, the same findings out, marked. An accepted finding keeps its
severity and is reported like any other; it only refuses nothing any more.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from buildtools.findings import Finding, finding
from buildtools.findings.catalogue import ALIASES, CATALOGUE, canonical, row_of
from buildtools.findings.subjects import File, Setting
from buildtools.results import (
    Built,
    CommitsSet,
    Finalized,
    Injected,
    Looked,
    Result,
    Stripped,
    Verified,
)
from buildtools.settings import Acceptance
from buildtools.texts.patterns import holds
from buildtools.texts.wording import meant

Outcome = TypeVar("Outcome", bound=Result)

_FORMER_SUBJECT = re.compile(
    r"(?:all pairs|[0-9]+ of [0-9]+ (?:pairs|positions in the project's own code))(?=: )"
)
"""What stood as the subject of many before each of them was named: patterns for it still hold."""


def fault(code: str) -> str | None:
    """Return why a code cannot be accepted; None when it can."""
    row = row_of(code)
    if row is not None:
        return f"{row.code} cannot be accepted: {row.never}" if row.never else None
    return f"no finding has this code{meant(code, sorted((*CATALOGUE, *ALIASES)))}"


def mark(findings: Iterable[Finding], accepted: Sequence[Acceptance]) -> tuple[Finding, ...]:
    """Note in each finding the reason for which it is accepted; take old notes away."""
    return tuple(_marked(found, accepted) for found in findings)


def applied(
    outcome: Outcome, accepted: Sequence[Acceptance], earlier: Sequence[Finding] = ()
) -> Outcome:
    """Mark the findings that a step left, whichever step it was.

    A proof also tells of acceptances that neither it nor any `earlier` finding has needed.
    """
    match outcome:
        case Verified(proof):
            idle = unused(accepted, (*proof.findings, *earlier))
            findings = mark((*proof.findings, *idle), accepted)
            marked = msgspec.structs.replace(proof, findings=findings)
            return msgspec.structs.replace(outcome, proof=marked)
        case Looked(proof):
            seen = msgspec.structs.replace(proof, findings=mark(proof.findings, accepted))
            return msgspec.structs.replace(outcome, proof=seen)
        case Built() | Injected() | CommitsSet() | Stripped() | Finalized():
            return msgspec.structs.replace(outcome, findings=mark(outcome.findings, accepted))
        case _:
            return outcome


def unused(accepted: Sequence[Acceptance], findings: Sequence[Finding]) -> Iterator[Finding]:
    """Find acceptances that no finding needed, once the proof is made."""
    for each in accepted:
        row = row_of(each.code)
        late = row is not None and row.late
        if not late and not any(_meets(each, found) for found in findings):
            yield finding(
                "acceptance-unused",
                Setting("accept", f"{each.code} of {each.path}"),
                "accepts a finding that is not there",
                "take it out of sentry.yml, before it hides another one",
            )


def _marked(found: Finding, accepted: Sequence[Acceptance]) -> Finding:
    reason = next((each.reason for each in accepted if _meets(each, found)), None)
    if reason == found.accepted:
        return found
    return msgspec.structs.replace(found, accepted=reason)


def _meets(acceptance: Acceptance, found: Finding) -> bool:
    row = row_of(found.code)
    same = canonical(found.code) == canonical(acceptance.code) and not found.final
    if not same or (row is not None and row.never):
        return False
    return any(holds(acceptance.path, text) for text in _texts(found))


def _texts(found: Finding) -> Iterator[str]:
    """Return the texts that a pattern may mean: the subject, its path, and what it was before."""
    yield found.subject
    if isinstance(found.about, File):
        yield found.about.path
    if former := _FORMER_SUBJECT.match(found.sentence):
        yield former[0]

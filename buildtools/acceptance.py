"""Acceptance: findings that a project takes as they are, because its sentry.yml says so and why.

Pure: findings and acceptances in, the same findings out, marked. An accepted finding keeps its
severity and is reported like any other; it only refuses nothing any more.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from buildtools.findings import ALIASES, CODES, Finding, canonical, finding
from buildtools.globs import holds
from buildtools.results import Built, CommitsSet, Finalized, Injected, Result, Stripped, Verified
from buildtools.settings import Acceptance
from buildtools.wording import meant

Outcome = TypeVar("Outcome", bound=Result)

NEVER = {
    "control-failed": "nothing that the server says can be believed then",
    "frame-wrong": "an error would be shown at a line that it did not come from",
    "bundle-not-listed": "nothing of the release would resolve",
    "link-leads-out": "inject would write to a file that is not the project's",
    "file-changed": "what is deployed would not be what was proven",
}
"""Codes that nobody may accept, and why."""

_LATE = frozenset(
    {"map-not-uploaded", "comment-kept", "source-published", "deploy-kept", "date-kept"}
)
"""Codes that strip and finalize alone can find, which come after the proof."""


def fault(code: str) -> str | None:
    """Say why a code cannot be accepted; None when it can."""
    current, known = canonical(code), {*CODES, *ALIASES, *ALIASES.values()}
    if current in NEVER:
        return f"{current} cannot be accepted: {NEVER[current]}"
    if code in known:
        return None
    return f"no finding has this code{meant(code, sorted(known))}"


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
        case Built() | Injected() | CommitsSet() | Stripped() | Finalized():
            return msgspec.structs.replace(outcome, findings=mark(outcome.findings, accepted))
        case _:
            return outcome


def unused(accepted: Sequence[Acceptance], findings: Sequence[Finding]) -> Iterator[Finding]:
    """Find acceptances that no finding needed, once the proof is made."""
    for each in accepted:
        late = each.code in _LATE
        if not late and not any(_meets(each, found) for found in findings):
            yield finding(
                "acceptance-unused",
                f"accept: {each.code} of {each.path}",
                "accepts a finding that is not there",
                "take it out of sentry.yml, before it hides another one",
            )


def _marked(found: Finding, accepted: Sequence[Acceptance]) -> Finding:
    reason = next((each.reason for each in accepted if _meets(each, found)), None)
    if reason == found.accepted:
        return found
    return msgspec.structs.replace(found, accepted=reason)


def _meets(acceptance: Acceptance, found: Finding) -> bool:
    code = canonical(found.code)
    same = code == canonical(acceptance.code) and code not in NEVER and not found.final
    return same and holds(acceptance.path, found.subject)

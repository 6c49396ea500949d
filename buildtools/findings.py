"""What a check noticed: code, severity, subject, sentence, remedy.

Findings are data. Nothing here stops a run: `finalize` is what refuses a proof with errors.
A check that could not run is a finding too, never a pass.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

Severity = Literal["error", "warning", "info"]


class Finding(msgspec.Struct, frozen=True):
    """One thing a check noticed.

    `subject` names the file, ID or endpoint; `sentence` says what is so; `remedy` is one thing to
    do, or empty.
    """

    code: str
    severity: Severity
    subject: str
    sentence: str
    remedy: str = ""


class Proof(msgspec.Struct, frozen=True):
    """The findings and the counts behind them: how many positions, IDs, files were really tried."""

    counts: dict[str, int]
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Only the findings that forbid to finalize."""
        return tuple(found for found in self.findings if found.severity == "error")


CODES: dict[str, Severity] = {
    # build: what the project's build left behind
    "no-script": "error",
    "map-missing": "error",
    "map-named-but-missing": "error",
    "map-stale": "error",
    "map-unparsable": "error",
    "map-wrong": "error",
    "map-coarse": "error",
    "map-realigned": "info",
    "map-not-judged": "info",
    "map-empty": "info",
    "map-ambiguous": "error",
    "map-orphan": "info",
    "source-transformed": "info",
    "source-content-missing": "warning",
    "source-content-embedded": "info",
    "script-without-map": "info",
    # inject
    "debug-id-mismatch": "error",
    "debug-id-shared": "error",
    "debug-id-unreadable": "warning",
    "script-not-injectable": "warning",
    "pair-repaired": "info",
    "pair-half-injected": "error",
    "map-shared": "error",
    # what a change of built files invalidates
    "integrity-circular": "error",
    "integrity-ambiguous": "error",
    "sibling-stale": "error",
    "policy-digest": "warning",
    "precache-kept": "warning",
    "name-kept": "warning",
    "directive-kept": "warning",
    # proof, on disk
    "pair-not-injected": "error",
    "file-changed": "error",
    "position-moved": "error",
    "positions-none": "error",
    "positions-not-compared": "warning",
    # proof, on the server
    "bundle-not-listed": "error",
    "file-not-listed": "error",
    "debug-id-not-found": "error",
    "control-failed": "error",
    "not-permitted": "warning",
    "not-offered": "warning",
    # proof, round trip
    "event-not-stored": "error",
    "frame-not-resolved": "error",
    "frame-wrong": "error",
    "frame-without-source": "warning",
    "not-tried": "warning",
    # strip
    "map-not-uploaded": "info",
    "comment-kept": "info",
    "source-published": "warning",
    # release and commits
    "commits-shallow": "warning",
    "commits-none": "info",
    "commits-base-unknown": "warning",
    "commits-diverged": "info",
    "commits-cut": "info",
    "deploy-kept": "info",
    "date-kept": "info",
}
"""Every code and its usual severity. A code is a promise to those who script against it."""


def finding(
    code: str, subject: str, sentence: str, remedy: str = "", *, severity: Severity | None = None
) -> Finding:
    """Make a finding with the severity its code usually has.

    Raises KeyError when the code is not in the table.
    """
    return Finding(code, severity or CODES[code], subject, sentence, remedy)


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The highest severity among them; None when there is none."""
    present = {found.severity for found in findings}
    order: tuple[Severity, ...] = ("error", "warning", "info")
    return next((severity for severity in order if severity in present), None)

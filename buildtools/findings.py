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
    do, or empty. `accepted` is the reason for which sentry.yml takes it as it is, if it does.
    """

    code: str
    severity: Severity
    subject: str
    sentence: str
    remedy: str = ""
    accepted: str | None = None
    final: bool = False
    """Whether nobody may accept it, whatever its code: every frame would be wrong."""


def forbidding(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Give the findings that nothing may go on with: errors that nobody accepted."""
    return tuple(found for found in findings if found.severity == "error" and not found.accepted)


class Proof(msgspec.Struct, frozen=True):
    """The findings and the counts behind them: how many positions, IDs, files were really tried."""

    counts: dict[str, int]
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Only the findings that forbid to finalize."""
        return forbidding(self.findings)


CODES: dict[str, Severity] = {
    # build: what the project's build left behind
    "no-script": "error",
    "file-name": "error",
    "link-leads-out": "error",
    "link-followed": "info",
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
    "map-named-by-file": "info",
    "script-inlined": "warning",
    "source-transformed": "info",
    "map-mended": "warning",
    "map-chained": "info",
    "source-content-missing": "warning",
    "source-content-embedded": "info",
    "script-without-map": "info",
    # inject
    "debug-id-mismatch": "error",
    "debug-id-shared": "error",
    "debug-id-unreadable": "warning",
    "debug-id-foreign": "info",
    "script-not-injectable": "warning",
    "pair-repaired": "info",
    "pair-half-injected": "error",
    "map-shared": "error",
    "map-key-dropped": "info",
    # what a change of built files invalidates
    "integrity-circular": "error",
    "integrity-ambiguous": "error",
    "size-kept": "error",
    "sibling-stale": "error",
    "policy-digest": "warning",
    "precache-kept": "warning",
    "name-kept": "info",
    "digest-kept": "warning",
    "digest-in-name": "info",
    "directive-kept": "warning",
    # upload
    "map-flattened": "info",
    "map-sectioned": "warning",
    # proof, on disk
    "pair-not-injected": "error",
    "file-changed": "error",
    "position-moved": "error",
    "positions-none": "error",
    "positions-not-compared": "warning",
    "positions-not-judged": "info",
    "scopes-not-judged": "info",
    "resolver-not-asked": "info",
    "source-contradicts": "warning",
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
    # sentry.yml
    "acceptance-unused": "warning",
    # release and commits
    "commits-shallow": "warning",
    "commits-none": "info",
    "commits-base-unknown": "warning",
    "commits-diverged": "info",
    "commits-cut": "info",
    "commits-fitted": "warning",
    "commits-refused": "warning",
    "commits-unread": "warning",
    "commits-path-unmatched": "warning",
    "commits-not-kept": "warning",
    "repository-guessed": "warning",
    "deploy-fitted": "warning",
    "deploy-kept": "info",
    "date-kept": "info",
}
"""Every code and its usual severity. A code is a promise to those who script against it."""

ALIASES = {"map-dishonest": "map-wrong"}
"""Codes that were renamed, and their new names: an old one holds for good where a user wrote it."""


def canonical(code: str) -> str:
    """Give the code that this one is called by now."""
    return ALIASES.get(code, code)


def finding(
    code: str, subject: str, sentence: str, remedy: str = "", *, severity: Severity | None = None
) -> Finding:
    """Make a finding with the severity its code usually has.

    Raises KeyError when the code is not in the table.
    """
    return Finding(code, severity or CODES[code], subject, sentence, remedy)

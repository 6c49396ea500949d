"""Each check of a proof as a case: all its trials together, and what was not tried at all."""

from collections.abc import Iterator, Mapping
from typing import Literal

from buildtools.findings import Finding
from buildtools.findings.catalogue import row_of
from buildtools.proof import Proof
from buildtools.proof.lines import Kept
from buildtools.proof.trials import Check
from buildtools.reports.full.cases import CheckCase, Outcome, Tried
from buildtools.texts.wording import count

WHAT: Mapping[Check, str] = {
    "file": "each file is as it was left",
    "pair": "script, snippet and map of each pair carry one debug ID",
    "position": "each position means what it meant before injection",
    "original": "the project's files say what maps say",
    "bundle": "the server lists the bundle",
    "listed-file": "the server lists each file",
    "look-up": "the server finds each debug ID",
    "event": "test events can be read back",
    "frame": "each frame comes back as its original",
    "control": "the server refuses what does not exist",
    "served": "the site serves each script byte for byte",
    "page": "pages name the scripts of this release",
    "exposed": "nothing private can be fetched from the site",
    "registered": "scripts that run in a browser tell their debug IDs",
    "sdk": "the SDK of a page reports what was released",
    "policy": "pages let events be sent",
    "worker": "the service worker gives the files that the site has",
    "scenario": "errors that were raised show their lines",
}
"""What is so where a check has passed."""


def checks_of(of: Literal["proof", "live"], proof: Proof, kept: Kept | None) -> Iterator[CheckCase]:
    """Judge every check that was tried, then say which parts were not."""
    for check, tried in tried_in(kept).items() if kept else ():
        yield _judged(of, check, tried, proof)
    if kept is None and proof.counts:
        yield _without_trials(of, proof)
    for found in proof.findings:
        if outcome := _untried(found):
            yield _lacking(of, found, outcome)


def tried_in(kept: Kept) -> Mapping[Check, Tried]:
    """Count all trials by their checks, in the order of the work."""
    found: dict[Check, Tried] = {}
    for trial in kept.trials:
        found[trial.check] = found.get(trial.check, Tried()).plus(trial.outcome)
    for left in kept.left_out:
        found[left.check] = found.get(left.check, Tried()).plus(left.outcome, left.number)
    return {check: found[check] for check in WHAT if check in found}


def _judged(of: Literal["proof", "live"], check: Check, tried: Tried, proof: Proof) -> CheckCase:
    outcome, why = _outcome(tried, proof)
    return CheckCase(of, check, WHAT[check], outcome, why, tried=tried)


def _outcome(tried: Tried, proof: Proof) -> tuple[Outcome, str]:
    """Return how a check came out, and why it did not pass."""
    if tried.failed:
        why = f"{tried.failed} of {count(tried.passed + tried.failed, 'trial')} failed"
        return _graver(proof), why
    if tried.passed:
        return "proved", f"{count(tried.not_tried, 'other')} not tried" if tried.not_tried else ""
    return "not tried", f"none of {count(tried.not_tried, 'trial')} could be made"


def _graver(proof: Proof) -> Outcome:
    """Return what a failed trial is, as far as the findings of its proof tell."""
    if proof.errors:
        return "failed"
    return "accepted" if any(each.accepted for each in proof.findings) else "warned"


def _without_trials(of: Literal["proof", "live"], proof: Proof) -> CheckCase:
    """Return the one case of a proof whose trials are not at hand: that they were counted."""
    loud = any(each.severity != "info" for each in proof.findings)
    number = count(sum(proof.counts.values()), "trial")
    return CheckCase(
        *(of, "trials", "all trials passed"),
        outcome="not judged" if loud else "proved",
        why=f"{number} by the counts in the ledger; what was seen of them is not here",
    )


def _untried(found: Finding) -> Outcome | None:
    row = row_of(found.code)
    return (row.untried or None) if row is not None else None


def _lacking(of: Literal["proof", "live"], found: Finding, outcome: Outcome) -> CheckCase:
    return CheckCase(
        of, found.subject, found.subject, outcome, found.sentence, found.code, found.remedy
    )

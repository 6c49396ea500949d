"""Verdicts: what was seen, against the plan where it says something, else against a rule."""

from collections.abc import Iterable, Sequence

import msgspec

from buildtools.acceptance import mark
from buildtools.checks.review import BY_NAME, CHECKS
from buildtools.checks.review.check import Check, Look
from buildtools.findings import Finding, finding
from buildtools.findings.subjects import Setting
from buildtools.review.comparing import same, shown, wanted
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.kept import Kept
from buildtools.review.figures import FIGURES
from buildtools.review.plan import NAME, Deviation, Item, Plan
from buildtools.review.reviewed import Figure, Outcome, Plain, Verdict
from buildtools.review.words import in_words
from buildtools.settings import Acceptance


class Decided(msgspec.Struct, frozen=True):
    """All verdicts, in the order of the table, and all that was found on the way."""

    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]


def decide(
    evidence: Evidence,
    plan: Plan,
    figures: Iterable[Figure],
    checks: Iterable[Check] = CHECKS,
    accepted: Sequence[Acceptance] = (),
) -> Decided:
    """Decide every check, and every figure that the plan names; `accepted` is of sentry.yml."""
    looks = [(check, _marked(check.decide(evidence), accepted)) for check in checks]
    known = {figure.name: figure for figure in figures}
    verdicts = [_verdict(check, look, plan, evidence.kept) for check, look in looks]
    verdicts += [
        _of_figure(item, known.get(item.check), plan)
        for item in plan.plan
        if item.check in FIGURES and item.check not in BY_NAME
    ]
    found = [
        _accepted(each, verdict)
        for verdict, (_, look) in zip(verdicts, looks, strict=False)
        for each in look.faults
    ]
    told = {check.name for check, look in looks if check.pipeline and _open(look.faults)}
    found += [
        _differing(verdict)
        for verdict in verdicts
        if verdict.outcome == "differs" and verdict.wanted and verdict.check not in told
    ]
    return Decided(tuple(verdicts), tuple(found))


def _marked(look: Look, accepted: Sequence[Acceptance]) -> Look:
    """Note what sentry.yml accepts; what a step found and marked stays as it was marked."""
    faults = tuple(each if each.accepted else mark([each], accepted)[0] for each in look.faults)
    return msgspec.structs.replace(look, faults=faults)


def _verdict(check: Check, look: Look, plan: Plan, kept: Kept) -> Verdict:
    item, deviation = plan.item(check.name), plan.deviation(check.name)
    made = getattr(kept, check.pipeline, None) if check.pipeline else None
    outcome = _outcome(look, item, made)
    if outcome == "differs" and check.pipeline and not made and _waits(look, item):
        outcome = "unknown"
    outcome, because = _decision(outcome, look.value, item, deviation)
    if outcome == "accepted" and not because:
        because = "; ".join(dict.fromkeys(each.accepted or "" for each in _open(look.faults)))
    is_told = look.state in {"seen", "absent"} and outcome != "unknown"
    return Verdict(
        check.name,
        outcome,
        seen=look.text if is_told else "",
        wanted=shown(item.want) if item else "",
        because=because,
        why="" if is_told else look.text,
        source=look.source or "",
        value=look.value if is_told else None,
    )


def _waits(look: Look, item: Item | None) -> bool:
    """Whether a value is to be that of the pipeline, and nothing is known against it."""
    return item is not None and wanted(item.want).kind == "pipeline" and not look.faults


def _outcome(look: Look, item: Item | None, made: str | None) -> Outcome:
    if look.state == "unknown":
        return "unknown"
    if look.state == "not-asked":
        return "not-asked"
    wrong = [each for each in _open(look.faults) if not each.accepted]
    if item is not None:
        if any(each.severity == "error" for each in wrong):
            return "differs"
        want = wanted(item.want)
        if want.holds(look.value, made):
            return "met"
        return "absent" if look.state == "absent" and want.kind == "pipeline" else "differs"
    if _open(look.faults):
        return "differs" if wrong else "accepted"
    if look.state == "absent":
        return "absent"
    return "met" if look.ruled else "unplanned"


def _open(faults: Iterable[Finding]) -> list[Finding]:
    """Return the faults that break a rule."""
    return [each for each in faults if each.severity != "info"]


def _decision(
    outcome: Outcome, value: Plain, item: Item | None, deviation: Deviation | None
) -> tuple[Outcome, str]:
    """Return a deviation for accepted while the value is the one that was accepted."""
    if deviation and outcome in {"differs", "absent"} and same(deviation.now, value):
        return "accepted", f"{deviation.accepted} ({deviation.by}, {deviation.on})"
    return outcome, item.because if item and outcome != "accepted" else ""


def _of_figure(item: Item, figure: Figure | None, plan: Plan) -> Verdict:
    row, want = FIGURES[item.check], shown(item.want)
    if figure is None:
        why = f"{row.title} was not measured"
        return Verdict(item.check, "not-asked", wanted=want, because=item.because, why=why)
    outcome: Outcome = "met" if wanted(item.want).holds(figure.value) else "differs"
    outcome, because = _decision(outcome, figure.value, item, plan.deviation(item.check))
    seen = in_words(figure)
    return Verdict(
        item.check, outcome, seen, want, because, source=figure.source, value=figure.value
    )


def _accepted(found: Finding, verdict: Verdict) -> Finding:
    if verdict.outcome != "accepted" or found.final or found.accepted:
        return found
    return msgspec.structs.replace(found, accepted=verdict.because)


def _differing(verdict: Verdict) -> Finding:
    row = FIGURES.get(verdict.check)
    code = "weight-over-budget" if row and row.unit == "bytes" else "plan-differs"
    sentence = f"{verdict.check} is {verdict.seen}, and the plan wants {verdict.wanted}"
    return finding(code, Setting(f"{NAME}: {verdict.check}"), sentence)

"""A code explained: what is so, what comes of it, what helps, and where a release has it."""

from collections.abc import Iterator
from typing import Any

import msgspec

from buildtools.findings import Finding
from buildtools.findings.catalogue import canonical, row_of
from buildtools.findings.catalogue.row import Severity
from buildtools.inspections.explain.causes import BY_CODE
from buildtools.ledger import Ledger
from buildtools.results import findings_of
from buildtools.texts.wording import count, first

_SHOWN = 20
"""Findings that a screen shows; JSON has all."""


class Code(msgspec.Struct, frozen=True):
    """What a code stands for, and the findings of a release that have it."""

    code: str
    asked: str
    """The name that it was asked by, which may be a former one."""
    title: str
    why: str
    remedy: str
    page: str
    severity: Severity | None = None
    """None for a cause, which is no finding."""
    told_by: str = ""
    never: str = ""
    former: tuple[str, ...] = ()
    release: str = ""
    findings: tuple[tuple[str, Finding], ...] | None = None
    """The findings with the steps that noticed them; None where there is no ledger to look into."""


def explained(name: str, ledger: Ledger | None) -> Code:
    """Explain the code of a finding, by this name or a former one, or of a cause.

    Raises KeyError where there is no such code.
    """
    row = row_of(name)
    if row is None:
        cause = BY_CODE[name]
        return Code(
            *(name, name, cause.title, cause.why, cause.remedy, f"docs/{cause.page}"),
            told_by=cause.told_by,
        )
    return Code(
        *(canonical(name), name, row.title, row.why, row.remedy, f"docs/{row.page}"),
        severity=row.severity,
        never=row.never,
        former=row.former,
        release=ledger.release if ledger else "",
        findings=tuple(_having(ledger, row.code)) if ledger else None,
    )


def _having(ledger: Ledger, code: str) -> Iterator[tuple[str, Finding]]:
    for step, entry in ledger.entries.items():
        yield from ((step, each) for each in findings_of(entry.outcome) if each.code == code)


def lines(told: Code) -> Iterator[str]:
    """Return what a person reads."""
    yield f"{told.code}: {told.title}"
    if told.asked != told.code:
        yield f"  {told.asked} is its former name"
    kind = f"usually {_article(told.severity)}" if told.severity else "why a frame stays minified"
    yield f"  what       {kind}"
    yield f"  so that    {told.why}"
    if told.told_by:
        yield f"  told by    {told.told_by}"
    yield f"  what helps {told.remedy or 'nothing has to be done'}"
    if told.never:
        yield f"  accepted   never: {told.never}"
    yield f"  more       {told.page}"
    yield from _of_release(told)


def _article(severity: Severity) -> str:
    return {"error": "an error", "warning": "a warning", "info": "a note"}[severity]


def _of_release(told: Code) -> Iterator[str]:
    if told.severity is None:
        return
    if told.findings is None:
        yield "  here       no release was built here, so nothing has it"
        return
    if not told.findings:
        yield f"  here       {told.release} has none"
        return
    yield f"  here       {told.release} has {count(len(told.findings), 'finding')} of it:"
    shown = [line for step, each in told.findings for line in _finding(step, each)]
    yield from first(shown, _SHOWN)


def _finding(step: str, each: Finding) -> Iterator[str]:
    accepted = f" (accepted: {each.accepted})" if each.accepted else ""
    yield f"    {step}: {each.subject}: {each.sentence}{accepted}"
    more = [str(subject) for subject in each.also]
    if more:
        rest = f" and {each.unnamed} more" if each.unnamed else ""
        yield f"      the same of {', '.join(more)}{rest}"


def shown(told: Code) -> dict[str, Any]:
    """Return what `--json` shows."""
    return {
        **{key: one for key, one in msgspec.to_builtins(told).items() if key != "findings"},
        "kind": "finding" if told.severity else "cause",
        "findings": told.findings
        and [{"step": step, **msgspec.to_builtins(each)} for step, each in told.findings],
    }

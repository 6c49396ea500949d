"""A report as JUnit's XML: steps, pairs and checks are suites, each of them a test case.

Source: https://github.com/jenkinsci/xunit-plugin, junit-10.xsd;
https://docs.gitlab.com/ci/testing/unit_test_reports/.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from buildtools.findings import Finding
from buildtools.reports.full.cases import CheckCase, Outcome, PairCase
from buildtools.reports.full.report import FullReport
from buildtools.reports.report import Line
from buildtools.texts.escapes import harmless

FILE = "junit.xml"

MOST_TEXT = 20_000
"""Characters of one text: readers of XML refuse very long ones."""

MOST_LISTED = 100
"""Findings that the text of one case names."""

_NOT_IN_XML = re.compile("[\ufdd0-\ufdef\ufffe\uffff]|[\U0001fffe\U0001ffff]")
"""What XML 1.0 discourages or forbids, besides what `harmless` shows by escapes."""

_PASSES: dict[Outcome, str] = {"proved": "", "accepted": "accepted", "warned": "warning"}
"""Outcomes of cases that do not fail a run, and what is said of them."""


class _Case(NamedTuple):
    """A test case: without a kind it has passed."""

    name: str
    seconds: float = 0.0
    kind: str = ""
    """`failure` or `skipped`."""
    message: str = ""
    code: str = ""
    text: str = ""


def render(report: FullReport) -> str:
    """Write all cases; what was not tried is skipped, with the reason."""
    suites = {
        "steps": [_step(report, line) for line in report.lines],
        "pairs": [_case(each.script, each) for each in report.pairs],
        "checks": [_case(f"{each.of}: {each.what}", each) for each in report.checks],
    }
    every = [case for cases in suites.values() for case in cases]
    name = f"release {report.release} for {report.environment}"
    head = f"<testsuites name={_attribute(name)}{_numbers(every, skipped=False)}>"
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', head]
    for suite, cases in suites.items():
        lines += _suite(report, suite, cases)
    return "\n".join((*lines, "</testsuites>")) + "\n"


def _suite(report: FullReport, name: str, cases: Sequence[_Case]) -> Iterator[str]:
    began = f" timestamp={_attribute(report.made.began.removesuffix('Z'))}"
    yield f"<testsuite name={_attribute(name)}{_numbers(cases)}{began * bool(report.made.began)}>"
    if name == "steps":
        yield from _properties(report)
    for case in cases:
        yield from _lines(f"sentry-buildtools.{report.environment}.{name}", case)
    yield "</testsuite>"


def _numbers(cases: Sequence[_Case], *, skipped: bool = True) -> str:
    failures = sum(case.kind == "failure" for case in cases)
    left = f' skipped="{sum(case.kind == "skipped" for case in cases)}"' if skipped else ""
    seconds = f"{sum(case.seconds for case in cases):.3f}"
    return f' tests="{len(cases)}" failures="{failures}" errors="0"{left} time="{seconds}"'


def _properties(report: FullReport) -> Iterator[str]:
    told = {
        "release": report.release,
        "environment": report.environment,
        "app": report.app or "",
        "server": report.server,
        "verdict": report.verdict,
        "sentence": report.sentence,
        "next": report.command,
    }
    yield "<properties>"
    for name, value in told.items():
        if value:
            yield f"<property name={_attribute(name)} value={_attribute(value)}/>"
    yield "</properties>"


def _lines(classname: str, case: _Case) -> Iterator[str]:
    head = f"name={_attribute(case.name)} classname={_attribute(classname)}"
    opening = f'<testcase {head} time="{case.seconds:.3f}"'
    if not case.kind and not case.text:
        yield f"{opening}/>"
        return
    yield f"{opening}>"
    if case.kind == "skipped":
        yield f"<skipped message={_attribute(case.message)}/>"
    elif case.kind:
        kind = f"type={_attribute(case.code or 'failed')}"
        yield f"<failure message={_attribute(case.message)} {kind}>{_text(case.text)}</failure>"
    else:
        yield f"<system-out>{_text(case.text)}</system-out>"
    yield "</testcase>"


def _step(report: FullReport, line: Line) -> _Case:
    """Return a step as a case, with all that it noticed."""
    seconds = line.seconds or 0.0
    noticed = "\n".join(_listed(line.findings))
    match line.state:
        case "done":
            return _Case(line.step, seconds, text=noticed)
        case "failed":
            failure = report.failure
            if failure is None or failure.step != line.step:
                return _Case(line.step, seconds, "failure", line.words, text=noticed)
            helps = f"try: {failure.remedy}" if failure.remedy else ""
            parts = (failure.what, *failure.evidence, helps, noticed)
            text = "\n".join(part for part in parts if part)
            return _Case(line.step, seconds, "failure", failure.what, failure.code, text)
        case "skipped":
            return _Case(line.step, seconds, "skipped", f"skipped: {line.words}")
        case "missing":
            return _Case(line.step, seconds, "skipped", "not tried: it has not run")
        case _:
            return _Case(line.step, seconds, "skipped", f"not tried: it is {line.state}")


def _listed(findings: Sequence[Finding]) -> Iterator[str]:
    for each in findings[:MOST_LISTED]:
        mark = "accepted" if each.accepted else each.severity
        helps = f" ({each.accepted or each.remedy})" if each.accepted or each.remedy else ""
        yield f"{mark}: {each.code}: {each.subject}: {each.sentence}{helps}"
    if len(findings) > MOST_LISTED:
        yield f"and {len(findings) - MOST_LISTED} more"


def _case(name: str, told: PairCase | CheckCase) -> _Case:
    """Return a pair or a check as a case."""
    text = f"{told.why}\ntry: {told.remedy}" if told.remedy else told.why
    if told.outcome == "failed":
        return _Case(name, 0.0, "failure", told.why, told.code, text)
    if told.outcome not in _PASSES:
        return _Case(name, 0.0, "skipped", f"{told.outcome}: {told.why}")
    mark = _PASSES[told.outcome]
    return _Case(name, text=f"{mark}: {told.why}" if mark else told.why)


def _text(text: str) -> str:
    return escape(_fitting(text))


def _attribute(text: str) -> str:
    """Write a text in quotes; line ends stay what they are."""
    return quoteattr(_fitting(text), {"\n": "&#10;", "\t": "&#9;"})


def _fitting(text: str) -> str:
    """Return a text without what XML cannot hold, cut where it is far too long."""
    shown = _NOT_IN_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", harmless(text))
    over = len(shown) - MOST_TEXT
    return f"{shown[:MOST_TEXT]}… and {over} characters more" if over > 0 else shown

"""All that was noticed of a release, for people: step by step, many of one kind in one line."""

from collections.abc import Iterable, Iterator

from buildtools.findings import Finding
from buildtools.reports import noticed
from buildtools.reports.report import Report
from buildtools.texts import screen
from buildtools.texts.screen import Screen, Span
from buildtools.texts.wording import count


def to_notes(report: Report) -> Screen:
    """Return every finding of a release, the errors of each step first."""
    return Screen(_lines(report))


def _lines(report: Report) -> Iterator[screen.Line | str]:
    told = [line for line in report.lines if line.findings]
    number = sum(len(line.findings) for line in told)
    of = f"{report.release} for {report.environment}"
    yield screen.line(Span(f"{count(number, 'note', none='no')} of {of}", "heading"))
    for line in told:
        yield ""
        yield f"  {line.step}"
        yield from of_notes(line.findings)


def of_notes(findings: Iterable[Finding]) -> Iterator[screen.Line]:
    """Return a line for each finding, or for many of one code."""
    for group in noticed.gathered(findings):
        yield noticed.line(group)

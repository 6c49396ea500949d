"""A report as one screen of plain text."""

from buildtools.reports.report import Report
from buildtools.reports.terminal import to_terminal


def render(report: Report) -> str:
    """Write it for a person."""
    return to_terminal(report)

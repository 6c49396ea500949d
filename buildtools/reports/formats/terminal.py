"""A report as one screen of plain text."""

from buildtools.reports.full.report import FullReport
from buildtools.reports.terminal import to_terminal

FILE = "report.txt"


def render(report: FullReport) -> str:
    """Write it for a person."""
    return to_terminal(report)

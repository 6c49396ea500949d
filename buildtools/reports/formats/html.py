"""A report as one self-contained page, for whoever opens it in a browser."""

from buildtools.reports.full.report import FullReport
from buildtools.reports.html.page import page

FILE = "report.html"


def render(report: FullReport) -> str:
    """Write the whole document."""
    return page(report)

"""A report as JSON in one line, its keys in the order of `Report`."""

import msgspec

from buildtools.reports.report import Report


def render(report: Report) -> str:
    """Write it whole."""
    return msgspec.json.encode(report, order="deterministic").decode()

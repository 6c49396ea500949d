"""A report as JSON in one line: the object that `report --json` prints, without its time.

Its schema is `buildtools/schemas/report.json`.
"""

from typing import Any

import msgspec

from buildtools.proof.counts import keyed
from buildtools.reports.full.report import FullReport

FILE = "report.json"


def render(report: FullReport) -> str:
    """Write it whole, its head first."""
    head = {
        "type": "report",
        "step": None,
        "environment": report.environment,
        "release": report.release,
        "seconds": None,
    }
    return msgspec.json.encode(head | body(report)).decode()


def body(report: FullReport) -> dict[str, Any]:
    """Return the report without its head; counts have names without blanks."""
    told: dict[str, Any] = msgspec.to_builtins(report)
    return told | {"counts": keyed(report.counts)}

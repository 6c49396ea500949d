"""A report as GitLab's code quality: a list of issues, each with its fingerprint.

Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format.
"""

from typing import Any

import msgspec

from buildtools.findings.catalogue import row_of
from buildtools.reports.full.report import FullReport
from buildtools.reports.issues import Issue, issues_of, told

FILE = "gl-code-quality-report.json"

_SEVERITY = {"error": "critical", "warning": "major", "info": "info"}


def render(report: FullReport) -> str:
    """Write the list, the gravest first; of nothing noticed it is empty."""
    listed = [_row(issue) for issue in issues_of(report)]
    return msgspec.json.format(msgspec.json.encode(listed), indent=1).decode() + "\n"


def _row(issue: Issue) -> dict[str, Any]:
    accepted = f"; accepted: {told(issue.accepted)}" if issue.accepted else ""
    return {
        "description": f"{issue.text}{accepted}",
        "check_name": issue.code,
        "fingerprint": issue.fingerprint,
        "severity": _severity(issue),
        "location": {"path": issue.place.path, "lines": {"begin": issue.place.line or 1}},
    }


def _severity(issue: Issue) -> str:
    """Return GitLab's word; a blocker is what nobody may accept."""
    row = row_of(issue.code)
    if issue.accepted:
        return "info"
    if issue.severity == "error" and row and row.never:
        return "blocker"
    return _SEVERITY[issue.severity]

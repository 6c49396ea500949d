"""A report as SARIF 2.1.0, within what GitHub takes of one file.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html;
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning.
"""

import gzip
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from buildtools.findings.catalogue import row_of
from buildtools.reports.full.report import FullReport
from buildtools.reports.issues import RUN_FAILED, Issue, Place, issues_of, told

FILE = "report.sarif"

MOST_RESULTS = 5_000
"""GitHub refuses a run of more than 25,000 and keeps the first 5,000: no more is written."""

MOST_PACKED = 10_000_000
"""Bytes of the file once it is packed by gzip."""

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_ROOT = "%SRCROOT%"


def render(
    report: FullReport, most_results: int = MOST_RESULTS, most_packed: int = MOST_PACKED
) -> str:
    """Write as many results as fit, the gravest first; the rest is counted in a notification."""
    issues = issues_of(report)
    number = min(len(issues), most_results)
    while True:
        text = _written(report, issues, number)
        if number == 0 or len(gzip.compress(text.encode(), 6, mtime=0)) <= most_packed:
            return text
        number //= 2


def _written(report: FullReport, issues: Sequence[Issue], number: int) -> str:
    whole = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [_run(report, issues[:number], len(issues) - number)],
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=1).decode() + "\n"


def _run(report: FullReport, issues: Sequence[Issue], left_out: int) -> dict[str, Any]:
    codes = sorted({issue.code for issue in issues})
    category = "/".join(part for part in (report.app, report.environment) if part)
    return {
        "tool": {
            "driver": {
                "name": "sentry-buildtools",
                "version": report.made.reported_by,
                "rules": [_rule(code) for code in codes],
            }
        },
        "automationDetails": {"id": f"sentry-buildtools/{told(category)}/"},
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The top folder of the repository."}}
        },
        "invocations": [_invocation(report, left_out)],
        "results": [_result(issue, codes.index(issue.code)) for issue in issues],
        "properties": {
            "release": told(report.release),
            "environment": told(report.environment),
            "verdict": report.verdict,
        },
    }


def _rule(code: str) -> dict[str, Any]:
    """Return what the catalogue of findings says of a code."""
    row = row_of(code)
    if row is None:
        text = "a step of the release failed" if code == RUN_FAILED else code
        return {"id": code, "shortDescription": {"text": text}, "help": {"text": text}}
    parts = [f"{part[0].upper()}{part[1:]}." for part in (row.title, row.why, row.remedy) if part]
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in code.split("-")),
        "shortDescription": {"text": parts[0]},
        "fullDescription": {"text": " ".join(parts[:2])},
        "help": {
            "text": " ".join(parts),
            "markdown": "\n\n".join((*parts, f"`buildtools explain {code}` tells more.")),
        },
        "defaultConfiguration": {"level": _LEVELS[row.severity]},
        "properties": {"tags": ["source-maps", "sentry"], "precision": "high"},
    }


def _invocation(report: FullReport, left_out: int) -> dict[str, Any]:
    more = f"{left_out} more findings are left out: this file has room for no more"
    notes = [{"level": "warning", "message": {"text": more}}] if left_out else []
    return {
        "executionSuccessful": report.failure is None,
        "exitCode": report.exit_code,
        "exitCodeDescription": told(report.sentence),
        **({"toolExecutionNotifications": notes} if notes else {}),
    }


def _result(issue: Issue, rule: int) -> dict[str, Any]:
    related = [{"id": at, **_location(place)} for at, place in enumerate(issue.others, start=1)]
    excused = {
        "kind": "external",
        "status": "accepted",
        "justification": told(issue.accepted or ""),
    }
    return {
        "ruleId": issue.code,
        "ruleIndex": rule,
        "level": _LEVELS[issue.severity],
        "message": {"text": issue.text},
        "locations": [_location(issue.place)],
        **({"relatedLocations": related} if related else {}),
        "partialFingerprints": {"primaryLocationLineHash": f"{issue.fingerprint}:1"},
        **({"suppressions": [excused]} if issue.accepted else {}),
        "properties": {"step": issue.step},
    }


def _location(place: Place) -> dict[str, Any]:
    region = {"startLine": place.line or 1}
    if place.column:
        region["startColumn"] = place.column
    artifact = {"uri": quote(place.path), "uriBaseId": _ROOT}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}

"""The verdict of a report: one word for it, and one line."""

from typing import Literal

from buildtools.reports.report import Report
from buildtools.texts.wording import count

Verdict = Literal["proven", "proven in part", "not proven", "unfinished", "failed"]
"""`proven`, every step is done and all was tried; `proven in part`, something was not tried;
`not proven`, all is done without a proof; `unfinished`, a step is left; `failed`, one failed."""


def verdict_of(report: Report, *, failed: bool) -> Verdict:
    """Return what a release is worth, by how its steps stand."""
    if failed:
        return "failed"
    if report.next_command:
        return "unfinished"
    skipped = any(line.state == "skipped" and line.wanted for line in report.lines)
    if not report.counts:
        return "not proven"
    return "proven in part" if report.untried or skipped else "proven"


def sentence_of(verdict: Verdict, report: Report, failure: str) -> str:
    """Say a verdict in a line; `failure` is what failed, if anything did."""
    if failure:
        return failure
    if verdict == "unfinished":
        return f"not finished: {report.next_step} is next"
    accepted = f", but for {report.accepted} accepted" if report.accepted else ""
    skipped = [line.step for line in report.lines if line.state == "skipped" and line.wanted]
    parts = [f"skipped: {', '.join(skipped)}"] if skipped else []
    parts += [f"not tried: {', '.join(report.untried)}"] if report.untried else []
    done = "every step is done" if not skipped else f"{count(len(skipped), 'step')} skipped"
    begin = done if verdict == "not proven" else f"{done}, and proven{accepted}"
    return "; ".join((begin, *parts))

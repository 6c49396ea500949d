"""A report as one screen of plain text: a line a step, then what was noticed, then the proof."""

from collections.abc import Iterator, Mapping
from typing import get_args

from buildtools.findings import Finding
from buildtools.proof.counts import Count, Noun, of_kind
from buildtools.reports.report import Line, Report
from buildtools.texts.wording import count, listed
from buildtools.values import Kind

SHOWN = 8
"""Findings printed before the rest are only counted."""

MARKS = {
    "done": "ok",
    "failed": "FAILED",
    "skipped": "skipped",
    "missing": "-",
    "out of date": "out of date",
}


ONE: dict[Noun, str] = {
    "pairs": "pair",
    "positions": "position",
    "judged": "judged",
    "not judged": "not judged",
    "events": "event",
    "frames": "frame",
    "files listed": "file listed",
    "debug IDs looked up": "debug ID looked up",
    "controls": "control",
    "answers compared": "answer compared",
    "pages read": "page read",
    "private files asked for": "private file asked for",
}
"""What a count of one is called."""


def to_terminal(report: Report) -> str:
    """Render the report as lines of text, at most about a screen."""
    return "\n".join(_lines(report))


def failed_line(step: str, later: str) -> str:
    """Say in one line that a release failed though its run ends with 0, and what completes it."""
    done = "finalize may have done a part" if step == "finalize" else "nothing is finalized"
    return f"FAILED at {step}; on_failure is warn, so this ends with 0, and {done}; later: {later}"


def _lines(report: Report) -> Iterator[str]:
    dist = f", dist {report.dist}" if report.dist else ""
    yield f"release {report.release}{dist} for {report.environment}"
    yield ""
    for line in report.lines:
        yield _step(line)
    yield from _noticed(report)
    yield from _since(report)
    yield ""
    yield from _totals(report)


def _step(line: Line) -> str:
    seconds = f"{line.seconds:7.1f} s" if line.seconds is not None else " " * 9
    return f"  {line.step:<12} {MARKS[line.state]:<12} {seconds}  {line.words}".rstrip()


def _noticed(report: Report) -> Iterator[str]:
    found = list(dict.fromkeys(each for line in report.lines for each in line.findings))
    loud = [each for each in found if each.severity != "info"]
    loud.sort(key=lambda each: bool(each.accepted))
    if loud:
        yield ""
    for each in loud[:SHOWN]:
        yield f"  {_sentence(each)}"
    quiet = len(found) - min(len(loud), SHOWN)
    if quiet:
        yield f"  {count(quiet, 'more note')}: invoke status --env={report.environment} --json"


def _since(report: Report) -> Iterator[str]:
    """Return what makes the lines above old: files that changed, a step stopped, a build failed."""
    if report.changed:
        yield ""
        yield f"  changed    {listed(report.changed, 1)}, since these steps"
    if report.stopped:
        yield ""
        yield f"  stopped    {report.stopped} was stopped before its end; it goes on from there"
    if report.kept:
        yield ""
        yield f"  kept       what was done for {report.kept}; this build did not replace it"


def _sentence(each: Finding) -> str:
    if each.accepted:
        return f"accepted: {each.code}: {each.subject}: {each.sentence} ({each.accepted})"
    remedy = f" ({each.remedy})" if each.remedy else ""
    return f"{each.severity}: {each.code}: {each.subject}: {each.sentence}{remedy}"


def _totals(report: Report) -> Iterator[str]:
    if report.bundle_id:
        yield f"  bundle     {report.bundle_id}"
    if report.debug_ids:
        yield f"  debug IDs  {report.debug_ids}"
    yield from _proof(report.counts)
    if report.next_command:
        yield f"  next       {report.next_command} --env={report.environment}"
    else:
        yield _ending(report)


def _ending(report: Report) -> str:
    """Return how a release ended; what was skipped or not tried is never counted as done."""
    skipped = [line.step for line in report.lines if line.state == "skipped" and line.wanted]
    label = "ended" if "finalize" in skipped else "finalized"
    parts = [f"skipped: {', '.join(skipped)}"] if skipped else []
    if "upload" in skipped:
        parts.append("server.without allows that, and no stack trace will resolve")
    if report.accepted:
        parts.append(f"proven, but for {report.accepted} accepted")
    parts = parts or ["every step is done"]
    if report.untried:
        parts.append(f"not tried: {', '.join(report.untried)}")
    return f"  {label:<9}  {'; '.join(parts)}"


def _proof(counts: Mapping[Count, int]) -> Iterator[str]:
    """A line for each kind of output, then one for the server."""
    heading = "proof"
    for kind in (*get_args(Kind), None):
        tried = [_counted(number, noun) for noun, number in of_kind(counts, kind)]
        if tried:
            yield f"  {heading:<9}  {kind or 'server'}: {', '.join(tried)}"
            heading = ""


def _counted(number: int, noun: Noun) -> str:
    return f"{number} {ONE[noun] if number == 1 else noun}"

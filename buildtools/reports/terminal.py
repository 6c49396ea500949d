"""A report as one screen of text: a line a step, then what was noticed, then the proof.

What a reader knows from the first line or sees below is not said in each line again: the release,
and the bundle's ID.
"""

from collections.abc import Iterator, Mapping
from typing import get_args

from buildtools.proof.counts import Count, Noun, of_kind
from buildtools.reports import notes, noticed, rehearsal
from buildtools.reports.report import Line, Report, command
from buildtools.texts import screen
from buildtools.texts.screen import Role, Screen, Span
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

_ROLES: Mapping[str, Role] = {
    "done": "good",
    "failed": "bad",
    "skipped": "aside",
    "missing": "aside",
    "out of date": "warning",
}

_LABELLED = 13
"""Columns before what stands behind a label."""

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


def to_terminal(report: Report) -> Screen:
    """Render the report as lines of text, at most about a screen."""
    return Screen(_lines(report))


def failed_line(step: str, later: str) -> str:
    """Say in one line that a release failed though its run ends with 0, and what completes it."""
    done = "finalize may have done a part" if step == "finalize" else "nothing is finalized"
    return f"FAILED at {step}; on_failure is warn, so this ends with 0, and {done}; later: {later}"


def _lines(report: Report) -> Iterator[screen.Line | str]:
    dist = f", dist {report.dist}" if report.dist else ""
    what = "release" if report.rehearsed is None else "rehearsal of release"
    yield screen.line(Span(f"{what} {report.release}{dist} for {report.environment}", "heading"))
    yield ""
    for line in report.lines:
        yield _step(line, report)
    yield from _noticed(report)
    yield from _since(report)
    yield ""
    yield from _totals(report)


def _step(line: Line, report: Report) -> screen.Line:
    seconds = f"{line.seconds:7.1f} s" if line.seconds is not None else " " * 9
    before, mark = f"  {line.step:<12} ", f"{MARKS[line.state]:<12}"
    words = line.words.removeprefix(f"{report.release} ")
    if report.rehearsed is not None and line.state == "done":
        words = rehearsal.words(line.step, words, report.rehearsed)
    words = words.removeprefix(f"bundle {report.bundle_id}, ")
    behind = f" {seconds}  {words}".rstrip()
    hang = len(before + mark + seconds) + 3
    return screen.line(
        before, Span(mark if behind else mark.rstrip(), _ROLES[line.state]), behind, hang=hang
    )


def _noticed(report: Report) -> Iterator[screen.Line]:
    found = list(dict.fromkeys(each for line in report.lines for each in line.findings))
    loud = noticed.gathered(each for each in found if each.severity != "info")
    if loud:
        yield screen.line()
    for each in loud[:SHOWN]:
        yield noticed.line(each)
    quiet = len(found) - sum(len(each) for each in loud[:SHOWN])
    if quiet and report.rehearsed is not None:  # nothing of it is kept to be asked for later
        yield screen.line()
        yield from notes.of_notes(found)
    elif quiet:
        yield screen.line(
            f"  {count(quiet, 'more note')}: ",
            Span(f"invoke status --notes --env={report.environment}", "help"),
        )


def _since(report: Report) -> Iterator[screen.Line]:
    """Return what makes the lines above old: files that changed, a step stopped, a build failed."""
    if report.changed:
        yield screen.line()
        yield _labelled("changed", f"{listed(report.changed, 1)}, since these steps")
    if report.stopped:
        yield screen.line()
        stopped = f"{report.stopped} was stopped before its end; it goes on from there"
        yield _labelled("stopped", stopped)
    if report.kept:
        yield screen.line()
        yield _labelled("kept", f"what was done for {report.kept}; this build did not replace it")


def _labelled(label: str, *words: str | Span) -> screen.Line:
    return screen.line(f"  {label:<9}  ", *words, hang=_LABELLED)


def _totals(report: Report) -> Iterator[screen.Line]:
    if report.bundle_id:
        yield _labelled("bundle", report.bundle_id)
    if report.debug_ids:
        yield _labelled("debug IDs", str(report.debug_ids))
    yield from _proof(report.counts)
    if report.rehearsed is not None:
        yield from rehearsal.ending(report)
    elif report.next_command:
        yield _labelled("next", Span(command(report), "help"))
    else:
        yield _ending(report)


def _ending(report: Report) -> screen.Line:
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
    whole = label == "finalized" and not report.untried
    return _labelled(label, Span("; ".join(parts), "good" if whole else None))


def _proof(counts: Mapping[Count, int]) -> Iterator[screen.Line]:
    """A line for each kind of output, then one for the server."""
    heading = "proof"
    for kind in (*get_args(Kind), None):
        tried = [_counted(number, noun) for noun, number in of_kind(counts, kind)]
        if tried:
            yield _labelled(heading, f"{kind or 'server'}: {', '.join(tried)}")
            heading = ""


def _counted(number: int, noun: Noun) -> str:
    return f"{number} {ONE[noun] if number == 1 else noun}"

"""A report as Markdown for summaries of CI jobs: by importance, within a budget of bytes.

GitHub loses a summary of more than 1 MiB whole, Buildkite refuses an annotation of that size.
Source: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from buildtools.findings import Finding
from buildtools.proof.trials import Original
from buildtools.reports.full.frames import ShownFrame
from buildtools.reports.full.report import FullReport
from buildtools.texts.escapes import harmless
from buildtools.texts.wording import count

FILE = "report.md"

BUDGET = 900_000
"""Bytes that a summary takes at most, its last line with them."""

_FOR_THE_LAST_LINE = 300
"""Bytes that are kept for it."""

_MOST_CELL = 500
"""Characters of one cell."""

_EACH = 3
"""So many cases that are alike have a row each."""

_STEERING = re.compile(r"[&<>|\\`*_~\[\]#@$]|(?<=www)\.|(?<=http)s?:|^(?:[-+=]|\d+[.)](?=\s))")
"""What Markdown or HTML would read as more than text, what makes a link or calls somebody."""

_MARKS = {"proven": "✅", "failed": "❌", "unfinished": "⏳"}
_SEVERITIES = {"error": "❌ error", "warning": "⚠️ warning", "info": "note"}
_STATES = {"done": "✅ done", "failed": "❌ failed"}


class _Part(NamedTuple):
    """A heading with rows below it; what does not fit is counted as `noun`s."""

    noun: str
    head: str
    rows: Sequence[str] = ()
    end: str = ""


def render(report: FullReport, budget: int = BUDGET) -> str:
    """Write from the top what fits into so many bytes, at least the verdict and the last line."""
    left = budget - _FOR_THE_LAST_LINE
    written: list[str] = []
    omitted: dict[str, int] = {}
    for part in _parts(report):
        text, number = _fitted(part, left)
        left -= len(text.encode())
        written.append(text)
        if number:
            omitted[part.noun] = omitted.get(part.noun, 0) + number
    return "".join((*written, _last_line(omitted)))


def _fitted(part: _Part, room: int) -> tuple[str, int]:
    """Return as much of a part as fits, and how many of its rows do not."""
    frame = len(part.head.encode()) + len(part.end.encode())
    if frame > room:
        return "", max(len(part.rows), 1)
    kept: list[str] = []
    for row in part.rows:
        room -= len(row.encode())
        if frame > room:
            break
        kept.append(row)
    if part.rows and not kept:
        return "", len(part.rows)
    return f"{part.head}{''.join(kept)}{part.end}", len(part.rows) - len(kept)


def _last_line(omitted: dict[str, int]) -> str:
    if not omitted:
        return ""
    told = ", ".join(count(number, noun) for noun, number in omitted.items())
    return f"\nLeft out, because a summary has a limit: {told}.\n"


def _parts(report: FullReport) -> Iterator[_Part]:
    """Return all parts, the most important first."""
    yield _title(report)
    yield from _failure(report)
    loud = [each for each in report.findings if _is_loud(each.finding)]
    quiet = [each for each in report.findings if not _is_loud(each.finding)]
    yield from _findings("Findings", "finding", [(each.step, each.finding) for each in loud])
    yield from _cases(report)
    yield _steps(report)
    yield from _counts(report)
    failed = [frame for frame in report.frames if frame.outcome != "passed"]
    yield from _frames("Frames that did not come back", failed, opened=True)
    yield from _findings("Notes", "note", [(each.step, each.finding) for each in quiet])
    passed = [frame for frame in report.frames if frame.outcome == "passed"]
    yield from _frames("Frames as they came back", passed, opened=False)
    yield _made(report)


def _is_loud(found: Finding) -> bool:
    return found.severity != "info" and not found.accepted


def _title(report: FullReport) -> _Part:
    mark = _MARKS.get(report.verdict, "⚠️")
    of = f"{plain(report.release)} for {plain(report.environment)}"
    app = f" of {plain(report.app)}" if report.app else ""
    lines = [f"## {mark} {report.verdict}: release {of}{app}", "", f"{plain(report.sentence)}."]
    if report.command:
        lines += ["", "Next:", "", _code(report.command)]
    return _Part("line", "\n".join(lines) + "\n")


def _failure(report: FullReport) -> Iterator[_Part]:
    failure = report.failure
    if failure is None:
        return
    rows = [f"- {plain(line)}\n" for line in failure.evidence]
    code = f" ({plain(failure.code)})" if failure.code else ""
    head = f"\n### {plain(failure.step)} failed{code}\n\n{plain(failure.what)}\n"
    helps = f"\nTry: {plain(failure.remedy)}\n" if failure.remedy else ""
    yield _Part("line of evidence", head + "\n" * bool(rows), rows, helps)


def _findings(title: str, noun: str, told: Sequence[tuple[str, Finding]]) -> Iterator[_Part]:
    if told:
        head = f"\n### {title}\n\n" + _table_head("", "code", "what", "where", "what helps", "step")
        yield _Part(noun, head, [_finding(step, found) for step, found in told])


def _finding(step: str, found: Finding) -> str:
    mark = "accepted" if found.accepted else _SEVERITIES[found.severity]
    more = len(found.also) + found.unnamed
    where = found.subject + (f" and {more} more" if more else "")
    helps = f"accepted: {found.accepted}" if found.accepted else found.remedy
    return _row(mark, found.code, found.sentence, where, helps, step)


def _cases(report: FullReport) -> Iterator[_Part]:
    """Return pairs and checks that are not proved, what failed first, many alike in one row."""
    alike: dict[tuple[str, str], list[str]] = {}
    for pair in report.pairs:
        alike.setdefault((pair.outcome, pair.why), []).append(pair.script)
    for check in report.checks:
        alike.setdefault((check.outcome, check.why), []).append(check.what)
    told = sorted(alike.items(), key=lambda each: each[0][0] != "failed")
    rows = [
        _row(name, outcome, why)
        for (outcome, why), names in told
        if outcome != "proved"
        for name in _named(names)
    ]
    if rows:
        head = "\n### Not proved\n\n" + _table_head("pair or check", "outcome", "why")
        yield _Part("case that is not proved", head, rows)


def _named(names: Sequence[str]) -> Sequence[str]:
    if len(names) <= _EACH:
        return names
    return [f"{len(names)}, such as {names[0]}"]


def _steps(report: FullReport) -> _Part:
    rows = [
        _row(
            line.step,
            _STATES.get(line.state, line.state),
            "" if line.seconds is None else f"{line.seconds:.1f} s",
            line.words,
        )
        for line in report.lines
    ]
    return _Part("step", "\n### Steps\n\n" + _table_head("step", "state", "time", "what"), rows)


def _counts(report: FullReport) -> Iterator[_Part]:
    if report.pairs:
        proved = sum(each.outcome == "proved" for each in report.pairs)
        yield _Part("line", f"\n{proved} of {count(len(report.pairs), 'pair')} proved.\n")
    rows = [
        _row(check, str(tried.passed), str(tried.failed), str(tried.not_tried))
        for check, tried in report.tried.items()
    ]
    if rows:
        head = "\n### What was tried\n\n" + _table_head("check", "passed", "failed", "not tried")
        yield _Part("check", head, rows)


def _frames(title: str, frames: Sequence[ShownFrame], *, opened: bool) -> Iterator[_Part]:
    """Return frames beside their places: of those that failed what they should have shown."""
    if not frames:
        return
    if opened:
        columns = _table_head("in the script", "should be", "came back as", "why")
        yield _Part("frame", f"\n### {title}\n\n{columns}", [_wrong(frame) for frame in frames])
    else:
        columns = _table_head("in the script", "original", "line of source")
        head = f"\n<details><summary>{title}: {len(frames)}</summary>\n\n{columns}"
        yield _Part("frame", head, [_right(frame) for frame in frames], "\n</details>\n")


def _right(frame: ShownFrame) -> str:
    original = frame.shown or frame.expected
    return _row(_place(frame), _original(original), (original.text or "").strip())


def _wrong(frame: ShownFrame) -> str:
    shown = _original(frame.shown) if frame.shown else "nothing"
    return _row(_place(frame), _original(frame.expected), shown, frame.why)


def _place(frame: ShownFrame) -> str:
    return f"{frame.script}:{frame.line}:{frame.column}"


def _original(original: Original) -> str:
    place = ":".join(
        str(each) for each in (original.source, original.line, original.column) if each
    )
    return f"{original.function} at {place}" if original.function else place


def _made(report: FullReport) -> _Part:
    made = report.made
    parts = [
        f"server {report.server}" if report.server else "",
        f"bundle {report.bundle_id}" if report.bundle_id else "",
        f"begun {made.began}" if made.began else "",
        f"{made.seconds:.1f} s of steps",
        f"by sentry-buildtools {made.reported_by}",
        f"looked up by {made.resolver}" if made.resolver else "",
        f"ledger {made.ledger}" if made.ledger else "",
        f"trials {made.proof}" if made.proof else "",
        *report.lacking,
    ]
    return _Part("line", f"\n<sub>{plain('; '.join(part for part in parts if part))}</sub>\n")


def _table_head(*columns: str) -> str:
    return f"| {' | '.join(columns)} |\n|{' --- |' * len(columns)}\n"


def _row(*cells: str) -> str:
    return f"| {' | '.join(plain(cell) for cell in cells)} |\n"


def plain(text: str) -> str:
    """Write a text in one line so that neither Markdown nor HTML takes it for anything else."""
    words = " ".join(harmless(text).split())
    cut = words if len(words) <= _MOST_CELL else f"{words[:_MOST_CELL]}…"
    return _STEERING.sub(_entity, cut)


def _entity(found: re.Match[str]) -> str:
    return "".join(f"&#{ord(letter)};" for letter in found[0])


def _code(command: str) -> str:
    """Write a command as a block of code, whatever is in it."""
    words = " ".join(harmless(command).split())
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", words)), default=0))
    return f"{fence}sh\n{words}\n{fence}"

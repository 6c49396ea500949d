"""Errors that are raised on purpose: the lines that are marked, and how what came back is judged.

A mark is a comment on the line that fails, in any of the forms that sources have:
`// @expect NAME`, `/* @expect NAME */`, `<!-- @expect NAME -->`; a name of a function may follow.
Pure: texts and frames in, marks, trials and findings out.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from buildtools.checks.test_events import Seen, same_text
from buildtools.findings import Finding, Severity, finding, subjects
from buildtools.proof import trials
from buildtools.proof.trials import Original, Raised, Trial, shortened
from buildtools.texts.wording import listed
from buildtools.values import Where

_MARK = re.compile(
    r"(?://|/\*|<!--)[ \t]*@expect[ \t]+(?P<name>[A-Za-z0-9][\w-]*)"
    r"(?:[ \t]+(?P<function>[A-Za-z_$][\w$.]*))?[ \t]*(?:\*/|-->|$)"
)
_LINES = re.compile(r"\r\n|[\n\r\u2028\u2029]")
"""What ends a line of JavaScript. Source: ECMA-262, Line Terminators."""


class Mark(NamedTuple):
    """A line that fails when it is asked to."""

    name: str
    file: str
    """Below the project's root, with forward slashes."""
    line: int
    """Counted from one."""
    text: str
    function: str | None = None
    """The function it is in, where whoever marked it wants that compared, too."""

    @property
    def place(self) -> subjects.File:
        return subjects.File(self.file, self.line)


class Raising(NamedTuple):
    """What is done to raise a marked error."""

    mark: Mark
    where: Where
    by: str
    """In a few words: `/shop, click #buy`."""
    cannot_resolve: str = ""
    """Why no frame of it can show its line, as sentry.yml says."""


class Came(NamedTuple):
    """The event of an error that was raised: its ID, and the throwing frame of each exception."""

    project: str
    event_id: str
    thrown: tuple[Seen, ...]


def marks_in(text: str, file: str) -> Iterator[Mark]:
    """Find the marked lines of one source."""
    if "@expect" not in text:
        return
    for line, each in enumerate(_LINES.split(text), 1):
        for found in _MARK.finditer(each):
            yield Mark(found["name"], file, line, each, found["function"])


def trial(raised: Raising, came: Came | None) -> Trial:
    """Judge what an error came back as: passed where a throwing frame shows the marked line."""
    shown = _shown(raised.mark, came.thrown) if came else None
    passed = bool(shown and _is_at(raised.mark, shown))
    evidence = Raised(
        scenario=raised.mark.name,
        where=raised.where,
        by=raised.by,
        project=came.project if came else "",
        expected=_wanted(raised.mark),
        event_id=came.event_id if came else "",
        shown=shown and _original(shown),
        cannot=raised.cannot_resolve,
        why="" if passed else _why(came, shown),
    )
    return Trial("scenario", raised.mark.place, trials.outcome(passed=passed), evidence)


def untried(raised: Raising, why: str) -> Trial:
    """Return the trial of an error that was not raised, or whose event cannot be asked for."""
    wanted = _wanted(raised.mark)
    evidence = Raised(raised.mark.name, raised.where, raised.by, wanted, why=why)
    return Trial("scenario", raised.mark.place, trials.outcome(passed=None), evidence)


def findings(tried: Sequence[Trial]) -> Iterator[Finding]:
    """Return what is wrong with errors that can resolve and did not, and which were not raised.

    That sentry.yml does not say how one is raised is no error; that it could not be raised so is.
    """
    for each in tried:
        evidence = each.evidence
        if not isinstance(evidence, Raised) or each.outcome == "passed" or evidence.cannot:
            continue
        if not each.was_tried:
            severity: Severity = "error" if evidence.by else "warning"
            told = f"{evidence.scenario}: {evidence.why}"
            yield finding("scenario-not-raised", each.subject, told, severity=severity)
        elif not evidence.event_id:
            told = f"{evidence.scenario} {evidence.why}"
            yield finding("scenario-not-reported", each.subject, told)
        else:
            told = f"{evidence.scenario} {evidence.why}"
            helps = f"see what it lacks: invoke explain {evidence.event_id}"
            yield finding("scenario-not-resolved", each.subject, told, helps)


def _wanted(mark: Mark) -> Original:
    text = shortened(mark.text.strip())
    return Original(mark.file, mark.line, None, mark.function, None, text)


def _shown(mark: Mark, thrown: Sequence[Seen]) -> Seen | None:
    """Return the frame at the marked line; else the one that comes nearest."""
    near = sorted(thrown, key=lambda each: (_is_at(mark, each), each.resolved), reverse=True)
    return near[0] if near else None


def _is_at(mark: Mark, seen: Seen) -> bool:
    """Whether a frame shows the marked line, as far as the server tells file, line and text."""
    text = seen.text is None or same_text(mark.text.strip(), seen.text.strip())
    return bool(seen.resolved and seen.line == mark.line and text and _is_of(mark.file, seen.file))


def _is_of(file: str, shown: str) -> bool:
    """Whether a server's name of a file is that of the project's, as far as it goes back."""
    ours, theirs = file.split("/"), _parts(shown)
    return bool(theirs) and (ours[-len(theirs) :] == theirs or theirs[-len(ours) :] == ours)


def _parts(name: str) -> list[str]:
    """Take a name apart; what stands before the path of a URL is a host or a namespace."""
    path = re.sub(r"^[a-z][a-z0-9+.-]*:(//[^/]*)?", "", name, flags=re.IGNORECASE)
    parts = re.sub(r"\?.*$", "", path).split("/")
    return [part for part in parts if part not in {"", ".", "..", "~", "[project]"}]


def _original(seen: Seen) -> Original:
    column = None if seen.column is None else seen.column - 1
    text = shortened(seen.text, column)
    return Original(seen.file or None, seen.line, seen.column, seen.function, None, text)


def _why(came: Came | None, shown: Seen | None) -> str:
    if came is None:
        return "was raised, and no event of it came"
    if shown is None:
        return "came without a frame: only what is an Error has a stack"
    place = ":".join(str(each) for each in (shown.file, shown.line, shown.column) if each)
    return f"came back as {place}" if shown.resolved else f"came back minified, as {place}"


def twice(marks: Sequence[Mark]) -> Iterator[str]:
    """Return the names that several lines are marked with, with their places."""
    for name in dict.fromkeys(mark.name for mark in marks):
        places = [str(mark.place) for mark in marks if mark.name == name]
        if len(places) > 1:
            yield f"{name} is marked twice: {listed(places, 3)}"

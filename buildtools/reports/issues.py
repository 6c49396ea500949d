"""Issues: findings as tools of code review want them, each with a file, a line and a fingerprint.

A fingerprint is the same in the next run as long as the same is noticed of the same file: neither
line nor sentence is in it, which both change with an edit elsewhere. Several alike are numbered.
"""

import hashlib
import posixpath
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from buildtools.findings import Finding, subjects
from buildtools.findings.subjects import Subject
from buildtools.reports.full.report import FullReport
from buildtools.texts.escapes import harmless

SETTINGS = "sentry.yml"
"""Where an issue stands that is about no file: what releases are made by."""

RUN_FAILED = "step-failed"
"""The code of a failure that no finding is behind."""


MOST_TEXT = 4_000
"""Characters of one text: no page of code review shows more."""


class Place(NamedTuple):
    """A file of the repository, and perhaps a place in it, counted from one."""

    path: str
    line: int | None = None
    column: int | None = None
    """In UTF-16 code units."""


class Issue(NamedTuple):
    """One thing to look at."""

    code: str
    severity: str
    """`error`, `warning` or `info`."""
    subject: str
    sentence: str
    remedy: str
    accepted: str | None
    """The reason for which sentry.yml takes it as it is."""
    place: Place
    others: tuple[Place, ...]
    """Further files that the same is said of."""
    more: int
    """How many more things it is said of, with and without a file."""
    fingerprint: str
    """40 hex digits, unique in a report."""
    step: str

    @property
    def text(self) -> str:
        """What is so, and what helps."""
        further = f" (and {self.more} more)" if self.more else ""
        helps = f"; {self.remedy}" if self.remedy else ""
        return told(f"{self.subject}: {self.sentence}{further}{helps}")


def told(text: str) -> str:
    """Return a text that steers nothing and can be encoded, cut where it is far too long."""
    shown = harmless(text[:MOST_TEXT])
    over = len(text) - MOST_TEXT
    return f"{shown}… and {over} characters more" if over > 0 else shown


def issues_of(report: FullReport) -> tuple[Issue, ...]:
    """Return what failed and all that was noticed, the gravest first."""
    return tuple(_issues(report))


def _issues(report: FullReport) -> Iterator[Issue]:
    seen: Counter[tuple[str, str]] = Counter()
    failure = report.failure
    if failure and failure.code not in {each.finding.code for each in report.findings}:
        code = failure.code or RUN_FAILED
        print_ = _fingerprint(report, code, failure.step, seen)
        sentence = "; ".join((failure.what, *failure.evidence))
        yield Issue(
            *(code, "error", failure.step, sentence, failure.remedy, None),
            *(Place(_path(report, SETTINGS)), (), 0, print_, failure.step),
        )
    for each in report.findings:
        yield _issue(report, each.finding, each.step, seen)


def _issue(report: FullReport, found: Finding, step: str, seen: Counter[tuple[str, str]]) -> Issue:
    about = (found.about, *found.also)
    places = [place for each in about if each and (place := _place(report, each))]
    first = places[0] if places else Place(_path(report, SETTINGS))
    return Issue(
        *(found.code, found.severity, found.subject, found.sentence, found.remedy, found.accepted),
        *(first, tuple(places[1:]), len(found.also) + found.unnamed),
        fingerprint=_fingerprint(report, found.code, _unplaced(found), seen),
        step=step,
    )


def _unplaced(found: Finding) -> str:
    """Return the subject of a finding without line and column."""
    return found.about.path if isinstance(found.about, subjects.File) else found.subject


def _place(report: FullReport, about: Subject) -> Place | None:
    match about:
        case subjects.File(path, line, column):
            return Place(_path(report, path), line, column if line else None)
        case subjects.Folder(path) | subjects.Exposed(place=path):
            return Place(_path(report, path))
        case _:
            return None


def _path(report: FullReport, path: str) -> str:
    """Return a path relative to the top of the repository, without `./`."""
    return posixpath.normpath(posixpath.join(report.folder, told(path))).lstrip("/")


def _fingerprint(
    report: FullReport, code: str, subject: str, seen: Counter[tuple[str, str]]
) -> str:
    seen[code, subject] += 1
    parts = (report.app or "", code, subject, str(seen[code, subject]))
    text = "\0".join(parts).encode("utf-8", "backslashreplace")
    return hashlib.sha1(text, usedforsecurity=False).hexdigest()

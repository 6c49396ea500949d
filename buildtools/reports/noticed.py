"""Findings on a screen: many of one code in one line, the errors first.

A build of four hundred files notices one thing four hundred times, and what counts must not be
pushed off the screen by that.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from buildtools.findings import Finding, subjects
from buildtools.texts import screen
from buildtools.texts.screen import ROLE_OF, Span
from buildtools.texts.wording import count

Group = tuple[Finding, ...]
"""Findings that are told in one line: of one code and severity, accepted alike."""

EACH: Final = 3
"""So many of one code have a line each; more are gathered."""

_ORDER: Final = ("error", "warning", "info")

_NOUNS: Final[dict[type, str]] = {
    subjects.File: "file",
    subjects.Folder: "folder",
    subjects.Url: "URL",
    subjects.Source: "source",
    subjects.DebugId: "debug ID",
    subjects.Event: "event",
    subjects.Setting: "setting",
}


def gathered(findings: Iterable[Finding]) -> list[Group]:
    """Put findings together: errors first, what is accepted last, else as they came."""
    of_code: dict[tuple[str, str, str | None], list[Finding]] = {}
    for each in findings:
        of_code.setdefault((each.code, each.severity, each.accepted), []).append(each)
    told = [group for alike in of_code.values() for group in _told(alike)]
    order = _ORDER.index
    return sorted(told, key=lambda group: (bool(group[0].accepted), order(group[0].severity)))


def line(group: Group) -> screen.Line:
    """Say a group in one line: `warning: map-stale: 28 files, such as a.js: is old (build)`."""
    each = group[0]
    mark = "accepted" if each.accepted else each.severity
    role = "aside" if each.accepted else ROLE_OF[each.severity]
    words = f": {each.code}: {_subject(group)}: {each.sentence}"
    behind = each.accepted or each.remedy
    helps = Span(behind, None if each.accepted else "help")
    brackets = (" (", helps, ")") if behind else ()
    return screen.line("  ", Span(mark, role), words, *brackets)


def _told(alike: list[Finding]) -> Iterator[Group]:
    if len(alike) > EACH:
        yield tuple(alike)
    else:
        yield from ((each,) for each in alike)


def _subject(group: Group) -> str:
    number = sum(1 + len(each.also) + each.unnamed for each in group)
    if number == 1:
        return group[0].subject
    nouns = {_NOUNS.get(type(each.about), "place") for each in group}
    noun = nouns.pop() if len(nouns) == 1 else "place"
    return f"{count(number, noun)}, such as {group[0].subject}"

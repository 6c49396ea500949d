"""What `init` says: what was found, the files, what the app has to change, what is next."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from buildtools.reports import doctor
from buildtools.texts.screen import Line, Screen, Span, as_it_is, line
from buildtools.texts.wording import count

FileState = Literal["written", "there", "differs", "lacks", "wanted"]

_SAID: dict[FileState, str] = {
    "written": "written",
    "there": "is there already, and says the same",
    "differs": "is there already, and says something else; it is left as it is",
    "lacks": "is there already; it is left as it is, and lacks",
    "wanted": "is not written, as another file is in the way",
}


class File(msgspec.Struct, frozen=True):
    """A file that was to be there."""

    path: str
    """Relative to the folder that the command was started in."""
    state: FileState
    difference: str = ""
    """What would change, as a unified diff; of a tasks.py the lines that it lacks."""


class Asked(msgspec.Struct, frozen=True):
    """A question that stayed open."""

    name: str
    flag: str
    why: str


class Changed(msgspec.Struct, frozen=True):
    """What the app itself has to say for its source maps to be there, and whole."""

    file: str
    line: int
    why: str
    code_before: str
    code_after: str
    done: bool | None
    """None where that cannot be told."""


class Setup(msgspec.Struct, frozen=True):
    """All of it, also as JSON."""

    found: tuple[str, ...] = ()
    """What is there, in sentences."""
    settings: str = ""
    """The text of sentry.yml."""
    files: tuple[File, ...] = ()
    questions: tuple[Asked, ...] = ()
    tools: tuple[str, ...] = ()
    """Other tools that release here, and what takes the place of each."""
    changes: tuple[Changed, ...] = ()
    checks: tuple[doctor.Row, ...] = ()
    """What doctor says of files, git and framework."""
    next_command: str = msgspec.field(default="", name="next")


def begun(setup: Setup) -> Screen:
    """Return what is there, and the settings that come of it."""
    text = as_it_is(setup.settings.rstrip("\n")).lines
    return Screen((*(f"  {each}" for each in setup.found), "", *text, ""))


def files(setup: Setup) -> Screen:
    """Return what became of each file, and how one that is there differs."""
    return Screen(_files(setup))


def ended(setup: Setup) -> Screen:
    """Return the files, what the app has to change, what is not well yet, and what is next."""
    parts = (_files, _tools, _changes, _checks)
    lines = [each for part in parts for each in part(setup)]
    return Screen((*lines, "", line("next: ", Span(setup.next_command, "help"))))


def _files(setup: Setup) -> Iterator[Line | str]:
    for each in setup.files:
        yield f"{each.path}: {_SAID[each.state]}"
        for text in each.difference.splitlines():
            yield line(f"    {text}")._replace(wraps=False)


def _tools(setup: Setup) -> Iterator[Line | str]:
    if setup.tools:
        yield from ("", line(Span("other tools release here:", "heading")))
        yield from (f"  {each}" for each in setup.tools)


def _changes(setup: Setup) -> Iterator[Line | str]:
    open_ones = [each for each in setup.changes if each.done is not True]
    done = len(setup.changes) - len(open_ones)
    if open_ones:
        yield from ("", line(Span("the app itself has to say:", "heading")))
    for each in open_ones:
        place = f"{each.file}:{each.line}" if each.line else each.file
        doubt = "" if each.done is False else " (whether that is done cannot be told)"
        yield f"  {place}: {each.why}{doubt}"
        for sign, code in (("-", each.code_before), ("+", each.code_after)):
            for text in code.splitlines():
                yield line(f"    {sign} {text}")._replace(wraps=False)
    if done:
        yield from ("", f"{count(done, 'change')} of the app {'is' if done == 1 else 'are'} done")


def _checks(setup: Setup) -> Iterator[Line | str]:
    if setup.checks:
        counted = doctor.counted(each.answer for each in setup.checks).strip()
        yield from (
            "",
            line(Span("doctor", "heading"), f", of files, git and framework: {counted}"),
        )
    for row in setup.checks:
        if row.answer.state in ("error", "warning"):
            yield from doctor.lines(row)

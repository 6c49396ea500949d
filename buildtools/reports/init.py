"""What `init` says: what was found, the files, what the app has to change, what is next."""

from collections.abc import Iterable, Iterator
from difflib import ndiff
from typing import Literal

import msgspec

from buildtools.reports import doctor
from buildtools.texts.screen import Line, Screen, Span, as_it_is, line

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
    """One thing that the app itself has to say for its release to be proven."""

    file: str
    """Relative to the app's folder; it may not be there yet."""
    line: int
    """From one; 0 where the file is to be made."""
    setting: str
    why: str
    """What is so without it."""
    before: str = ""
    after: str = ""
    """The lines that take the place of `before`; empty where only its author can write them."""
    done: bool | None = None
    """None where that cannot be told."""
    needed: bool = True
    """False for what it can be done without."""
    doubt: str = ""


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
    compared: tuple[str, ...] = ()
    """What other tools uploaded last, beside what would be uploaded now, in lines."""
    changes: tuple[Changed, ...] = ()
    """What the app itself has to say for its release to be proven, done or not."""
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
    parts = (_files, _tools, _comparison, _changes, _checks)
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


def _comparison(setup: Setup) -> Iterator[Line | str]:
    if setup.compared:
        yield from ("", *(f"  {each}" for each in setup.compared))


def _changes(setup: Setup) -> Iterator[Line | str]:
    needed = [each for each in setup.changes if each.needed]
    left = [each for each in needed if each.done is not True]
    if left:
        yield from ("", line(Span("the app itself has to say:", "heading")))
    for each in left:
        yield from _change(each)
    better = [each for each in setup.changes if not each.needed and each.done is not True]
    if better:
        yield from ("", "better, though it can be done without:")
    for each in better:
        yield from _change(each)
    if needed and not left:
        yield from ("", f"nothing is left to change in the app: {_settings(needed)}")


def _settings(changes: Iterable[Changed]) -> str:
    return ", ".join(dict.fromkeys(each.setting for each in changes))


def _change(change: Changed) -> Iterator[Line | str]:
    place = f"{change.file}:{change.line}" if change.line else change.file
    doubt = f" (not sure: {change.doubt})" if change.doubt else ""
    yield f"  {place}: {change.setting}; {change.why}{doubt}"
    if change.after:
        for text in ndiff(change.before.splitlines(), change.after.splitlines()):
            if not text.startswith("?"):
                yield line(f"    {text}")._replace(wraps=False)


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

"""The marked lines of a project, and how sentry.yml raises each of them."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from buildtools.bundlers import all_of
from buildtools.checks.expectations import Mark, Raising, marks_in, twice
from buildtools.errors import ConfigurationError, NothingFound
from buildtools.files import small_file
from buildtools.files.walking import walk
from buildtools.settings import Build
from buildtools.texts.wording import meant
from buildtools.values import Scenario

SOURCES = (
    *(".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"),
    *(f".{each}" for each in all_of(lambda each: each.components)),
    ".html",
)
MOST_BYTES = 4_000_000
"""A longer file is no source that anyone marks a line of."""


class Case(NamedTuple):
    """A marked line, and how it is raised; None where sentry.yml does not say."""

    raising: Raising
    scenario: Scenario | None


def marked(root: Path, build: Build) -> tuple[Mark, ...]:
    """Read the marks of all sources in the app's folder, in the order of files and lines.

    Outputs of the build, `node_modules` and hidden folders are left out. Raises ConfigurationError
    where one name marks two lines, NothingFound where nothing is marked, and what `walk` does.
    """
    marks = tuple(_marks(root, build))
    faults = list(twice(marks))
    if faults:
        raise ConfigurationError(
            "a mark must name one line", evidence=faults, remedy="give each line its own name"
        )
    if not marks:
        raise NothingFound(
            f"no line in {build.directory} is marked with // @expect NAME",
            remedy="mark a line that fails on demand, and say under scenarios in sentry.yml how",
        )
    return marks


def cases(marks: Sequence[Mark], scenarios: Mapping[str, Scenario]) -> list[Case]:
    """Bring marks and scenarios together, in the order of sentry.yml; the marks of none are last.

    Raises ConfigurationError where a scenario has no mark.
    """
    by_name = {mark.name: mark for mark in marks}
    faults = [_unmarked(name, by_name) for name in scenarios if name not in by_name]
    if faults:
        raise ConfigurationError(
            "a scenario's line is not marked",
            evidence=faults,
            remedy="mark the line that it fails at: // @expect NAME",
        )
    told = [Case(_raising(by_name[name], one), one) for name, one in scenarios.items()]
    rest = [mark for mark in marks if mark.name not in scenarios]
    return [*told, *(Case(Raising(mark, "browser", ""), None) for mark in rest)]


def chosen(every: Sequence[Case], only: str) -> list[Case]:
    """Choose those that are named, with commas; all where none is.

    Raises ConfigurationError at a name that is none, NothingFound where nothing can be raised.
    """
    names = [name.strip() for name in only.split(",") if name.strip()]
    known = [case.raising.mark.name for case in every]
    faults = [f"{name}{meant(name, known)}" for name in names if name not in known]
    if faults:
        raise ConfigurationError(
            "--only names no scenario", evidence=faults, remedy=f"choose of: {', '.join(known)}"
        )
    left = [case for case in every if not names or case.raising.mark.name in names]
    if not any(case.scenario for case in left):
        raise NothingFound(
            "sentry.yml does not say how a marked line is raised",
            evidence=[str(case.raising.mark.place) for case in left[:5]],
            remedy='say it under scenarios: {NAME: {page: /, click: ["#id"]}}',
        )
    return left


def _raising(mark: Mark, scenario: Scenario) -> Raising:
    steps = [f"click {selector}" for selector in scenario.click]
    method = "" if scenario.method == "GET" else f"{scenario.method} "
    by = method + (scenario.request or ", ".join((scenario.page or "/", *steps)))
    return Raising(mark, scenario.runs_in, by, scenario.cannot_resolve or "")


def _unmarked(name: str, known: Mapping[str, Mark]) -> str:
    return f"sentry.yml: scenarios.{name}: no line is marked so{meant(name, known)}"


def _marks(root: Path, build: Build) -> Iterator[Mark]:
    ignored = [f"{output.path.rstrip('/')}/**" for output in build.outputs]
    for name in walk(root / build.directory, ignored):
        if not name.endswith(SOURCES):
            continue
        file = posixpath.normpath(posixpath.join(build.directory, name))
        try:
            text = small_file.read(root / file, MOST_BYTES, file)
        except (OSError, small_file.Unfit):
            continue
        if b"@expect" in text:
            yield from marks_in(text.decode(errors="replace"), file)

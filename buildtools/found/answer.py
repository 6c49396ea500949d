"""The answer of one check: tick, warning, cross, or *not checked* with its reason.

A network that fails is never the fault of a setting: what could not be asked is not checked.
"""

from typing import Literal

import msgspec

from buildtools.errors import BuildtoolsError
from buildtools.findings import Finding
from buildtools.findings.catalogue import row_of

State = Literal["ok", "warning", "error", "not-checked"]


class Answer(msgspec.Struct, frozen=True):
    """What one check says, in one line."""

    state: State
    said: str
    """What is so, with the value and its origin; of what was not checked, why."""
    remedy: str = ""
    """One thing to do."""
    code: str = ""
    """Of the finding, where it is one: `explain CODE` tells more."""
    exit_code: int = 0
    """What an error ends `doctor` with, and a release before its build."""


def ok(said: str) -> Answer:
    """Return that all is well, and what was seen."""
    return Answer("ok", said)


def not_checked(why: str, remedy: str = "") -> Answer:
    """Return that nothing can be said, and why."""
    return Answer("not-checked", why, remedy)


def of_finding(found: Finding, exit_code: int = 20) -> Answer:
    """Return a finding as the answer; `exit_code` counts where it is an error."""
    row = row_of(found.code)
    remedy = found.remedy or (row.remedy if row else "")
    said = f"{found.subject}: {found.sentence}"
    if found.severity == "error":
        return Answer("error", said, remedy, found.code, exit_code)
    state: State = "warning" if found.severity == "warning" else "ok"
    return Answer(state, said, remedy, found.code)


def of_failure(failure: BuildtoolsError) -> Answer:
    """Return a failure as the answer, with the exit code that it would end a step with."""
    said = "; ".join((failure.what, *failure.evidence[:1]))
    return Answer("error", said, failure.remedy, exit_code=failure.exit_code)

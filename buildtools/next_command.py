"""The next command: how one goes on from where a release stands.

`status`, the last screen, failures and what a stopped run is told take it from here, so that no two
of them disagree. Pure: what has to be looked up besides the ledger comes in as a `Standing`.
"""

import re
from collections.abc import Callable, Collection
from typing import NamedTuple

from buildtools.errors import again
from buildtools.ledger import Ledger
from buildtools.stages import BY_NAME, ORDER

_STEP = "|".join(("release", *ORDER))
_COMMAND = re.compile(
    rf"(?P<hint>(?:.*; then: )?)invoke (?:{_STEP})(?: --(?!undo)[a-z-]+(?:=\S+)?)*"
)
"""A remedy that is nothing but a command of ours, or ends with one behind a hint.

Not `--undo`: that is for who asks for a step whose maps are kept, wherever the release stands.
"""


class Standing(NamedTuple):
    """What is so beside the ledger: what the settings want, and what the disk has."""

    wanted: frozenset[str] = frozenset()
    """Optional steps that a release is not complete without."""
    must_see: bool = False
    """Whether finalize needs the live site to be seen."""
    changed: tuple[str, ...] = ()
    """Built files that are no longer as the steps left them."""
    back: tuple[str, ...] = ()
    """Those of them that strip took away, and that are there again as they were."""
    stopped: str | None = None
    """The step that was stopped before its end, while it changed built files."""
    stripped: bool = False
    """Whether strip keeps source maps away from where they were built."""
    gone: bool = False
    """Whether nothing of the build is on this machine."""


AS_RECORDED = Standing()
"""The disk as the ledger tells, and no wish for optional steps."""


def next_step(ledger: Ledger | None, standing: Standing = AS_RECORDED) -> str | None:
    """Name the step to go on from; None when nothing is left to do."""
    if ledger is None or ledger.attempt is not None:
        return "build"
    if standing.stopped:
        return standing.stopped
    if standing.changed:
        return "build" if set(standing.changed) - set(standing.back) else "strip"
    step = ledger.next_step(standing.wanted, must_see=standing.must_see)
    if step is None or not standing.gone:
        return step
    return "build" if _reads_files(ledger, step, standing.wanted) else step


def _reads_files(ledger: Ledger, step: str, wanted: Collection[str]) -> bool:
    """Whether a step from this one on that is not done reads what was built."""
    later = ORDER[ORDER.index(step) :]
    open_ = [name for name in later if name == step or ledger.is_open(name, wanted)]
    return any(BY_NAME[name].needs_files for name in open_)


def next_command(ledger: Ledger | None, standing: Standing = AS_RECORDED) -> str:
    """Return the command that goes on; empty when nothing is left to do.

    It says `invoke`, and neither environment nor settings file: whoever shows it adds them.
    """
    step = next_step(ledger, standing)
    if step is None:
        return ""
    if standing.stripped and not standing.stopped and BY_NAME[step].needs_maps:
        return "invoke strip --undo"
    return again(step)


def agreeing(remedy: str, command: Callable[[], str]) -> str:
    """Return a remedy with the next command in the place of its own.

    A hint before it stays. One that is more than a command, or none of ours, is left as it is, and
    so is any where nothing is left to do.
    """
    found = _COMMAND.fullmatch(remedy)
    following = command() if found else ""
    return found["hint"] + following if found and following else remedy

"""Showing: what a command has to say, on its way to `output`, with its failures explained."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from invoke.exceptions import Exit

from buildtools import output, process
from buildtools.commands.invocation import INVOCATION
from buildtools.errors import BuildtoolsError
from buildtools.machine import faults, interrupts

if TYPE_CHECKING:
    from buildtools.ledger import Entry
    from buildtools.reports.report import Report

Document = Callable[[dict[str, Any]], object]
"""Prints the one object of a command that has failed, with its failure in it."""


@contextmanager
def explained(*, json: bool, document: Document | None = None) -> Iterator[None]:
    """Show a failure we can explain once, and end with its code; the rest is a mistake of ours.

    With `json` the failure is an object of its own, or goes into the `document` of the command.
    """
    output.narrate()
    INVOCATION.start()
    try:
        output.narrate(loudness=INVOCATION.loudness)
        process.refuse_no_folder()
        yield
        output.refuse_unwritten()
    except Exit:
        raise
    except KeyboardInterrupt as interrupt:
        stopped = INVOCATION.stopped(interrupts.of(interrupt))
        show_failure(stopped, json=json, document=document)
        raise Exit(code=stopped.exit_code) from interrupt
    except Exception as raised:  # a failure of the machine, or a mistake of ours
        failure = _explained(raised)
        if failure is None:
            show_mistake(raised, json=json)
            raise Exit(code=1) from raised
        show_failure(failure, json=json, document=document)
        raise Exit(code=failure.exit_code) from raised


def _explained(raised: Exception) -> BuildtoolsError | None:
    if isinstance(raised, BuildtoolsError):
        return raised
    return faults.fault(raised) if isinstance(raised, OSError | MemoryError) else None


def show_failure(failure: BuildtoolsError, *, json: bool, document: Document | None = None) -> None:
    """Tell a failure on stderr; with `json` as an object on stdout too."""
    from buildtools.reports.failure import to_terminal

    output.clear()
    output.tell(INVOCATION.completed(to_terminal(failure)))
    if json:
        (document or _say)(failed(failure, INVOCATION.failed_step()))


def failed(failure: BuildtoolsError, step: str | None) -> dict[str, Any]:
    """Return the object of a failure, of a step or of none."""
    from buildtools.commands import objects

    done = [name for name in INVOCATION.done if name != step]
    body = objects.failure_of(failure, INVOCATION.completed(failure.remedy), done)
    return objects.object_of(INVOCATION.head("failure", step=step), body)


def show_mistake(mistake: BaseException, *, json: bool) -> None:
    """Tell a mistake of ours on stderr, with its traceback; with `json` as an object too."""
    from buildtools.commands import mistakes

    lines, body = mistakes.told(mistake)
    output.tell(lines)
    if json:
        show_json("crash", body, step=INVOCATION.failed_step())


def _say(told: dict[str, Any]) -> None:
    from buildtools.commands import objects

    output.say_json(objects.line(told))


def show_json(type_: str, value: object, *, step: str | None = None) -> None:
    """Print a result as one object, with its head."""
    from buildtools.commands import objects

    _say(objects.object_of(INVOCATION.head(type_, step=step), value))


def show_entry(
    step: str, entry: "Entry", *, json: bool, failure: BuildtoolsError | None = None
) -> None:
    """Say what one step left; as JSON with the failure that its errors end the run with."""
    if json:
        _say(entry_object(step, entry, failure))
    else:
        from buildtools.reports.report import words

        output.say(f"{step}: {words(entry.outcome)}")


def entry_object(
    step: str, entry: "Entry", failure: BuildtoolsError | None = None
) -> dict[str, Any]:
    """Return what one step left as an object; `failure` is null where its result has no errors."""
    from buildtools.commands import objects

    told = objects.shown(entry.outcome)
    head = INVOCATION.head(told.pop("type"), step=step, seconds=entry.seconds)
    return objects.object_of(head, told | {"failure": failure and failed(failure, step)})


def show_report(report: "Report | None") -> None:
    """Say how a release stands; without one a person is told nothing."""
    from buildtools.reports.terminal import to_terminal

    if report:
        show_screen(to_terminal(report))


def show_screen(screen: str, *, about: int | None = 0) -> None:
    """Say a result; to who wants little its last line, behind the line that says what of."""
    if INVOCATION.quiet:
        from buildtools.texts.screen import last_line

        screen = last_line(screen, about)
    output.say(INVOCATION.completed(screen))

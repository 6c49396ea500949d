"""Showing: what a command has to say, on its way to `output`, with its failures explained."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from invoke.exceptions import Exit

from buildtools import output, process
from buildtools.commands.invocation import INVOCATION
from buildtools.errors import BuildtoolsError
from buildtools.machine import interrupts

if TYPE_CHECKING:
    from buildtools.ledger import Entry
    from buildtools.reports.report import Report


@contextmanager
def explained(*, json: bool) -> Iterator[None]:
    """Show a failure we can explain once, and end with its code; the rest is a traceback."""
    output.narrate()
    try:
        output.narrate(loudness=INVOCATION.loudness)
        process.refuse_no_folder()
        yield
        output.refuse_unwritten()
    except BuildtoolsError as failure:
        show_failure(failure, json=json)
        raise Exit(code=failure.exit_code) from failure
    except KeyboardInterrupt as interrupt:
        stopped = INVOCATION.stopped(interrupts.of(interrupt))
        show_failure(stopped, json=json)
        raise Exit(code=stopped.exit_code) from interrupt


def show_failure(failure: BuildtoolsError, *, json: bool) -> None:
    """Tell a failure on stderr; with `json` as an object on stdout too."""
    from buildtools.reports.failure import to_terminal

    output.clear()
    output.tell(INVOCATION.completed(to_terminal(failure)))
    if json:
        output.say_json(
            {
                "error": failure.what,
                "evidence": failure.evidence,
                "remedy": INVOCATION.completed(failure.remedy),
                "exit_code": failure.exit_code,
            }
        )


def show_entry(step: str, entry: "Entry", *, json: bool) -> None:
    """Say what one step left."""
    from buildtools.reports.report import words
    from buildtools.results import shown

    if json:
        output.say_json(shown(entry.outcome))
    else:
        output.say(f"{step}: {words(entry.outcome)}")


def show_report(report: "Report | None", *, json: bool) -> None:
    """Say how a release stands; without one `null` is the JSON, and a person is told nothing."""
    from buildtools.reports.formats import rendered

    if json:
        import msgspec

        output.say_json(msgspec.Raw(rendered(report, "json").encode()) if report else None)
    elif report:
        show_screen(rendered(report, "terminal"))


def show_screen(screen: str, *, about: int | None = 0) -> None:
    """Say a result; to who wants little its last line, behind the line that says what of."""
    if INVOCATION.quiet:
        from buildtools.texts.screen import last_line

        screen = last_line(screen, about)
    output.say(INVOCATION.completed(screen))

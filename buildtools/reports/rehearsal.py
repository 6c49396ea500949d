"""The last screen of a rehearsal: that it was one, and what only the real run will show."""

from collections.abc import Iterator
from typing import Final

from buildtools.reports.report import Report
from buildtools.texts import screen
from buildtools.texts.screen import Span

_HANG: Final = 13

_WOULD: Final = {
    "create": "in the sandbox; the real one is for {to}",
    "finalize": "in the sandbox alone; nothing was released or deployed",
}
"""What a step says that would sound as if it had asked the real server."""

NOT_REHEARSED: Final = (
    "organization and projects, token and its scopes, proxy and certificates, the commits' "
    "repository, deploy.command, the live site"
)


def words(step: str, words: str, to: str) -> str:
    """Return what a step left, said so that nobody takes it for the real server's."""
    return _WOULD.get(step, words).format(to=to)


def ending(report: Report) -> Iterator[screen.Line]:
    """Say that it was a rehearsal, what it did not try, and the command that does it."""
    done = report.next_command is None
    said = "every step was done, on a copy" if done else f"{report.next_step} is still to be done"
    yield screen.line("  rehearsed  ", Span(said, "good" if done else None), hang=_HANG)
    yield screen.line("  untried    ", NOT_REHEARSED, hang=_HANG)
    command = f"invoke doctor release --env={report.environment}"
    yield screen.line("  next       ", Span(command, "help"), hang=_HANG)

"""The command that goes back to the release that was deployed before."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from invoke.context import Context

from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import explained, show_json, show_screen
from buildtools.texts.wording import count

if TYPE_CHECKING:
    from buildtools.pipeline.rollback import RolledBack

_HELP = HELP | {
    "dry_run": "ask where it would go and whether all is there, and write nothing",
    "to": "the release to go back to (else the one that was deployed before)",
    "keep": "leave the bad release as it is, and do not archive it",
    "unproven": "go back though the ledger of the old release is not here",
}


@env_task(_HELP)
def rollback(
    context: Context,
    env: str | None = None,
    dry_run: bool = False,
    json: bool = False,
    file: str | None = None,
    to: str | None = None,
    keep: bool = False,
    unproven: bool = False,
) -> None:
    """Go back to the release before: record its deploy, archive the bad one; deploys no files."""
    with explained(json=json):
        from buildtools.config import load
        from buildtools.pipeline.rollback import rolled_back
        from buildtools.pipeline.run import Run

        rehearse = dry_run or INVOCATION.rehearsing(context)
        loaded = load(INVOCATION.file(file), INVOCATION.environment(env), os.environ)
        INVOCATION.chosen = loaded.environment
        with Run(loaded) as run:
            told = rolled_back(run, to, keep=keep, unproven=unproven, rehearse=rehearse)
        if json:
            show_json("rolled-back", told)
        else:
            show_screen("\n".join(lines(told, loaded.environment)), about=None)


def lines(told: "RolledBack", environment: str) -> Iterator[str]:
    """Write what was done, or would be, a line each; the last says what is to be done now."""
    back = f" from {told.bad}" if told.bad else ""
    would = "would go" if told.rehearsed else "goes"
    yield f"{environment} {would} back to {told.release}{back} ({told.chosen_by})"
    there = [f"{count(told.debug_ids, 'debug ID')} looked up"] if told.debug_ids else []
    there += [f"{count(told.files, 'file')} listed"] if told.files else []
    if there and not told.sent_again:
        yield f"bundles: on the server, {' and '.join(there)}"
    if told.sent_again:
        sent = "would have to be sent again" if told.rehearsed else "were sent again"
        yield f"bundles: were not on the server, and {sent} from the files here"
    yield from (f"not judged: {note}" for note in told.notes)
    if told.rehearsed:
        yield "nothing was written"
        return
    yield f"deploy: {'recorded' if told.recorded else 'stood there already'}"
    if told.bad:
        left = "left open, as asked" if told.kept else "archived already"
        yield f"{told.bad}: {'archived' if told.archived else left}"
    if told.reopened:
        yield f"{told.release}: was archived, and is open again"
    yield f"next: deploy the files of {told.release}, then: invoke live --env={environment}"

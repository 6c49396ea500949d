"""Commands that only look: how a release stands, and what the settings are."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from invoke.context import Context
from invoke.exceptions import Exit

from buildtools import output
from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import explained, show_json, show_report
from buildtools.texts.wording import count

if TYPE_CHECKING:
    from buildtools.config import Loaded
    from buildtools.ledger import Ledger
    from buildtools.reports.report import Report


def settings_of(env: str | None, file: str | None) -> "Loaded":
    """Load the settings of one environment, for a command that only looks."""
    from buildtools.config import load

    loaded = load(INVOCATION.file(file), INVOCATION.environment(env), os.environ)
    INVOCATION.chosen = loaded.environment
    return loaded


_HELP = HELP | {
    "pairs": "write the pairs into this file as JSON, for other systems' programs",
    "notes": "print all that was noticed, step by step",
    "check": "end with the code of the first failed step, 22 where something is left to do",
}


@env_task(_HELP)
def status(
    context: Context,
    env: str | None = None,
    json: bool = False,
    file: str | None = None,
    pairs: str | None = None,
    notes: bool = False,
    check: bool = False,
) -> None:
    """Say what is done, out of date or failed, and which command comes next."""
    from buildtools.next_command import next_command
    from buildtools.pipeline.own_files import refuse_foreign_paths
    from buildtools.pipeline.standing import standing
    from buildtools.refusals import code_of
    from buildtools.state import ledger_file

    del context
    with explained(json=json):
        loaded = settings_of(env, file)
        ledger = ledger_file.load(loaded.root, loaded.target)
        if pairs is not None:
            _write_pairs(loaded, ledger, pairs)
        from buildtools.reports.report import report

        refuse_foreign_paths(loaded, ledger)
        told = report(ledger, standing(loaded, ledger)) if ledger else None
        if told is None and not json:
            output.say(f"nothing has run for {loaded.environment}")
            output.say(INVOCATION.completed(f"next: {next_command(None)}"))
        else:
            _show_status(told, json=json, notes=notes)
    complete = told is not None and told.next_command is None
    if check and (code := code_of(ledger, complete=complete)):
        raise Exit(code=code)


def _show_status(told: "Report | None", *, json: bool, notes: bool) -> None:
    if json:
        from buildtools.commands.objects import report_of

        show_json("status", report_of(told, INVOCATION.completed))
    elif notes and told:
        from buildtools.reports.notes import to_notes

        output.say(INVOCATION.completed(to_notes(told)))
    else:
        show_report(told)


def _write_pairs(loaded: "Loaded", ledger: "Ledger | None", name: str) -> None:
    from buildtools.commands.objects import Head, object_of
    from buildtools.inspections.pairs import pairs_of
    from buildtools.pipeline.own_files import refuse_foreign_paths

    refuse_foreign_paths(loaded, ledger)
    listed = pairs_of(loaded.root, ledger)
    head = Head("pairs", None, listed.environment, listed.release, None)
    text = msgspec.json.format(msgspec.json.encode(object_of(head, listed)), indent=2) + b"\n"
    Path(name).write_bytes(text)
    output.tell(f"{count(len(listed.pairs), 'pair')} written to {name}")


@env_task(HELP)
def config(
    context: Context, env: str | None = None, json: bool = False, file: str | None = None
) -> None:
    """Print every setting, its value (secrets masked) and where it came from."""
    from buildtools.config import describe

    del context
    with explained(json=json):
        rows = describe(settings_of(env, file))
        if json:
            show_json("config", {"settings": rows})
            return
        wide = max(len(row.key) for row in rows)
        for row in rows:
            output.say(f"{row.key:<{wide}}  {row.words}  ({row.origin})")

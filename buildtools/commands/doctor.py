"""The command that says what is wrong before anything is done; it changes nothing."""

import os

from invoke.context import Context
from invoke.exceptions import Exit

from buildtools import output
from buildtools.commands.env_task import HELP, Words, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import explained, show_json
from buildtools.texts.screen import Screen


@env_task(
    HELP
    | {
        "only": "topics or names of checks, with commas; or as words: doctor token commits",
        "verbose": "print what is well, too",
    },
    words=Words("only"),
)
def doctor(
    context: Context,
    env: str | None = None,
    json: bool = False,
    file: str | None = None,
    only: str = "",
    verbose: bool = False,
) -> None:
    """Say what is wrong with settings, token, server, git, framework and CI; change nothing."""
    del context
    with explained(json=json):
        from buildtools.config import load
        from buildtools.inspections.doctor.asking import ask, chosen
        from buildtools.pipeline.preflight import around
        from buildtools.reports import doctor as report

        loaded = load(INVOCATION.file(file), INVOCATION.environment(env), os.environ)
        INVOCATION.chosen = loaded.environment
        rows = []
        for probe, answer in ask(
            around(loaded, loaded.root), chosen([one for one in only.split(",") if one])
        ):
            rows.append(report.Row(probe.name, probe.topic, probe.title, answer))
            if not json and (verbose or answer.state != "ok"):
                output.say(INVOCATION.completed(Screen(report.lines(rows[-1]))))
        if json:
            show_json("doctor", {"checks": [report.flat(row) for row in rows]})
        else:
            output.say(report.counted(each.answer for each in rows))
        code = next((each.answer.exit_code for each in rows if each.answer.state == "error"), 0)
    if code:
        raise Exit(code=code)

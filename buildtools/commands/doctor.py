"""The command that says what is wrong before anything is done; it changes nothing."""

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.exceptions import Exit

from buildtools import output
from buildtools.commands.env_task import HELP, Words, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import explained, show_json
from buildtools.texts.screen import Screen

if TYPE_CHECKING:
    from buildtools.config import Loaded
    from buildtools.inspections.doctor.around import Around


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
        from buildtools.reports import doctor as report

        loaded = load(INVOCATION.file(file), INVOCATION.environment(env), os.environ)
        INVOCATION.chosen = loaded.environment
        rows = []
        for probe, answer in ask(around(loaded), chosen([one for one in only.split(",") if one])):
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


def around(loaded: "Loaded") -> "Around":
    """Return the world of an environment, for all steps."""
    from buildtools.inspections.doctor.around import Around
    from buildtools.inspections.doctor.connecting import connect
    from buildtools.pipeline.version import choose_version
    from buildtools.stages import ORDER
    from buildtools.state import ledger_file

    return Around(
        loaded,
        loaded.root,
        lambda: connect(loaded),
        ledger_file.load(loaded.root, loaded.target),
        lambda: datetime.now(UTC),
        ORDER,
        lambda: choose_version(loaded, loaded.root).version,
    )

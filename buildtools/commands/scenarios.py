"""The command that raises marked errors, and shows expected against resolved."""

import logging
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.exceptions import Exit

from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import explained, show_failure, show_json, show_screen
from buildtools.errors import ProofFailed
from buildtools.findings.catalogue import CATALOGUE
from buildtools.texts.wording import count, first

if TYPE_CHECKING:
    from buildtools.inspections.scenarios import Shown
    from buildtools.pipeline.run import Run
    from buildtools.proof.trials import Trial

log = logging.getLogger("buildtools")

_HELP = HELP | {
    "yes": "raise errors at an address that is not this machine, too",
    "site": "raise them at the live site, though `serve` says how the app is started",
    "only": "names of scenarios, with commas",
}


@env_task(_HELP)
def scenarios(
    context: Context,
    env: str | None = None,
    json: bool = False,
    file: str | None = None,
    yes: bool = False,
    site: bool = False,
    only: str = "",
) -> None:
    """Raise the errors that are marked in the sources; show expected against resolved."""
    with explained(json=json):
        from buildtools.inspections.scenarios import look
        from buildtools.inspections.scenarios.place import place_of
        from buildtools.inspections.scenarios.sources import cases, chosen, marked
        from buildtools.reports import scenarios as report

        run = INVOCATION.run(context, env, file, dry_run=False)
        loaded, settings = run.loaded, run.loaded.settings
        place = place_of(loaded, live=site, yes=yes)
        marks = marked(loaded.root, settings.build)
        wanted = chosen(cases(marks, settings.scenarios), only)

        def heard(trial: "Trial") -> None:
            log.info("%s", report.one_line(trial))

        shown = look(loaded, run.client, run.ledger(), place, wanted, heard)
        _keep(run, shown)
        if json:
            show_json("scenarios", shown)
        else:
            show_screen(report.to_terminal(shown.trials), about=None)
        _refuse(shown, json=json)


def _keep(run: "Run", shown: "Shown") -> None:
    """Write what it showed: the only thing that this writes."""
    from buildtools.proof.lines import Head
    from buildtools.state import scenarios_file

    head = Head(shown.environment, shown.release)
    scenarios_file.keep(run.loaded.root, run.loaded.target, head, shown.trials)


def _refuse(shown: "Shown", *, json: bool) -> None:
    """End with 50 where an error that can resolve did not."""
    from buildtools.findings import forbidding

    errors = forbidding(shown.findings)
    if errors:
        failure = ProofFailed(
            f"{count(len(errors), 'scenario')} did not come back as the line that is marked",
            evidence=first([f"{each.subject}: {each.sentence}" for each in errors], 10),
            remedy=errors[0].remedy or CATALOGUE[errors[0].code].remedy,
        )
        show_failure(failure, json=False)
        raise Exit(code=failure.exit_code)

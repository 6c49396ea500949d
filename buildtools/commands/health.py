"""The command that tells by its sessions whether a release is well."""

from typing import TYPE_CHECKING

import msgspec
from invoke.context import Context
from invoke.exceptions import Exit

from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import explained, failed, show_failure, show_json, show_screen
from buildtools.errors import BuildtoolsError, NotEnoughSessions, NotHealthy, OutOfOrder

if TYPE_CHECKING:
    from buildtools.health.checked import Checked
    from buildtools.pipeline.run import Run

_HELP = HELP | {
    "release": "the release to look at, else the one of this environment's ledger",
    "wait": "longest wait, in seconds, for enough sessions",
}


@env_task(_HELP)
def health(
    context: Context,
    env: str | None = None,
    json: bool = False,
    file: str | None = None,
    release: str | None = None,
    wait: int = 0,
) -> None:
    """Tell by its sessions after the deploy whether a release is well, or that they are too few."""
    with explained(json=json):
        from buildtools.inspections import health as inspection
        from buildtools.reports.health import to_terminal

        run = INVOCATION.run(context, env, file, dry_run=False)
        checked = inspection.look(run.loaded, run.client, release or _of_ledger(run), wait)
        failure = _failure(checked)
        if json:
            told = failure and failed(failure, None)
            show_json("health", {**msgspec.to_builtins(checked), "failure": told})
        else:
            show_screen(to_terminal(checked))
        if failure:
            if json:
                show_failure(failure, json=False)
            raise Exit(code=failure.exit_code)


def _of_ledger(run: "Run") -> str:
    """Return the release that was built last here. Raises OutOfOrder where none was."""
    ledger = run.ledger()
    if ledger is None:
        raise OutOfOrder("health", "build", run.loaded.environment)
    return ledger.release


def _failure(checked: "Checked") -> BuildtoolsError | None:
    """Return what a gate ends with; None where it lets through."""
    from buildtools.reports.health import sentence

    what = f"{checked.release} in {checked.deploy_environment}: {sentence(checked)}"
    if checked.answer == "pass":
        return None
    if checked.answer == "not-enough":
        return NotEnoughSessions(what, remedy="wait for more sessions: --wait=SECONDS")
    return NotHealthy(what, remedy=f"look at the errors of {checked.release} on the server")

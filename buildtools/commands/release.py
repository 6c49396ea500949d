"""The command that does all steps."""

from typing import TYPE_CHECKING

from invoke.context import Context

from buildtools import output
from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import explained, show_failure, show_report
from buildtools.errors import BuildtoolsError, again

if TYPE_CHECKING:
    from buildtools.pipeline.run import Run


_HELP = HELP | {
    "through": "the last step to do",
    "from_": "the first step to do",
    "preflight": "build without asking first what would end the release later",
}


@env_task(_HELP)
def release(
    context: Context,
    env: str | None = None,
    dry_run: bool = False,
    json: bool = False,
    file: str | None = None,
    through: str | None = None,
    from_: str | None = None,
    preflight: bool = True,
) -> None:
    """Do all steps in order, from build to finalize; strip only if strip.enabled says so."""
    with explained(json=json):
        run = INVOCATION.run(context, env, file, dry_run=dry_run)
        from buildtools.pipeline.preflight import check
        from buildtools.pipeline.table import between

        names = between(from_, through, run.loaded.settings.left_out)
        run.progress = output.Narration(with_ends=True)
        try:
            if preflight:
                check(run, names)
            for _ in run.steps((*run.prerequisites(names[0]), *names)):
                pass
        except BuildtoolsError as failure:
            if not json and (run.recorded or names[0] != "build"):
                _show(run, json=False)
            if run.loaded.settings.on_failure == "fail":
                raise
            _warn(run, failure, json=json)
        else:
            _show(run, json=json)
        finally:
            run.progress = output.Narration()


def _show(run: "Run", *, json: bool) -> None:
    from buildtools.reports.report import report

    ledger = run.ledger()
    show_report(report(ledger, run.standing()) if ledger else None, json=json)


def _warn(run: "Run", failure: BuildtoolsError, *, json: bool) -> None:
    """Say on the last line that nothing was finalized, and how it is completed later."""
    from buildtools.reports.terminal import failed_line

    show_failure(failure, json=json)
    line = INVOCATION.completed(failed_line(run.begun, run.goes_on() or again(run.begun)))
    for say in (output.tell,) if json else (output.say, output.tell):
        say(line)

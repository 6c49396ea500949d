"""The command that does all steps."""

import os
from functools import partial
from typing import TYPE_CHECKING, Any

from invoke.context import Context

from buildtools import output
from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import (
    Document,
    entry_object,
    explained,
    show_failure,
    show_json,
    show_report,
)
from buildtools.errors import BuildtoolsError, again

if TYPE_CHECKING:
    from buildtools.pipeline.run import Run
    from buildtools.reports.report import Report


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
    document = partial(_show_object, began=from_ not in (None, "build"))
    with explained(json=json, document=document):
        run = INVOCATION.run(context, env, file, dry_run=dry_run)
        INVOCATION.keep_schema(file)
        from buildtools.pipeline.preflight import check
        from buildtools.pipeline.table import between

        names = between(from_, through, run.loaded.settings.left_out)
        run.progress = output.Narration(with_ends=True)
        try:
            if preflight and run.loaded.settings.on_failure == "fail":
                check(run, names)
            for name, entry in run.steps((*run.prerequisites(names[0]), *names)):
                INVOCATION.done[name] = entry
        except BuildtoolsError as failure:
            if not json and (run.recorded or names[0] != "build"):
                _show(run, json=False)
            if run.loaded.settings.on_failure == "fail":
                raise
            _warn(run, failure, json=json, document=document)
        else:
            _show(run, json=json)
        finally:
            run.progress = output.Narration()


_PROMOTED = HELP | {
    "from_": "the environment whose release it is",
    "release_": "which of its releases (else the one that it worked on last)",
}


@env_task(_PROMOTED)
def promote(
    context: Context,
    from_: str,
    env: str | None = None,
    dry_run: bool = False,
    json: bool = False,
    file: str | None = None,
    release_: str | None = None,
) -> None:
    """Release to one environment what was built for another, byte for byte: nothing is built."""
    document = partial(_show_object, began=False)
    with explained(json=json, document=document):
        from buildtools.config import load
        from buildtools.pipeline.promotion import promoted

        run = INVOCATION.run(context, env, file, dry_run=dry_run)
        source = load(INVOCATION.file(file), from_, os.environ, rehearse=run.rehearsing)
        run.progress = output.Narration(with_ends=True)
        try:
            for name, entry in run.steps(promoted(run, source, release_)):
                INVOCATION.done[name] = entry
        except BuildtoolsError:
            if not json and run.recorded:
                _show(run, json=False)
            raise
        finally:
            run.progress = output.Narration()
        _show(run, json=json)


def _show(run: "Run", *, json: bool) -> None:
    if json:
        _show_object()
    else:
        show_report(_report(run))


def _report(run: "Run") -> "Report | None":
    from buildtools.reports.report import report

    ledger = run.ledger()
    rehearsed = run.loaded.goes_to if run.rehearsing else None
    return report(ledger, run.standing(), rehearsed) if ledger else None


def _show_object(failure: "dict[str, Any] | None" = None, *, began: bool = True) -> None:
    """Print all of a release as one object; of one that came to nothing only the failure.

    `began` says that its first steps were done before this command.
    """
    from buildtools.commands import objects

    run, done = INVOCATION.opened_run(), INVOCATION.done.items()
    told = _report(run) if run and (run.recorded or began) else None
    before = {key: failure[key] for key in objects.AS_BEFORE} if failure else {}
    steps = [entry_object(name, entry) for name, entry in done]
    told_all = objects.report_of(told, INVOCATION.completed)
    show_json("release", {"steps": steps, **told_all, "failure": failure, **before})


def _warn(run: "Run", failure: BuildtoolsError, *, json: bool, document: "Document") -> None:
    """Say on the last line that nothing was finalized, and how it is completed later."""
    from buildtools.reports.terminal import failed_line

    show_failure(failure, json=json, document=document)
    line = INVOCATION.completed(failed_line(run.begun, run.goes_on() or again(run.begun)))
    for say in (output.tell,) if json else (output.say, output.tell):
        say(line)

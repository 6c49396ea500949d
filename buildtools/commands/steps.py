"""The command of each step, made of its row in `stages`."""

from invoke.context import Context
from invoke.exceptions import Exit

from buildtools.commands.env_task import HELP, EnvTask, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import explained, show_entry, show_failure
from buildtools.stages import Stage


def step_task(stage: Stage) -> EnvTask:
    """Make the command of one step: they differ in name and sentence, and in having `--undo`."""

    def body(
        context: Context,
        env: str | None = None,
        dry_run: bool = False,
        json: bool = False,
        file: str | None = None,
    ) -> None:
        _one(context, stage.name, env, dry_run, json, file)

    def undoable(
        context: Context,
        env: str | None = None,
        dry_run: bool = False,
        json: bool = False,
        file: str | None = None,
        undo: bool = False,
    ) -> None:
        _one(context, stage.name, env, dry_run, json, file, undo)

    made = undoable if stage.undo_sentence else body
    made.__name__, made.__doc__ = stage.name, stage.sentence
    return env_task(HELP | {"undo": stage.undo_sentence})(made)


def _one(
    context: Context,
    step: str,
    env: str | None,
    dry_run: bool,
    json: bool,
    file: str | None,
    undo: bool = False,
) -> None:
    """Do one step, or undo it, and show its line."""
    with explained(json=json):
        run = INVOCATION.run(context, env, file, dry_run=dry_run)
        INVOCATION.keep_schema(file)
        for name in run.prerequisites(step):
            INVOCATION.done[name] = run.step(name)
        entry = INVOCATION.done[step] = run.step(step, undo=undo)
        failure = run.failure_of(entry)
        show_entry(step, entry, json=json, failure=failure)
        if failure:
            show_failure(failure, json=False)
            raise Exit(code=failure.exit_code)

"""The command that reviews an integration."""

from invoke.context import Context

from buildtools import output
from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import explained


@env_task(HELP)
def review(
    context: Context, env: str | None = None, json: bool = False, file: str | None = None
) -> None:
    """Look how Sentry is built into the app, measure it, and hold it against the plan."""
    with explained(json=json):
        from buildtools.inspections.review import review as look
        from buildtools.inspections.review.asked import Asked, Scope
        from buildtools.review.plan import NO_PLAN

        run = INVOCATION.run(context, env, file, dry_run=False)
        scope = Scope(run.loaded, run.ledger(), lambda: run.client, Asked())
        output.say_json(look(scope, NO_PLAN))

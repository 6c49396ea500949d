"""The command that says which stored bundles may go, and deletes them where that is asked."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from invoke.context import Context
from invoke.exceptions import Exit

from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import explained, failed, show_failure, show_json, show_screen
from buildtools.errors import NotPermitted

if TYPE_CHECKING:
    from buildtools.pipeline.run import Run
    from buildtools.steps.prune import Asked

_SCOPES = ("project:releases", "project:admin")
_HELP = HELP | {
    "yes": "delete what may go; without it nothing is deleted",
    "others": "also bundles that no ledger here has uploaded: those of other tools and machines",
    "everywhere": "bundles of all environments, not only of this one's releases",
}


@env_task(_HELP)
def prune(
    context: Context,
    env: str | None = None,
    json: bool = False,
    file: str | None = None,
    yes: bool = False,
    others: bool = False,
    everywhere: bool = False,
) -> None:
    """Say which stored bundles nobody needs any more, and why the others stay."""
    with explained(json=json):
        from buildtools.api.endpoints.pruning import PruneEndpoints
        from buildtools.reports.prune import to_terminal
        from buildtools.steps.prune import prune as prune_bundles

        run = INVOCATION.run(context, env, file, dry_run=False)
        asked = _asked(run, yes=yes, others=others, everywhere=everywhere)
        client = run.client
        done = prune_bundles(
            PruneEndpoints(client.connection, client.transport), asked, lambda: datetime.now(UTC)
        )
        if json:
            told = done.failure and failed(done.failure, None)
            show_json("pruned", {**msgspec.to_builtins(done.pruned), "failure": told})
        else:
            show_screen(to_terminal(done.pruned))
        if done.failure:
            show_failure(done.failure, json=False)
            raise Exit(code=done.failure.exit_code)


def _asked(run: "Run", *, yes: bool, others: bool, everywhere: bool) -> "Asked":
    """Return what is asked for. Raises NotPermitted before anything where it may not be done."""
    from buildtools.pruning.facts import Rules
    from buildtools.steps.prune import NO_SCOPE, Asked, here, not_offered

    client, settings = run.client, run.loaded.settings.prune
    able = client.capabilities()
    if not (able.listing and able.deploys):
        raise not_offered()
    held = client.whoami().scopes
    lacks = bool(held) and not {*held} & {*_SCOPES}
    if yes and lacks:
        raise NotPermitted(
            NO_SCOPE,
            evidence=(f"it has {', '.join(held)}",),
            remedy="give this command a token with project:releases in SENTRY_AUTH_TOKEN",
        )
    told = () if held else ("the server does not tell whether the token may delete",)
    return Asked(
        projects=client.connection.projects,
        rules=Rules(
            newest=settings.newest,
            deployed_days=settings.deployed_days,
            age_days=settings.age_days,
            others=others or settings.others,
            environment=None if everywhere else run.loaded.deploy_environment,
        ),
        here=here.read(run.loaded.root),
        deletes=yes,
        notes=(NO_SCOPE,) if lacks else told,
    )

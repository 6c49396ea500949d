"""The command that reviews an integration."""

from collections.abc import Iterable, Mapping

from invoke.context import Context

from buildtools import output
from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import explained, show_json, show_screen
from buildtools.errors import ConfigurationError
from buildtools.texts.wording import meant

_HELP = HELP | {
    "only": "topics to look at, with commas: sdk, options, privacy, security, weight, site,"
    " release, server; nothing is kept then",
    "offline": "ask neither server nor site",
    "browser": "open the first page in a real browser, and ask the SDK in it",
    "browser_path": "the browser to take, where the usual is not to be found",
    "without_sentry": "build the app once more without Sentry, to tell how exact the weights are",
    "cost": "measure the CPU of pages, server and build with and without Sentry",
    "against": "a release whose review the figures are compared with",
    "write_plan": "write sentry-plan.yml from what is so now; one that is there stays",
    "write_settings": "write recommended scrubbing settings into this file, to be imported by hand",
    "adopt": "give the document that people wrote its blocks, and show where each stands",
    "check": "write nothing; end with 50 where the plan does not hold or the document is stale",
    "force": "write blocks that were changed by hand, and lose what was changed",
}


@env_task(_HELP)
def review(
    context: Context,
    env: str | None = None,
    json: bool = False,
    file: str | None = None,
    only: str = "",
    offline: bool = False,
    browser: bool = False,
    browser_path: str | None = None,
    without_sentry: bool = False,
    cost: bool = False,
    against: str | None = None,
    write_plan: bool = False,
    write_settings: str = "",
    adopt: bool = False,
    check: bool = False,
    force: bool = False,
) -> None:
    """Look how Sentry is built into the app, measure it, and hold it against the plan."""
    with explained(json=json):
        from buildtools.checks.review import BY_NAME
        from buildtools.commands import reviewing
        from buildtools.config.plan_file import read_plan
        from buildtools.inspections.review import look
        from buildtools.inspections.review.asked import Asked, Scope
        from buildtools.reports.review import to_terminal

        writes = {"--write-plan": write_plan, "--write-settings": write_settings}
        _alone("--check", check, writes | {"--adopt": adopt, "--force": force})
        _alone("--adopt", adopt, writes | {"--only": only, "--force": force})
        run = INVOCATION.run(context, env, file, dry_run=False)
        loaded = run.loaded
        if adopt:
            reviewing.adopt(loaded, json=json)
            return
        if write_settings:
            reviewing.spare(loaded, write_settings)
        plan = read_plan(loaded.root / loaded.settings.review.plan, BY_NAME)
        asked = Asked(
            only=topics(only),
            offline=offline,
            browser=browser or bool(browser_path),
            browser_path=browser_path,
            without_sentry=without_sentry,
            cost=cost,
            against=against,
        )
        scope = Scope(loaded, run.ledger(), lambda: run.client, asked)
        evidence, reviewed = look(scope, plan)
        if json:
            show_json("reviewed", reviewed)
        else:
            show_screen(to_terminal(reviewed))
        if check:
            reviewing.check(loaded, reviewed, plan)
        elif not only and reviewed.release:
            reviewing.keep(loaded, reviewed, plan, force=force)
        elif not only:
            output.tell(reviewing.NOT_KEPT)
        if write_plan:
            reviewing.propose(loaded, reviewed, plan)
        if write_settings:
            reviewing.recommend(loaded, evidence.privacy, write_settings)


def _alone(option: str, given: bool, others: Mapping[str, object]) -> None:
    """Refuse what an option would leave undone without a word. Raises ConfigurationError."""
    for other in (name for name, value in others.items() if given and value):
        raise ConfigurationError(f"{option} leaves {other} undone", remedy="give one of them")


def topics(only: str) -> frozenset[str]:
    """Read the topics of `--only`. Raises ConfigurationError at one that no check has, or none."""
    from buildtools.checks.review import CHECKS

    known = list(dict.fromkeys(check.topic for check in CHECKS))
    named = [each.strip() for each in only.split(",") if each.strip()]
    if only and not named:
        raise ConfigurationError("--only names no topic", evidence=(_of(known),))
    wrong = [each for each in named if each not in known]
    if wrong:
        raise ConfigurationError(
            f"no check of a review is about {wrong[0]}{meant(wrong[0], known)}",
            evidence=(_of(known),),
        )
    return frozenset(named)


def _of(known: Iterable[str]) -> str:
    return f"--only takes {', '.join(known)}"

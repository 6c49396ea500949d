"""The command that looks at a live site."""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.exceptions import Exit

from buildtools.commands.env_task import HELP, Words, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import (
    explained,
    failed,
    show_entry,
    show_failure,
    show_json,
    show_screen,
)
from buildtools.errors import BuildtoolsError, LiveDisagrees

if TYPE_CHECKING:
    from buildtools.ledger import Entry

_HELP = HELP | {
    "from_": "look at this folder, tar or saved image instead, before it is deployed",
    "site": "look at this site alone, https://…: what anybody can see of it; no sentry.yml is read",
    "wait": "longest wait, in seconds, for the site to show the release",
    "browser": "look at its pages in a real browser, too",
    "browser_path": "the browser to take, where the usual is not to be found",
    "pages": "paths of the pages to open in it, with commas",
    "event": "raise a scenario there, or have the page's SDK send a test event, and read it back",
    "yes": "send that event from a site that is not this machine, too",
}


def _is_address(word: str) -> bool:
    return word.startswith(("http://", "https://"))


@env_task(_HELP, words=Words("site", fits=_is_address))
def live(
    context: Context,
    env: str | None = None,
    dry_run: bool = False,
    json: bool = False,
    file: str | None = None,
    wait: int = 0,
    site: str | None = None,
    from_: str | None = None,
    browser: bool = False,
    browser_path: str | None = None,
    pages: str = "/",
    event: bool = False,
    yes: bool = False,
) -> None:
    """Look whether the live site serves what was released; of a site, what anybody can see."""
    if from_ is not None:
        _of_files(context, env, file, from_, dry_run=dry_run, json=json)
        return
    if site is not None:
        _audit(site, json=json)
        return
    with explained(json=json):
        from buildtools.pipeline.job import Asked, InBrowser

        run = INVOCATION.run(context, env, file, dry_run=dry_run)
        named = tuple(page.strip() for page in pages.split(","))
        wanted = browser or browser_path or event
        chosen = InBrowser(browser_path, named, event, yes) if wanted else None
        entry = run.step("live", asked=Asked(wait_seconds=wait, browser=chosen))
        INVOCATION.done["live"] = entry
        failure = run.failure_of(entry)
        _show(entry, run.loaded.environment, failure, json=json)
        if failure:
            if json:
                show_failure(failure, json=False)
            raise Exit(code=failure.exit_code)


def _of_files(
    context: Context, env: str | None, file: str | None, path: str, *, dry_run: bool, json: bool
) -> None:
    """Look at what is about to be deployed, and say it on one screen."""
    with explained(json=json):
        from buildtools.commands import objects
        from buildtools.pipeline.before_deploy import look_at
        from buildtools.refusals import live_failure
        from buildtools.reports.site import to_terminal

        run = INVOCATION.run(context, env, file, dry_run=dry_run)
        looked = look_at(run, Path(path))
        environment = run.loaded.environment
        failure = live_failure(looked, environment) if looked.proof.errors else None
        if json:
            told = failure and failed(failure, None)
            show_json("looked", {**objects.shown(looked), "failure": told})
        else:
            show_screen(to_terminal(looked, environment))
        if failure:
            if json:
                show_failure(failure, json=False)
            raise Exit(code=failure.exit_code)


def _show(entry: "Entry", environment: str, failure: BuildtoolsError | None, *, json: bool) -> None:
    """Say on one screen what was compared, what differs, and one thing to do."""
    from buildtools.reports.site import to_terminal
    from buildtools.results import Looked

    if json or not isinstance(entry.outcome, Looked):
        show_entry("live", entry, json=json, failure=failure)
        return
    show_screen(to_terminal(entry.outcome, environment))


def _audit(url: str, *, json: bool) -> None:
    """Look at any site, and say on one screen what is wrong with it."""
    with explained(json=json), ExitStack() as stack:
        from buildtools import config
        from buildtools.api.http.certificates import Trust
        from buildtools.inspections.audit import audit, lines
        from buildtools.web.site import Site

        given = config.any_site(url, os.environ)
        trust = Trust(given.ca_bundle, given.ca_origin)
        seen = audit(lambda one: stack.enter_context(Site(one, trust=trust)), url)
        if json:
            show_json("audited", lines.shown(seen))
        else:
            show_screen("\n".join(lines.lines(seen)))
    if not seen.is_clean:
        raise Exit(code=LiveDisagrees.exit_code)

"""The command that makes a sentry.yml for an app that has none; it executes nothing of the app."""

import os
from functools import partial
from typing import TYPE_CHECKING, Any

from invoke.context import Context

from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.objects import AS_BEFORE
from buildtools.commands.showing import explained, show_json

if TYPE_CHECKING:
    from buildtools.commands.initiating import Shown

_HELP = HELP | {
    "env": "one more section to write; doctor's checks look at it (default: local)",
    "file": "the settings file to write (default: sentry.yml in this folder)",
    "app": "which app of a workspace, by its name or folder",
    "output": "PATH=URL[=KIND] of a folder that the build fills: dist=~/; may be given again",
    "command": "what builds the app",
    "release": "template of a release's version: web@{package.version}",
    "url": "web root of the server (default: https://sentry.io)",
    "org": "organization, its short name",
    "project": "project, its short name; several with commas, or given again",
    "site": "URL of the live site",
    "ci": "write a CI file too: github, gitlab, circleci, bitbucket, azure or jenkins",
    "from_existing": "let what other Sentry tools are told here go before what lies there",
    "keep": "leave files that are there and say something else, and write the others",
    "yes": "ask nothing",
    "print_": "print sentry.yml on stdout, and write nothing",
}


@env_task(_HELP, repeated=("output", "project", "ci"))
def init(
    context: Context,
    env: str | None = None,
    json: bool = False,
    file: str | None = None,
    app: str | None = None,
    output: list[str] | None = None,
    command: str | None = None,
    release: str | None = None,
    url: str | None = None,
    org: str | None = None,
    project: list[str] | None = None,
    site: str | None = None,
    ci: list[str] | None = None,
    from_existing: bool = False,
    keep: bool = False,
    yes: bool = False,
    print_: bool = False,
) -> None:
    """Make a sentry.yml for the app in this folder, of what is found there."""
    del context
    from buildtools.commands import initiating
    from buildtools.setup.questions.flags import Flags

    shown = initiating.Shown(json=json)
    with explained(json=json, document=partial(_show_object, shown)):
        flags = Flags(app, output or (), command, release, url, org, project or (), site)
        environment = INVOCATION.environment(env)
        wish = initiating.Wish(flags, environment, tuple(ci or ()), from_existing, keep, print_)
        is_asked = initiating.is_terminal() and not (yes or json)
        asker = initiating.Terminal() if is_asked else None
        initiating.initiate(wish, INVOCATION.new_file(file), os.environ, asker, shown)
        if json:
            _show_object(shown)


def _show_object(shown: "Shown", failure: "dict[str, Any] | None" = None) -> None:
    """Print all of it as one object."""
    import msgspec

    from buildtools.reports.doctor import flat

    told = msgspec.to_builtins(shown.setup)
    checks = [flat(each) for each in shown.setup.checks]
    again = {key: failure[key] for key in AS_BEFORE} if failure else {}
    show_json("init", told | {"checks": checks, "failure": failure, **again})

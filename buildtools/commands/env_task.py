"""Tasks whose environment, settings file, rehearsal and JSON hold for all of one command line."""

from collections.abc import Callable
from typing import Any

from invoke.parser.argument import Argument
from invoke.tasks import Task

from buildtools.commands.invocation import INVOCATION

SHARED = {"env", "dry_run", "json", "file"}
"""Arguments that hold for all tasks of a command line."""

SHORT = {"env": "e"}
"""The only short flag: Invoke's own choices, such as -y for --dry-run, mislead people's hands."""

HELP = {
    "env": "section of sentry.yml; holds for the whole chain (else SENTRY_ENVIRONMENT, default)",
    "dry_run": "rehearse: the same on copied files, against a sandbox of its own",
    "json": "print each result as one line of JSON on stdout, and nothing else there",
    "file": "the settings file (else sentry.yml here or in a parent folder)",
}
"""What the arguments that most tasks have mean."""


class _Shared(Argument):
    """`--env`, `--dry-run`, `--json`, `--file`: given to one task, they hold for all."""

    def set_value(self, value: Any, cast: bool = True) -> None:
        super().set_value(value, cast)
        INVOCATION.note(self.names[0], self.value)


class EnvTask(Task[Callable[..., None]]):
    """A task that shares its arguments with the others of a command line.

    Invoke asks every task for its arguments before it parses a command, and parses all of the
    command before it runs the first task. So what holds for all is gathered in between.
    """

    def get_arguments(self, ignore_unknown_help: bool | None = None) -> list[Argument]:
        INVOCATION.begin()
        given = super().get_arguments(ignore_unknown_help)
        return [_shared(each) if each.name in SHARED else each for each in given]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do it; `--json` on any task of a command is for all."""
        if INVOCATION.json:
            kwargs["json"] = True
        return super().__call__(*args, **kwargs)


def _shared(plain: Argument) -> Argument:
    names = (plain.names[0], *SHORT.get(plain.names[0], ""))
    attribute = plain.attr_name
    return _Shared(
        names=names, kind=plain.kind, default=plain.default, help=plain.help, attr_name=attribute
    )


def env_task(
    help_of: dict[str, str], positional: str | None = None
) -> Callable[[Callable[..., None]], EnvTask]:
    """Make a task of a function; `help_of` its arguments may say more than it has.

    `positional` is the argument that is given without its name.
    """

    def make(body: Callable[..., None]) -> EnvTask:
        known = body.__code__.co_varnames[: body.__code__.co_argcount]
        help_ = {name: text for name, text in help_of.items() if name in known}
        name = body.__name__.rstrip("_").replace("_", "-")
        by_place = [positional] if positional else []
        return EnvTask(body, name, positional=by_place, help=help_, auto_shortflags=False)

    return make

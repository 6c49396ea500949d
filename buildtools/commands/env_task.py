"""Tasks whose environment, settings file, rehearsal, JSON, -q and -v hold for one command line."""

from collections.abc import Callable, Sequence
from typing import Any

from invoke.parser.argument import Argument
from invoke.tasks import Task

from buildtools.commands.invocation import INVOCATION

SHARED = {"env", "dry_run", "json", "file", "quiet", "verbose"}
"""Arguments that hold for all tasks of a command line."""

SHORT = {"env": "e", "quiet": "q", "verbose": "v"}
"""The only short flags: Invoke's own choices, such as -y for --dry-run, mislead people's hands."""

HELP = {
    "env": "section of sentry.yml; holds for the whole chain (else SENTRY_ENVIRONMENT, default)",
    "dry_run": "rehearse: the same on copied files, against a sandbox of its own",
    "json": "print each result as one line of JSON on stdout, and nothing else there",
    "file": "the settings file (else sentry.yml here or in a parent folder)",
    "quiet": "say what failed and the last line of the result, and nothing else",
    "verbose": "say what is well too, and each line of the build and of our own work",
}
"""What the arguments that most tasks have mean."""

LOUDNESS = ("quiet", "verbose")
"""Arguments of every task, whether its function asks for them or not."""


class _Shared(Argument):
    """`--env`, `--dry-run`, `--json` and others: given to one task, they hold for all."""

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
        known = [each.name for each in given]
        given += [_flag(name) for name in LOUDNESS if name not in known]
        return [_shared(each) if each.name in SHARED else each for each in given]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do it; its function gets those arguments that it asks for. `--json` of any is for all."""
        known = self.body.__code__.co_varnames[: self.body.__code__.co_argcount]
        for name in LOUDNESS:
            asked = kwargs.pop(name, False) or getattr(INVOCATION, name)
            if name in known:
                kwargs[name] = asked
        if INVOCATION.json:
            kwargs["json"] = True
        return super().__call__(*args, **kwargs)


def _flag(name: str) -> Argument:
    return Argument(name=name, kind=bool, default=False, help=HELP[name])


def _shared(plain: Argument) -> Argument:
    names = (plain.names[0], *SHORT.get(plain.names[0], ""))
    attribute = plain.attr_name
    return _Shared(
        names=names, kind=plain.kind, default=plain.default, help=plain.help, attr_name=attribute
    )


def env_task(
    help_of: dict[str, str], positional: str | None = None, repeated: Sequence[str] = ()
) -> Callable[[Callable[..., None]], EnvTask]:
    """Make a task of a function; `help_of` its arguments may say more than it has.

    `positional` is the argument that is given without its name; `repeated` are those that may be
    given more than once.
    """

    def make(body: Callable[..., None]) -> EnvTask:
        known = body.__code__.co_varnames[: body.__code__.co_argcount]
        help_ = {name: text for name, text in help_of.items() if name in known}
        name = body.__name__.rstrip("_").replace("_", "-")
        by_place = [positional] if positional else []
        return EnvTask(
            body,
            name,
            positional=by_place,
            iterable=repeated,
            help=help_,
            auto_shortflags=False,
        )

    return make

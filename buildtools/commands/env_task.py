"""Tasks whose environment, settings file, rehearsal, JSON, -q and -v hold for one command line."""

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any, NamedTuple

from invoke.exceptions import ParseError
from invoke.parser.argument import Argument
from invoke.tasks import Task

from buildtools.commands.invocation import INVOCATION
from buildtools.machine import interpreter

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


class Words(NamedTuple):
    """That an argument takes words that stand behind its task, without its own name."""

    argument: str
    between: str = ","
    """What stands between several of them in its value."""
    fits: Callable[[str], bool] = bool


class Misvalued(ParseError):
    """A value that an argument of ours cannot take."""


class Ours(Argument):
    """An argument of one of our tasks."""

    words: Words | None = None

    def __deepcopy__(self, memo: object) -> "Ours":
        """Copy what parsing changes, which is its value: Invoke copies those of every task."""
        copied = copy(self)
        if isinstance(copied._value, list):
            copied.raw_value = copied._value = list(copied._value)
        return copied

    def __repr__(self) -> str:
        """Write it as people do: Invoke's sentences have it in them."""
        return f"--{self.names[0]}"

    def set_value(self, value: Any, cast: bool = True) -> None:
        """Take a value. Raises Misvalued for one that is not of its kind."""
        try:
            super().set_value(value, cast)
        except ValueError as error:
            kind = {int: "a whole number", float: "a number"}.get(self.kind, self.kind.__name__)
            raise Misvalued(f"{self!r} takes {kind}, and {value!r} is none") from error


class _Shared(Ours):
    """`--env`, `--dry-run`, `--json` and others: given to one task, they hold for all."""

    def set_value(self, value: Any, cast: bool = True) -> None:
        super().set_value(value, cast)
        INVOCATION.note(self.names[0], self.value)


class EnvTask(Task[Callable[..., None]]):
    """A task that shares its arguments with the others of a command line.

    Invoke asks every task for its arguments before it parses a command, and parses all of the
    command before it runs the first task. So what holds for all is gathered in between.
    """

    words: Words | None = None
    """Which of its arguments takes words behind it, if one does."""

    def get_arguments(self, ignore_unknown_help: bool | None = None) -> list[Argument]:
        INVOCATION.begin()
        given = super().get_arguments(ignore_unknown_help)
        known = [each.name for each in given]
        given += [_flag(name) for name in LOUDNESS if name not in known]
        return [_ours(each, self.words) for each in given]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do it; its function gets those arguments that it asks for. `--json` of any is for all."""
        known = self.body.__code__.co_varnames[: self.body.__code__.co_argcount]
        for name in LOUDNESS:
            asked = kwargs.pop(name, False) or getattr(INVOCATION, name)
            if name in known:
                kwargs[name] = asked
        if INVOCATION.json and "json" in known:
            kwargs["json"] = True
        with interpreter.keeping_bytecode():
            return super().__call__(*args, **kwargs)


def _flag(name: str) -> Argument:
    return Argument(name=name, kind=bool, default=False, help=HELP[name])


def _ours(plain: Argument, words: Words | None) -> Ours:
    kind = _Shared if plain.name in SHARED else Ours
    name = plain.names[0]
    made = kind(
        names=(name, *SHORT.get(name, "")),
        kind=plain.kind,
        default=plain.default,
        help=plain.help,
        positional=plain.positional,
        attr_name=plain.attr_name,
    )
    made.words = words if words and words.argument == plain.name else None
    return made


def env_task(
    help_of: dict[str, str],
    positional: str | None = None,
    repeated: Sequence[str] = (),
    words: Words | None = None,
) -> Callable[[Callable[..., None]], EnvTask]:
    """Make a task of a function; `help_of` its arguments may say more than it has.

    `positional` is the argument that is given without its name, `words` one that may be;
    `repeated` are those that may be given more than once.
    """

    def make(body: Callable[..., None]) -> EnvTask:
        known = body.__code__.co_varnames[: body.__code__.co_argcount]
        help_ = {name: text for name, text in help_of.items() if name in known}
        name = body.__name__.rstrip("_").replace("_", "-")
        by_place = [positional] if positional else []
        made = EnvTask(
            body,
            name,
            positional=by_place,
            iterable=repeated,
            help=help_,
            auto_shortflags=False,
        )
        made.words = words
        return made

    return make

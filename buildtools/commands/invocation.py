"""One invocation: what the tasks of one command line share.

`invoke build --env=staging inject upload` is one command line of three tasks. The environment named
on one of them holds for all, two different ones are refused before anything runs, a rehearsal asked
of one is a rehearsal of all, and they share one `Run`. Invoke's own `pre=` would run tasks with
default arguments, so it is never used.
"""

import atexit
import os
import re
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from invoke.context import Context

from buildtools import process
from buildtools.commands.objects import Head
from buildtools.errors import BuildtoolsError, ConfigurationError, Interrupted, again
from buildtools.machine.interrupts import Stopped
from buildtools.output import Loudness, Narration
from buildtools.stages import ORDER
from buildtools.texts.screen import Screen

if TYPE_CHECKING:
    from buildtools.ledger import Entry
    from buildtools.pipeline.run import Run

_TASK = "|".join(
    (
        *("release", "status", "config", "doctor", "scenarios", "explain", "review", "roadmap"),
        *("report", "version", "tag", "promote", "rollback", "health", "prune", *ORDER),
    )
)
_TASKS = rf"(?:invoke(?: (?:{_TASK})\b)+|buildtools init\b)"
_COMMAND = re.compile(rf"\b{_TASKS}(?: --[a-z-]+(?:=[^\s`),;]*[^\s`),;:])?)*")
"""A command as remedies write it: tasks, then flags."""
_HEAD = 100_000
"""Bytes of a tasks.py that are read."""
_PROGRAM = re.compile(r"\binvoke(?= [a-z])")


class Invocation:
    """The command that is being parsed or run in this process."""

    def __init__(self) -> None:
        self._named: list[str] = []
        self._files: list[str] = []
        self._rehearse = False
        self.json = False
        """Whether any task of the command was asked for JSON."""
        self.quiet = self.verbose = False
        """Whether any was asked for less, or for more, than usual."""
        self.program = "invoke"
        """What the commands that are named begin with."""
        self.chosen: str | None = None
        """The environment whose settings were read."""
        self.done: dict[str, Entry] = {}
        """What the steps of this command have left."""
        self._started = time.monotonic()
        self._runs: dict[tuple[Path, str | None, bool], Run] = {}
        self._ends = ExitStack()

    def begin(self) -> None:
        """Forget the command before: Invoke is about to parse one."""
        process.take()
        self._named, self._files, self._rehearse = [], [], False
        self.json, self.chosen = False, None
        self.done = {}
        self.quiet = self.verbose = False
        self.end()

    def note(self, argument: str, value: Any) -> None:
        """Take down what the parser met anywhere in the command."""
        match argument:
            case "env":
                self._named.append(str(value))
            case "file":
                self._files.append(str(value))
            case "json" | "quiet" | "verbose":
                setattr(self, argument, True)
            case _:
                self._rehearse = True

    def start(self) -> None:
        """Begin to count the seconds of one task."""
        self._started = time.monotonic()

    def head(self, type_: str, *, step: str | None = None, seconds: float | None = None) -> Head:
        """Return the head of an object printed now; without `seconds` they are the task's."""
        took = time.monotonic() - self._started if seconds is None else seconds
        environment = self.chosen
        with suppress(ConfigurationError):  # two are named, and that is what will be told
            environment = environment or self.environment()
        return Head(type_, step, environment, self._release(), round(took, 3))

    def _release(self) -> str | None:
        """Name the release that the steps of this command are about."""
        run = self.opened_run()
        if run is None or run.release:
            return run.release if run else None
        with suppress(BuildtoolsError):  # a ledger that cannot be read, as will be told
            ledger = run.ledger()
            return ledger.release if ledger else None
        return None

    def failed_step(self) -> str | None:
        """Name the step that was begun last, where it has left nothing or errors."""
        from buildtools.ledger import errors_of

        run = self.opened_run()
        last = run.last if run else None
        return None if last in self.done and not errors_of(self.done[last]) else last

    @property
    def loudness(self) -> Loudness:
        """How much is told. Raises ConfigurationError when less and more are asked for at once."""
        if self.quiet and self.verbose:
            raise ConfigurationError(
                "one command asks for --quiet and for --verbose", remedy="leave one of them out"
            )
        return "quiet" if self.quiet else "verbose" if self.verbose else "usual"

    def environment(self, env: str | None = None) -> str | None:
        """Return the one environment of this command; None when it names none.

        Raises ConfigurationError when it names two, or an empty one.
        """
        names = list(dict.fromkeys([*self._named, *([env] if env else [])]))
        if "" in names:
            raise ConfigurationError(
                "--env is empty", remedy="name an environment; is the variable of CI set?"
            )
        if len(names) > 1:
            raise ConfigurationError(
                f"one command names two environments: {' and '.join(names)}",
                remedy="run them as two commands, or name one environment",
            )
        return names[0] if names else None

    def file(self, file: str | None = None) -> Path:
        """Return the settings file of a task: its own, else the one that another task names."""
        return settings_file(file or next(iter(self._files), None))

    def new_file(self, file: str | None) -> Path:
        """Return the settings file that is to be written: the one named, else one in this folder.

        Raises ConfigurationError where it has no folder to lie in.
        """
        named = file or next(iter(self._files), None)
        path = Path(named or "sentry.yml").absolute()
        if not path.parent.is_dir():
            raise ConfigurationError(
                f"there is no folder {path.parent.name} for {path.name}",
                evidence=[f"path {path.parent}"],
                remedy="name a file in the app's folder, or in one above it",
            )
        return path

    def completed(self, text: str) -> str:
        """Carry environment and settings file along in each command that a text names.

        Where no tasks.py has our tasks they begin with `buildtools`.
        """
        flags = {"--env": self.chosen, "--file": self._other_file()}

        def complete(found: re.Match[str]) -> str:
            lacking = {flag: value for flag, value in flags.items() if flag not in found[0]}
            return found[0] + "".join(
                f" {flag}={quote(value)}" for flag, value in lacking.items() if value
            )

        def named(part: str) -> str:
            return _PROGRAM.sub(self.program, _COMMAND.sub(complete, part))

        return text.mapped(named) if isinstance(text, Screen) else named(text)

    def _other_file(self) -> str | None:
        """Name the settings file as it was given, if it is not the one that is found without."""
        given = next(iter(self._files), None)
        return given if given and settings_file(given) != settings_file(None) else None

    def rehearsing(self, context: Context) -> bool:
        """Return whether a task of this command, or Invoke's own flag, asks for a rehearsal."""
        return self._rehearse or bool(context.config.run.dry)

    def run(self, context: Context, env: str | None, file: str | None, *, dry_run: bool) -> "Run":
        """Return the run that the tasks of this command share; it ends with the process."""
        from buildtools.pipeline.run import opened

        rehearse = dry_run or self.rehearsing(context)
        key = (self.file(file), self.environment(env), rehearse)
        if key not in self._runs:
            opening = opened(key[0], key[1], os.environ, rehearse=rehearse)
            self._runs[key] = self._ends.enter_context(opening)
            self._runs[key].progress = Narration()
        self.chosen = self._runs[key].loaded.environment
        return self._runs[key]

    def keep_schema(self, file: str | None) -> None:
        """Lay the schema of sentry.yml where its first line leads editors; not in a rehearsal."""
        from buildtools.setup.writing import schema_file

        run = self.opened_run()
        if run and not run.rehearsing:
            schema_file.keep_where_named(self.file(file))

    def opened_run(self) -> "Run | None":
        """Return the run that the tasks of this command share, once there is one."""
        return next(iter(self._runs.values()), None)

    def stopped(self, by: Stopped) -> Interrupted:
        """Return what a signal interrupted, and the command that goes on."""
        run = next((run for run in self._runs.values() if run.at), None)
        if run is None or run.at is None:
            remedy = "invoke status" if self._runs and not self._rehearse else ""
            return Interrupted(f"stopped by {by.name}", by.exit_code, remedy)
        step, _, undo = run.at.partition(" ")
        goes_on = again(step) if step == "build" else run.goes_on() or again(step)
        command = f"invoke {run.at}" if undo else goes_on
        remedy = "run it again: a rehearsal leaves nothing behind" if run.rehearsing else command
        return Interrupted(f"stopped by {by.name} during {run.at}", by.exit_code, remedy)

    def end(self) -> None:
        """Stop what the runs of this command started."""
        self._runs.clear()
        self._ends.close()


INVOCATION = Invocation()


def end_at_last(end: Callable[[], None], leave: Callable[[int], object] = os._exit) -> None:
    """End what an invocation has begun; a signal that comes meanwhile leaves by its own code."""
    try:
        end()
    except Stopped as stopped:
        leave(stopped.exit_code)


# Where Invoke's own command is used, nothing of ours comes later than this.
atexit.register(end_at_last, INVOCATION.end)


def program_here() -> str:
    """Return what our commands begin with in this folder: `invoke` needs a tasks.py with them."""
    with suppress(OSError):  # a folder that is gone, which is told later
        here = Path.cwd()
        places = (here, *here.parents)
        files = (each for at in places for each in (at / "tasks.py", at / "tasks/__init__.py"))
        nearest = next((each for each in files if each.is_file()), None)
        if nearest and b"buildtools" in nearest.read_bytes()[:_HEAD]:
            return "invoke"
    return "buildtools"


def settings_file(file: str | None) -> Path:
    """Find sentry.yml: the one given, else here or in the nearest parent folder."""
    if file:
        return Path(file).resolve()
    here = Path.cwd()
    candidates = (folder / "sentry.yml" for folder in (here, *here.parents))
    return next((path for path in candidates if path.is_file()), here / "sentry.yml")

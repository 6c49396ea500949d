"""What `init` does: look, ask, show, write, and say what is next."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import NamedTuple

import msgspec

from buildtools import output
from buildtools.checks.app_changes import Change, changes
from buildtools.commands.invocation import INVOCATION, program_here, settings_file
from buildtools.commands.showing import show_screen
from buildtools.config import load
from buildtools.errors import BuildtoolsError, ConfigurationError, Interrupted
from buildtools.found.answer import of_failure
from buildtools.inspections.comparing import compare, lines, not_compared, on_disk
from buildtools.inspections.doctor.asking import ask, local
from buildtools.machine import interrupts
from buildtools.pipeline.preflight import around
from buildtools.pipeline.version import choose_version
from buildtools.reports import doctor
from buildtools.reports import init as report
from buildtools.reports.init import File, Setup
from buildtools.setup.ci_files import ci_files
from buildtools.setup.detect import look as look_at_place
from buildtools.setup.draft import LOCAL
from buildtools.setup.existing import look as look_at_tools
from buildtools.setup.finding import found, tools
from buildtools.setup.gathering import Gathered, Looks, gather
from buildtools.setup.questions import flags as typed
from buildtools.setup.questions.asking import Asker, Unanswered
from buildtools.setup.questions.opened import Question
from buildtools.setup.writing import placing, schema_file, task_file
from buildtools.setup.writing.meaning import meaning
from buildtools.setup.writing.placing import Placed, Wanted
from buildtools.setup.writing.settings_text import settings_text
from buildtools.sources import app_config
from buildtools.texts.screen import as_it_is


class Wish(NamedTuple):
    """What was asked for."""

    flags: typed.Flags = typed.Flags()
    environment: str | None = None
    systems: tuple[str, ...] = ()
    from_existing: bool = False
    keep: bool = False
    print_: bool = False


class Terminal:
    """A person at a terminal: asked on stderr, answers come from stdin."""

    def ask(self, question: Question, fault: str) -> str:
        """Ask one question, with why the answer before would not do, and what Enter means."""
        if fault:
            output.tell(f"  {fault}")
        default = f" [{question.default}]" if question.default else ""
        try:
            return output.ask(f"{question.asks}{default} ")
        except (EOFError, KeyboardInterrupt):
            output.tell("")  # what comes next stands on a line of its own
            raise


def is_terminal() -> bool:
    """Whether a person can be asked."""
    return all(each is not None and each.isatty() for each in (sys.stdin, sys.stderr))


class Shown:
    """What is known so far, and how it is shown: as screens, or as one object at the end."""

    def __init__(self, *, json: bool) -> None:
        self.setup = Setup()
        self._json = json

    def add(self, **known: object) -> Setup:
        """Take down more of it."""
        self.setup = msgspec.structs.replace(self.setup, **known)
        return self.setup

    def say(self, screen: str) -> None:
        """Say a part of it to people."""
        if not self._json:
            output.say(screen)

    def say_beside(self, screen: str) -> None:
        """Say what is no result to people, unless they want little."""
        if not INVOCATION.quiet:
            self.say(screen)

    def say_last(self, screen: str) -> None:
        """Say the end of it; who wants little gets its last line."""
        if not self._json:
            show_screen(screen, about=None)


def initiate(
    wish: Wish, file: Path, environ: Mapping[str, str], asker: Asker | None, shown: Shown
) -> None:
    """Make the settings file and what goes with it, or nothing.

    Raises ConfigurationError and DiskRefused where nothing can be written, Interrupted where nobody
    wants to answer.
    """
    gathered = _gathered(wish, file, environ, asker, shown)
    text = settings_text(gathered.draft)
    setup = shown.add(found=tuple(found(gathered)), settings=text)
    if wish.print_:
        shown.say(as_it_is(text.rstrip("\n")))
        return
    shown.say_beside(report.begun(setup))
    _place(
        wish,
        [Wanted(file, text, meaning), *ci_files(wish.systems, gathered, file)],
        gathered,
        shown,
    )
    config = app_config.read(file.parent / gathered.app.directory)
    INVOCATION.chosen = wish.environment or LOCAL
    setup = shown.add(
        tools=tuple(tools(gathered)),
        changes=tuple(_changed(each) for each in changes(gathered.app, config)),
        checks=tuple(_checked(file, INVOCATION.chosen, environ)),
        next_command=_next(file),
    )
    if wish.from_existing:
        named = [each for each in gathered.draft.names if each != LOCAL]
        setup = shown.add(compared=tuple(_compared(file, wish.environment or named[0], environ)))
    shown.say_last(report.ended(setup))


def _gathered(
    wish: Wish, file: Path, environ: Mapping[str, str], asker: Asker | None, shown: Shown
) -> Gathered:
    known = typed.read(wish.flags)
    looks = Looks(look_at_place, look_at_tools)
    more, as_told = wish.environment, wish.from_existing
    try:
        return gather(file.parent, known, environ, looks, asker, more, as_told=as_told)
    except Unanswered as failure:
        asked = (report.Asked(each.name, each.flag, each.why) for each in failure.questions)
        shown.add(questions=tuple(asked))
        raise
    except EOFError as end:
        code = interrupts.of(KeyboardInterrupt()).exit_code
        raise Interrupted("there are no more answers; nothing is written", code, "") from end
    except KeyboardInterrupt as interrupt:
        stopped = interrupts.of(interrupt)
        said = f"stopped by {stopped.name}; nothing is written"
        raise Interrupted(said, stopped.exit_code, "") from interrupt


def _place(wish: Wish, wanted: Sequence[Wanted], gathered: Gathered, shown: Shown) -> None:
    """Write the files, all or none; one that is in the way is shown, and ends it."""
    root = wanted[0].path.parent
    task = task_file.look(root, Path(gathered.ground.top or root))
    wanted = [*wanted, *([Wanted(task.path, task_file.TEXT)] if task.is_absent else ())]
    placed = placing.compare(wanted)
    differing = [each for each in placed if each.state == "differs"]
    refused = bool(differing) and not wish.keep
    if not refused:
        placed = placing.place(wanted, placed)
        schema_file.keep(root)
    files = [File(_named(each.path), each.state, each.difference) for each in placed]
    if not task.is_absent:
        state: report.FileState = "lacks" if task.lacks else "there"
        files.append(File(_named(task.path), state, "\n".join(task.lacks)))
    shown.add(files=tuple(files))
    if refused:
        shown.say(report.files(shown.setup))
        raise _in_the_way(differing)


def _changed(change: Change) -> report.Changed:
    told = msgspec.structs.asdict(change)
    return report.Changed(**{name: told[name] for name in report.Changed.__struct_fields__})


def _checked(file: Path, environment: str, environ: Mapping[str, str]) -> Iterator[doctor.Row]:
    """Ask the checks of doctor that ask no server; settings that cannot be read are their answer.

    A file that was there already may say anything, and so may those of other tools.
    """
    try:
        loaded = load(file, environment, environ)
    except BuildtoolsError as failure:
        yield doctor.Row("settings", "settings", "the settings", of_failure(failure))
        return
    for probe, answer in ask(around(loaded, loaded.root), local()):
        yield doctor.Row(probe.name, probe.topic, probe.title, answer)


def _compared(file: Path, environment: str, environ: Mapping[str, str]) -> Iterator[str]:
    """Compare what other tools have uploaded with what lies in the outputs."""
    try:
        loaded = load(file, environment, environ)
        build = loaded.settings.build
        client = around(loaded, loaded.root).client
        release = choose_version(loaded, loaded.root).version
        ours = on_disk(loaded.root / build.directory, build.outputs)
    except BuildtoolsError as failure:
        yield from lines(not_compared(failure))
        return
    yield from lines(compare(client, client.connection.projects, release, ours))


def _next(file: Path) -> str:
    """Return the command that comes next; a tasks.py that was written gives it another name."""
    INVOCATION.program = program_here()
    elsewhere = "" if settings_file(None) == file.resolve() else f" --file={quote(_named(file))}"
    return f"{INVOCATION.program} release --env={LOCAL}{elsewhere}"


def _in_the_way(differing: Sequence[Placed]) -> ConfigurationError:
    names = " and ".join(_named(each.path) for each in differing)
    return ConfigurationError(
        f"{names} {'is' if len(differing) == 1 else 'are'} there already; nothing is written",
        remedy="take over what you want of it by hand; with --keep the other files are written",
    )


def _named(path: Path) -> str:
    """Name a file as it is reached from the folder of the command."""
    return Path(os.path.relpath(path)).as_posix()

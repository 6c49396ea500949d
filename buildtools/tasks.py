"""The doors: Invoke tasks over the pipeline.

The only place that knows Invoke and composes; `output` prints. A task loads the settings of one
environment, does its steps through a `Run`, and shows what they left: narration on stderr, the
result on stdout. Everything heavy is imported inside the task that needs it, so that
`invoke --list` stays quick.
"""

import logging
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit
from invoke.program import Program

from buildtools import __version__, output, process, stopping
from buildtools.chain import CHAIN, HELP, Door, door
from buildtools.errors import BuildtoolsError, DiskRefused, again
from buildtools.stages import SENTENCES, UNDO

if TYPE_CHECKING:
    from buildtools.config import Loaded
    from buildtools.ledger import Entry, Ledger
    from buildtools.run import Run


@contextmanager
def _explained(*, json: bool) -> Iterator[None]:
    """Show a failure we can explain once, and end with its code; the rest is a traceback."""
    output.narrate()
    try:
        process.refuse_no_folder()
        yield
        output.refuse_unwritten()
    except BuildtoolsError as failure:
        _show(failure, json=json)
        raise Exit(code=failure.exit_code) from failure
    except KeyboardInterrupt as interrupt:
        stopped = CHAIN.stopped(stopping.of(interrupt))
        _show(stopped, json=json)
        raise Exit(code=stopped.exit_code) from interrupt


def _show(failure: BuildtoolsError, *, json: bool) -> None:
    output.tell(CHAIN.completed("\n".join(failure.lines())))
    if json:
        output.say_json(
            {
                "error": failure.what,
                "evidence": failure.evidence,
                "remedy": CHAIN.completed(failure.remedy),
                "exit_code": failure.exit_code,
            }
        )


def _settings(env: str | None, file: str | None) -> "Loaded":
    """Load the settings for a task that only looks."""
    from buildtools.config import load

    loaded = load(CHAIN.file(file), CHAIN.environment(env), os.environ)
    CHAIN.chosen = loaded.environment
    return loaded


def _one(
    context: Context,
    step: str,
    env: str | None,
    dry_run: bool,
    json: bool,
    file: str | None,
    undo: bool = False,
) -> None:
    """Do one step, or undo it, and show its line; `--json` on any task of a chain holds for all."""
    from buildtools.ledger import failure_of

    json = json or CHAIN.json
    with _explained(json=json):
        run = CHAIN.run(context, env, file, dry_run=dry_run)
        for name in run.forerunners(step):
            run.step(name)
        entry = run.step(step, undo=undo)
        _show_entry(step, entry, json=json)
        if failure := failure_of(entry, run.loaded.environment):
            _show(failure, json=False)
            raise Exit(code=failure.exit_code)


def _show_entry(step: str, entry: "Entry", *, json: bool) -> None:
    from buildtools.reports.report import words
    from buildtools.results import shown

    if json:
        output.say_json(shown(entry.outcome))
    else:
        output.say(f"{step}: {words(entry.outcome)}")


def _step_door(step: str) -> Door:
    """Make the task of one step: they differ in name and sentence, and in having `--undo`."""

    def body(
        context: Context,
        env: str | None = None,
        dry_run: bool = False,
        json: bool = False,
        file: str | None = None,
    ) -> None:
        _one(context, step, env, dry_run, json, file)

    def undoable(
        context: Context,
        env: str | None = None,
        dry_run: bool = False,
        json: bool = False,
        file: str | None = None,
        undo: bool = False,
    ) -> None:
        _one(context, step, env, dry_run, json, file, undo)

    made = undoable if step in UNDO else body
    made.__name__, made.__doc__ = step, SENTENCES[step]
    return door(HELP | {"undo": UNDO.get(step, "")})(made)


@door(HELP | {"through": "the last step to do", "from_": "the first step to do"})
def release(
    context: Context,
    env: str | None = None,
    dry_run: bool = False,
    json: bool = False,
    file: str | None = None,
    through: str | None = None,
    from_: str | None = None,
) -> None:
    """Do all steps in order, from build to finalize; strip only if strip.enabled says so."""
    with _explained(json=json):
        run = CHAIN.run(context, env, file, dry_run=dry_run)
        from buildtools.pipeline import between

        names = between(from_, through, run.loaded.settings.left_out)
        try:
            _all(run, (*run.forerunners(names[0]), *names))
        except BuildtoolsError as failure:
            if not json and (run.recorded or names[0] != "build"):
                _show_ledger(run.ledger(), json=False)
            if run.loaded.settings.on_failure == "fail":
                raise
            _warn(run, failure, json=json)
        else:
            _show_ledger(run.ledger(), json=json)


def _warn(run: "Run", failure: BuildtoolsError, *, json: bool) -> None:
    """Say on the last line that nothing was finalized, and how it is completed later."""
    from buildtools.reports.terminal import failed_line

    _show(failure, json=json)
    line = CHAIN.completed(failed_line(run.begun, run.ledger()))
    for say in (output.tell,) if json else (output.say, output.tell):
        say(line)


def _all(run: "Run", names: Sequence[str]) -> None:
    from buildtools.reports.report import words

    for name, entry in run.steps(names):
        said = f"{name}: {words(entry.outcome)}"
        logging.getLogger("buildtools").info("%s (%.1f s)", said, entry.seconds)


def _show_ledger(
    ledger: "Ledger | None",
    *,
    json: bool,
    changed: tuple[str, ...] = (),
    stopped: str | None = None,
) -> None:
    from buildtools.reports.report import report
    from buildtools.reports.terminal import to_terminal

    if json:
        output.say_json(report(ledger, changed, stopped) if ledger else None)
    elif ledger:
        output.say(CHAIN.completed(to_terminal(report(ledger, changed, stopped))))


@door(HELP)
def status(
    context: Context, env: str | None = None, json: bool = False, file: str | None = None
) -> None:
    """Say what is done, out of date or failed, and which command comes next."""
    from buildtools.changes import changed
    from buildtools.pipeline import refuse_strangers
    from buildtools.recovery import unfinished
    from buildtools.state import ledger_file

    del context
    with _explained(json=json):
        loaded = _settings(env, file)
        ledger = ledger_file.load(loaded.root, loaded.target)
        if ledger is None and not json:
            next_ = f"next: {again('build')} --env={loaded.environment}"
            output.say(CHAIN.completed(f"nothing has run for {loaded.environment}; {next_}"))
            return
        refuse_strangers(loaded, ledger)
        stopped = unfinished(loaded.root, loaded.target, ledger)
        since = changed(loaded.root, ledger) if ledger and not stopped else ()
        _show_ledger(ledger, json=json, changed=since, stopped=stopped)


@door(HELP)
def config(
    context: Context, env: str | None = None, json: bool = False, file: str | None = None
) -> None:
    """Print every setting, its value (secrets masked) and where it came from."""
    from buildtools.config import describe

    del context
    with _explained(json=json):
        rows = describe(_settings(env, file))
        if json:
            output.say_json(rows)
            return
        wide = max(len(row.key) for row in rows)
        for row in rows:
            output.say(f"{row.key:<{wide}}  {row.value}  ({row.origin})")


@door(
    HELP
    | {
        "port": "port to listen on; 0 takes any free one",
        "directory": "folder that keeps its state",
    }
)
def sandbox(
    context: Context,
    port: int = 0,
    json: bool = False,
    directory: str = ".buildtools/sandbox",
) -> None:
    """Serve the embedded Sentry-compatible server in the foreground."""
    del context
    with _explained(json=json), stopping.expected():
        from buildtools.sandbox.serving import serve
        from buildtools.state import paths, writing

        if directory == paths.SANDBOX:
            writing.own_folder(Path.cwd())
        with serve(Path(directory), port=port) as running:
            facts = {
                "url": running.url,
                "token": running.token.reveal(),
                "org": running.org,
                "project": running.project,
                "dsn": running.dsn,
            }
            if json:
                output.say_json(facts)
            else:
                output.say("\n".join(f"{name:<8} {value}" for name, value in facts.items()))
            sys.stdout.flush()
            threading.Event().wait()


ns = Collection(release, config, sandbox, *map(_step_door, SENTENCES))
ns.add_task(status, default=True)


def run() -> int:
    """Run the command line of this process, and give its exit code."""
    code = 0
    try:
        Program(name="buildtools", binary="buildtools", namespace=ns, version=__version__).run()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        CHAIN.end()
    stopped = stopping.came()
    if stopped and code != stopped.exit_code:  # while no task had it in hand
        raise stopped
    try:
        output.refuse_unwritten()
    except DiskRefused as failure:  # of --list and --help
        code = code or failure.exit_code
        _show(failure, json=False)
    return code


def main() -> None:
    """Run it as a command of its own."""
    sys.exit(run())

"""Commands that tell why: a stack, a frame, an event, a debug ID or a code explained."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.exceptions import Exit

from buildtools import output
from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import explained, show_json
from buildtools.errors import NothingFound

if TYPE_CHECKING:
    from buildtools.config import Loaded
    from buildtools.ledger import Ledger

_FILE_NAME = re.compile(r"[\w.\-/\\]{1,200}\.(?:txt|log|json|jsonl|out|err|md)")
_LONGEST_NAME = 1000
_MOST_BYTES = 64_000_000
"""Far more than a log that somebody means to have explained."""


@env_task(
    HELP
    | {
        "what": "an event's ID or page, a stack, one frame URL:line:column, a file with a stack,"
        " a debug ID, the code of a finding, or - for stdin",
        "maps": "a folder with scripts and maps to look into; no sentry.yml is needed then",
        "message": "the error's message, so that no line of it is taken for a frame",
        "verbose": "print what was ruled out too, and what could not be asked",
    },
    positional="what",
)
def explain(
    context: Context,
    what: str | None = None,
    env: str | None = None,
    json: bool = False,
    file: str | None = None,
    maps: str | None = None,
    message: str | None = None,
    verbose: bool = False,
) -> None:
    """Give each frame of an event or a stack its place in the sources, or say why it has none."""
    with explained(json=json):
        from buildtools.commands import explaining
        from buildtools.inspections.explain import asked

        wanted = asked.read(what or "-")
        match wanted.kind:
            case "code":
                _, ledger = _known_here(env, file)
                answer = explaining.code(wanted.text, ledger)
            case "text":
                explainer = explaining.explainer_of(*_known_here(env, file), maps)
                words = _text(what or "-")
                answer = explaining.text(words, message, explainer, verbose=verbose)
            case _:
                run = INVOCATION.run(context, env, file, dry_run=False)
                answer = explaining.identified(wanted, run, maps, verbose=verbose)
        if json:
            show_json(answer.type, answer.json)
        else:
            output.say(INVOCATION.completed("\n".join(answer.lines)))
    if not answer.is_whole:
        raise Exit(code=NothingFound.exit_code)


def _text(what: str) -> str:
    """Return what is to be read: stdin, a file, or the words themselves."""
    from buildtools.files import small_file

    if what == "-":
        with os.fdopen(0, "rb", closefd=False) as stdin:
            return stdin.read(_MOST_BYTES).decode("utf-8-sig", "replace")
    if "\n" not in what and len(what) < _LONGEST_NAME and Path(what).is_file():
        return small_file.read(Path(what), _MOST_BYTES).decode("utf-8-sig", "replace")
    if _FILE_NAME.fullmatch(what):
        raise NothingFound(f"there is no file {what}", remedy="name the file from where you are")
    return what


def _known_here(env: str | None, file: str | None) -> "tuple[Loaded | None, Ledger | None]":
    """Read settings and ledger, where there is a settings file or one was named."""
    named = INVOCATION.file(file)
    if not named.is_file() and not file:
        return None, None
    from buildtools.config import load
    from buildtools.state import ledger_file

    loaded = load(named, INVOCATION.environment(env), os.environ)
    INVOCATION.chosen = loaded.environment
    return loaded, ledger_file.load(loaded.root, loaded.target)

"""Commands that tell why: a stack, a frame or an event explained."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.exceptions import Exit

from buildtools import output
from buildtools.commands.env_task import HELP, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import explained
from buildtools.errors import NothingFound

if TYPE_CHECKING:
    from buildtools.inspections.explain.explain import Explainer
    from buildtools.inspections.explain.sources import Sources

_LONGEST_NAME = 1000
_MOST_BYTES = 64_000_000
"""Far more than a log that somebody means to have explained."""


@env_task(
    HELP
    | {
        "what": "a stack, one frame URL:line:column, a file that holds a stack, or - for stdin",
        "maps": "a folder with scripts and maps to look into; no sentry.yml is needed then",
        "message": "the error's message, so that no line of it is taken for a frame",
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
) -> None:
    """Give each frame of a stack its place in the sources, or say why it has none."""
    del context
    with explained(json=json):
        from buildtools.inspections.explain import lines
        from buildtools.stacks import reading

        told = reading(_text(what or "-"), message)
        if not told.frames:
            raise NothingFound(
                "nothing in this is a frame of a stack",
                remedy="paste the text of error.stack, or name one frame as URL:line:column",
            )
        explanation = _explainer(env, file, maps).explain(told)
        if json:
            output.say_json(lines.shown(explanation))
        else:
            output.say(INVOCATION.completed("\n".join(lines.lines(explanation))))
    if not all(each.is_answered for each in explanation.frames):
        raise Exit(code=NothingFound.exit_code)


def _text(what: str) -> str:
    """Return what is to be read: stdin, a file, or the words themselves."""
    from buildtools.files import small_file

    if what == "-":
        with os.fdopen(0, "rb", closefd=False) as stdin:
            return stdin.read(_MOST_BYTES).decode("utf-8-sig", "replace")
    if "\n" not in what and len(what) < _LONGEST_NAME and Path(what).is_file():
        return small_file.read(Path(what), _MOST_BYTES).decode("utf-8-sig", "replace")
    return what


def _explainer(env: str | None, file: str | None, maps: str | None) -> "Explainer":
    """Gather who is asked for scripts and maps: a folder that was named, the release's build."""
    from buildtools.inspections.explain.causes.evidence import origin
    from buildtools.inspections.explain.explain import Explainer
    from buildtools.inspections.explain.known import Project
    from buildtools.inspections.explain.sources import Folder, Release
    from buildtools.pipeline.job import refuse_foreign_paths
    from buildtools.state import ledger_file, quarantine

    now = datetime.now(UTC)
    sources: list[Sources] = [Folder(_folder(maps))] if maps else []
    named = INVOCATION.file(file)
    if not named.is_file() and not file:
        return Explainer(sources, now, project=Project(Path.cwd()))
    from buildtools.config import load

    loaded = load(named, INVOCATION.environment(env), os.environ)
    INVOCATION.chosen = loaded.environment
    ledger = ledger_file.load(loaded.root, loaded.target)
    if ledger:
        refuse_foreign_paths(loaded, ledger)
        stripped = quarantine.standing(loaded.root, loaded.target)
        sources.append(Release(loaded.root, ledger, stripped))
    return Explainer(
        sources,
        now,
        ledger=ledger,
        project=Project(loaded.root, loaded.settings.build.directory),
        site_origins=[origin(loaded.settings.site_url)] if loaded.settings.site_url else (),
    )


def _folder(maps: str) -> Path:
    folder = Path(maps)
    if not folder.is_dir():
        raise NothingFound(f"{maps} is no folder", remedy="name the folder that holds the maps")
    return folder

"""The command that says which version a build would take, and what else proposes one."""

import os
from typing import TYPE_CHECKING

from invoke.context import Context
from invoke.exceptions import Exit

from buildtools import output
from buildtools.commands.env_task import HELP, Words, env_task
from buildtools.commands.invocation import INVOCATION
from buildtools.commands.showing import explained, failed, show_failure, show_json
from buildtools.errors import ConfigurationError

if TYPE_CHECKING:
    from buildtools.facts.candidates import Candidate, Candidates

_HELP = HELP | {"name": "judge this name alone: no sentry.yml is read; also as a word behind it"}


@env_task(_HELP, words=Words("name"))
def version(
    context: Context,
    env: str | None = None,
    json: bool = False,
    file: str | None = None,
    name: str | None = None,
) -> None:
    """Propose the version of a release: by template, CI, tag, package; each with its source."""
    del context
    with explained(json=json):
        told, failure = _of_name(name) if name is not None else _of_project(env, file)
        if json:
            show_json("version", {**_keys(told), "failure": failure and failed(failure, None)})
        elif INVOCATION.quiet and told.version:
            output.say(told.version)
        else:
            output.say(screen(told))
        if failure:
            show_failure(failure, json=False)
            raise Exit(code=failure.exit_code)


def screen(told: "Candidates") -> str:
    """Write all of them on one screen; `>` stands before the one that is used."""
    from buildtools.facts.release_names import sentence
    from buildtools.texts.escapes import harmless

    names = [harmless(each.version) or "(none)" for each in told.candidates]
    wide = max(map(len, names))
    lines = [_line(each, name, wide) for each, name in zip(told.candidates, names, strict=True)]
    read_as = told.candidates[0].read_as
    return "\n".join((*lines, *([sentence(read_as)] if read_as else [])))


def _line(each: "Candidate", name: str, wide: int) -> str:
    mark = ">" if each.used else " "
    fault = f": not to be used: {each.fault}" if each.fault else ""
    return f"{mark} {name:<{wide}}  {each.source}{fault}".rstrip()


def _keys(told: "Candidates") -> dict[str, object]:
    return {"version": told.version, "candidates": told.candidates}


def _of_project(
    env: str | None, file: str | None
) -> "tuple[Candidates, ConfigurationError | None]":
    from buildtools.config import load
    from buildtools.pipeline.candidates import candidates

    loaded = load(INVOCATION.file(file), INVOCATION.environment(env), os.environ)
    INVOCATION.chosen = loaded.environment
    return candidates(loaded, loaded.root)


def _of_name(name: str) -> "tuple[Candidates, ConfigurationError | None]":
    """Judge a name that somebody asks about."""
    from buildtools.facts.candidates import Candidates, judged

    one = judged(name, "as given")
    if not one.fault:
        return Candidates(name, (one,)), None
    better = f"use {one.instead!r}" if one.instead else "use another name"
    failure = ConfigurationError(
        f"{name[:200]!r} cannot be a release version: {one.fault}", remedy=better
    )
    return Candidates(None, (one,)), failure

"""The check of the CI system that this runs in."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from buildtools.checks.doctor.ci import Seen, told, traps
from buildtools.facts.ci import detect_ci
from buildtools.files import small_file
from buildtools.found.answer import Answer, not_checked, of_finding, ok
from buildtools.inspections.doctor.around import Around
from buildtools.inspections.doctor.probe import Probe
from buildtools.inspections.doctor.repository import git_of
from buildtools.settings import Server
from buildtools.sources import app_config
from buildtools.sources.config_data import read
from buildtools.texts.foreign import UNREADABLE, object_of

_MOST_BYTES = 5_000_000
_CONTAINER = Path("/.dockerenv")
_TASKS = ("turbo.json", "turbo.jsonc")


def _traps(around: Around) -> Iterable[Answer]:
    seen = _seen(around)
    found = list(traps(seen))
    yield from map(of_finding, found)
    if not found and seen.ci.system:
        yield ok(told(seen))
    elif not found:
        yield not_checked("no variable of a CI system is set here")


def _seen(around: Around) -> Seen:
    loaded, variables = around.loaded, around.variables
    server = loaded.settings.server
    config = app_config.read(loaded.root / loaded.settings.build.directory)
    return Seen(
        variables,
        detect_ci(variables),
        _event(variables.get("GITHUB_EVENT_PATH", "")),
        isinstance(server, Server) and bool(server.token),
        server != "sandbox",
        loaded.environment,
        "\n".join((loaded.settings.build.command or "", *config.commands)),
        _task_file(around),
        _home(variables.get("HOME", "")),
        _CONTAINER.exists(),
        git_of(around) is not None,
    )


def _event(path: str) -> Mapping[str, Any]:
    try:
        return object_of(small_file.read(Path(path), _MOST_BYTES)) if path else {}
    except (OSError, ValueError, small_file.Unfit, *UNREADABLE):
        return {}


def _task_file(around: Around) -> Mapping[str, Any] | None:
    """Read the list of tasks, in the app's folder or one above it, up to the checkout's top."""
    folder = around.loaded.root / around.loaded.settings.build.directory
    for each in (folder, *folder.resolve().parents):
        for name in _TASKS:
            try:
                source = small_file.read(each / name, _MOST_BYTES)
                return dict(read(f"{name}.json", source, lambda _: None).values)
            except (OSError, ValueError, small_file.Unfit):
                continue
        if (each / ".git").exists():
            break
    return None


def _home(home: str) -> str:
    """Return why nothing can be written to a home folder; empty where it can."""
    if not home:
        return "it is not set"
    if not Path(home).is_dir():
        return f"{home} is not there"
    return "" if os.access(home, os.W_OK) else f"{home} cannot be written to"


PROBES = (Probe("ci", "ci", "CI system", _traps, local=True),)

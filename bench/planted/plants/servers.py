"""Servers that do not keep what they take."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from bench.chaos import lies
from bench.chaos.exchange import Liar, Lie, Sandbox, serve
from bench.chaos.faults.rows import tells
from bench.planted import project
from bench.planted.plants.plant import plant
from bench.planted.stage import Stage
from buildtools.sandbox.serving import Running
from buildtools.sandbox.serving import serve as sandbox


def _created(stage: Stage) -> None:
    stage.start_from("injected")
    stage.must("create")


def _uploaded(stage: Stage) -> None:
    stage.start_from("uploaded")


@plant("server that accepts and loses chunks", _created)
def _chunks_are_lost(stage: Stage) -> None:
    _lie(stage, lies.dropped, "chunks")
    stage.must("create")


@plant("server that accepts and loses the bundle", _uploaded)
def _bundle_is_lost(stage: Stage) -> None:
    _lie(stage, lies.dropped, "chunks", "assemble")
    stage.must("create")
    stage.must("upload")


@plant("server that has lost a file of the bundle", _uploaded)
def _file_is_lost(stage: Stage) -> None:
    _lie(stage, lies.changed(_without("checkout")), "files")
    stage.must("create")
    stage.must("upload")


def _without(name: str) -> Callable[[Any], object]:
    return lambda told: {
        **told,
        "files": [each for each in told["files"] if name not in each["filePath"]],
    }


def _lie(stage: Stage, lie: Lie, *endpoints: str) -> None:
    """Put a server between that tells a lie; a second sandbox hears what the first never does."""
    stage.start_from("injected")
    store = stage.root.parent / "lying"
    with _open(store / "real"):
        pass  # token and keys are made, and are the same for both
    shutil.copytree(store / "real", store / "decoy")
    real, decoy = (stage.closing.enter_context(_open(store / name)) for name in ("real", "decoy"))
    told = tuple(tells(endpoint, lie) for endpoint in endpoints)
    liar = Liar(told, Sandbox(real.url), Sandbox(decoy.url), lambda: None)
    stage.environ |= {"SENTRY_URL": serve(liar), "SENTRY_AUTH_TOKEN": real.token.reveal()}


def _open(store: Path) -> AbstractContextManager[Running]:
    return sandbox(store, org=project.ORG, projects=(project.PROJECT,))

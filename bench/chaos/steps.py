"""Projects before each step, prepared once: where a disturbed step begins."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.chaos import children, project, shim
from bench.chaos.shim import Mode
from bench.chaos.stage import lying

STEPS = ("build", "inject", "create", "set-commits", "upload", "verify", "strip", "finalize")
ENVIRONMENTS = ("production", "local")
"""With a server of its own, and with the sandbox in the process that is disturbed."""
DONE = "done"


class Before(NamedTuple):
    """A project and the server's store before a step."""

    shop: Path
    store: Path


def before(folder: Path, environment: str, step: str) -> Before:
    """Name the folders that hold them; of the step `done` those after all steps."""
    here = folder / "steps" / environment / step
    return Before(here / "shop", here / "store")


def prepare(folder: Path) -> dict[str, int]:
    """Make them all, and count the calls of each step by mode: `kill/production/inject`.

    Raises RuntimeError when an honest step fails.
    """
    counts: dict[str, int] = {}
    for environment in ENVIRONMENTS:
        root, store = folder / environment / "shop", folder / environment / "store"
        project.make(root, strip=True)
        for step in STEPS:
            counts |= _counts(root, store, environment, step, folder)
        _keep(root, store, before(folder, environment, DONE))
    (folder / "counts.json").write_text(json.dumps(counts))
    return counts


def _counts(
    root: Path, store: Path, environment: str, step: str, folder: Path
) -> Iterator[tuple[str, int]]:
    """Keep what is there before a step, do it, and count."""
    _keep(root, store, before(folder, environment, step))
    with served(root, store, environment) as environ:
        ended = children.run(
            [step, f"--env={environment}"], root, environ, seconds=300, before=_counting
        )
    if ended.code != 0:
        raise RuntimeError(f"an honest {step} ends with {ended.code}:\n{ended.out}{ended.err}")
    for mode in (Mode.KILL, Mode.FULL):
        calls = 0 if shim.lacking() else shim.counted(mode)
        yield f"{mode.name.lower()}/{environment}/{step}", calls


def _counting() -> None:
    if not shim.lacking():
        shim.arm(Mode.COUNT)


@contextmanager
def served(root: Path, store: Path, environment: str) -> Iterator[dict[str, str]]:
    """Return the variables of a run, with a server where the environment wants one."""
    if environment == "local":
        yield project.environ(root)
        return
    with lying(store, (), decoy=False) as server:
        yield server.environ(root)


def _keep(root: Path, store: Path, to: Before) -> None:
    shutil.copytree(root, to.shop, symlinks=True)
    if store.is_dir():
        shutil.copytree(store, to.store)

"""The projects that runs start from: as built, and as an undisturbed release leaves them."""

import shutil
from pathlib import Path

from bench.chaos import children, project
from bench.chaos.faults.rows import tells
from bench.chaos.noise import recorder
from bench.chaos.stage import lying


def prepare(folder: Path) -> None:
    """Make `built` and `injected` in a folder.

    Raises RuntimeError when an honest release fails: then nothing can be judged.
    """
    project.make(folder / "built")
    _released(folder)
    shutil.copytree(folder / "built", folder / "injected")
    _run(folder / "injected", ("build", "inject"), {"SENTRY_ENVIRONMENT": "local"})


def _released(folder: Path) -> None:
    root = folder / "honest"
    shutil.copytree(folder / "built", root)
    answers = folder / "answers"
    answers.mkdir()
    with lying(folder / "store", (tells("any", recorder(answers)),), decoy=True) as server:
        _run(root, ("release",), server.environ(root))


def _run(root: Path, words: tuple[str, ...], environ: dict[str, str]) -> None:
    environ = project.environ(root) | environ
    ended = children.run(words, root, environ, seconds=300)
    if ended.code != 0:
        raise RuntimeError(f"an honest run ends with {ended.code}:\n{ended.out}{ended.err}")

"""Projects made of a corpus: what `invoke` needs around a folder of scripts.

Every copy stays until the end. A file system such as ext4 passes over the inodes of files that were
removed lately, one by one: who writes new files beside a folder just removed would pay for that.
"""

import os
import shutil
import sys
from itertools import count
from pathlib import Path

from bench.corpora import corpus
from bench.measure import measure

_PACKAGE = Path(__file__).resolve().parents[1]
_TOKEN = "sntryu_" + "a" * 64
_SETTINGS = """\
version: 1
default_environment: bench
defaults:
  release: bench@1
  build:
    directory: .
    outputs: [{path: dist, url: ~/dist, kind: browser}]
  server:
    url: "${BENCH_URL:-http://127.0.0.1:9}"
    org: acme
    projects: [web]
    token: "${BENCH_TOKEN}"
    compression: "${BENCH_COMPRESSION:-auto}"
environments: {bench: {}}
"""


def tool(name: str) -> str:
    """Find a program, first beside the interpreter that runs us."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        sys.exit(f"{name} is not installed")
    return found


def invoke(*arguments: str) -> tuple[str, ...]:
    """Return the command line of one of our tasks, in the environment `bench`."""
    return (tool("invoke"), *arguments, "--env=bench")


def environment(url: str = "", compression: str = "auto") -> dict[str, str]:
    """What a measured process gets besides the environment."""
    return {
        "PYTHONPATH": str(_PACKAGE),
        "SENTRY_AUTH_TOKEN": _TOKEN,
        "SENTRY_LOG_LEVEL": "warn",
        "BENCH_TOKEN": _TOKEN,
        "BENCH_COMPRESSION": compression,
        **({"BENCH_URL": url} if url else {}),
    }


class Workshop:
    """A folder of copies of the corpora, as they are after `invoke build`. Use as a context."""

    def __init__(self, corpora: Path) -> None:
        self.corpora = corpora
        self._folder = corpora / f"workshop-{os.getpid()}"
        self._count = count()

    def __enter__(self) -> "Workshop":
        self._folder.mkdir()
        return self

    def __exit__(self, *exception: object) -> None:
        shutil.rmtree(self._folder)

    def fresh(self, name: str) -> Path:
        """Return a copy that nobody has touched, whole on disk."""
        copy = self._folder / f"{name}-{next(self._count)}"
        shutil.copytree(self._built(name), copy)
        os.sync()
        return copy

    def _built(self, name: str) -> Path:
        """Let `invoke build` judge a corpus, once."""
        root = self._folder / name
        if not root.is_dir():
            shutil.copytree(corpus(name, self.corpora).folder, root / "dist")
            (root / "sentry.yml").write_text(_SETTINGS)
            (root / "tasks.py").write_text("from buildtools.tasks import ns\n")
            measure(invoke("build"), root, environment())
        return root

"""Projects made of a corpus: what `invoke` needs around a folder of scripts."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_SETTINGS = """\
version: 1
default_environment: bench
defaults:
  release: bench@1
  build:
    directory: .
    outputs: [{path: dist, url: ~/dist, kind: browser}]
environments:
  bench: {server: SERVER}
"""


@contextmanager
def project(corpus: Path, beside: Path, server: str = "sandbox") -> Iterator[Path]:
    """Give a fresh project whose output `dist` is a copy of the corpus; it ends with the block.

    `beside` is a folder on the disk to measure; `server` is its setting in sentry.yml, in YAML's
    flow style.
    """
    with TemporaryDirectory(prefix="bench-", dir=beside) as folder:
        root = Path(folder)
        shutil.copytree(corpus, root / "dist")
        (root / "sentry.yml").write_text(_SETTINGS.replace("SERVER", server))
        (root / "tasks.py").write_text("from buildtools.tasks import ns\n")
        yield root


def restore(root: Path, corpus: Path) -> None:
    """Give the project's output the corpus's bytes again: build's ledger stays good."""
    shutil.rmtree(root / "dist")
    shutil.copytree(corpus, root / "dist")

"""Projects made of a corpus: what `invoke` needs around a folder of scripts.

Every copy stays until the end, and one that is done with is emptied file by file. A file system
such as ext4 passes over the inodes of files that were removed lately, one by one: who writes new
files beside a folder just removed would pay for that.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from bench.case import Stand
from bench.checkout import HERE, Checkout
from bench.corpora import corpus
from bench.measure import Measured, measure
from bench.stand import serving

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
    dsn: "${BENCH_DSN:-http://key@127.0.0.1:9/1}"
    org: sandbox
    projects: [web]
    token: "${BENCH_TOKEN}"
    compression: "${BENCH_COMPRESSION:-auto}"
environments: {bench: {}}
"""
_TASKS = "from buildtools.tasks import ns\n"
_NOTHING = '''\
from invoke import Collection, task


@task
def nothing(context):
    """Do nothing."""


ns = Collection(nothing)
'''
_GIT = (
    ("init", "-q"),
    ("remote", "add", "origin", "https://github.com/acme/web.git"),
    ("add", "."),
    ("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "first"),
)


def environment(by: Checkout | None = None) -> dict[str, str]:
    """Return what a measured process gets besides the environment."""
    return {
        "SENTRY_AUTH_TOKEN": _TOKEN,
        "SENTRY_LOG_LEVEL": "warn",
        "BENCH_TOKEN": _TOKEN,
        **({"PYTHONPATH": str(by.folder)} if by else {}),
    }


class Workshop:
    """A folder of copies of the corpora. Use as a context."""

    def __init__(self, corpora: Path, before: Checkout | None = None) -> None:
        self.corpora = corpora
        self.ours = HERE
        self.before = before
        self._folder = corpora / f"workshop-{os.getpid()}"
        self._count = count()

    def __enter__(self) -> "Workshop":
        self._folder.mkdir()
        return self

    def __exit__(self, *exception: object) -> None:
        shutil.rmtree(self._folder)

    def fresh(self, name: str, by: Checkout | None = None) -> Path:
        """Return a copy as `invoke build` of a checkout has left it, whole on disk."""
        return self._copied(self._built(name, by or self.ours), name)

    @contextmanager
    def stand(self, name: str) -> Iterator[Stand]:
        """Return a copy that nothing was done with, beside a sandbox in another process."""
        root = self._copied(self._made(name), name)
        kept = root.with_name(f"{root.name}-server")
        with serving(self.ours, root, kept, environment) as made:
            yield made
        self.done(root)
        self.done(kept)

    def run(
        self, command: tuple[str, ...], root: Path, by: Checkout | None = None, **variables: str
    ) -> Measured:
        """Measure a command in a project."""
        return measure(command, root, environment(by) | variables)

    def done(self, root: Path) -> None:
        """Give back the room of a copy: its files stay, and are empty."""
        for path in root.rglob("*"):
            if path.is_file() and not path.is_symlink():
                os.truncate(path, 0)

    def nothing(self) -> Measured:
        """Measure Invoke with a task that does nothing."""
        root = self._folder / "nothing"
        if not root.is_dir():
            root.mkdir()
            (root / "tasks.py").write_text(_NOTHING)
        return measure((self.ours.program("invoke"), "nothing"), root)

    def _copied(self, made: Path, name: str) -> Path:
        copy = self._folder / f"{name}-{next(self._count)}"
        shutil.copytree(made, copy)
        os.sync()
        return copy

    def _made(self, name: str) -> Path:
        """Lay a project out, once: in git, without its output."""
        root = self._folder / name
        if not root.is_dir():
            root.mkdir()
            (root / "sentry.yml").write_text(_SETTINGS)
            (root / "tasks.py").write_text(_TASKS)
            (root / ".gitignore").write_text(".buildtools/\ndist/\n")
            for command in _GIT:
                subprocess.run(("git", *command), cwd=root, check=True)
            shutil.copytree(corpus(name, self.corpora).folder, root / "dist")
        return root

    def _built(self, name: str, by: Checkout) -> Path:
        """Let `invoke build` of a checkout judge a corpus, once."""
        root = self._folder / f"{name}-{by.contestant}"
        if not root.is_dir():
            shutil.copytree(self._made(name), root)
            self.run(by.invoke("build"), root, by)
        return root

"""One fresh stage for each run: a copy of the app, and the lying server in a process of its own."""

import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.chaos import project
from bench.chaos.exchange import Liar, Sandbox, Tells, serve
from buildtools.sandbox.serving import serve as sandbox


class Stage(NamedTuple):
    """Where a run takes place."""

    root: Path
    """The project."""
    store: Path
    """What the real sandbox keeps."""


class Server(NamedTuple):
    """The lying server, as a client sees it."""

    url: str
    token: str
    note: str
    """A file that is there once a lie was told."""

    @property
    def has_lied(self) -> bool:
        """Whether any lie was told: a fault that nobody met shows nothing."""
        return Path(self.note).exists()

    def environ(self, root: Path) -> dict[str, str]:
        """Return the variables of a release to this server."""
        return project.environ(root, SENTRY_URL=self.url, SENTRY_AUTH_TOKEN=self.token)


@contextmanager
def stage(template: Path) -> Iterator[Stage]:
    """Copy a prepared project to a folder of its own, which ends with the block."""
    with tempfile.TemporaryDirectory(prefix="chaos-", ignore_cleanup_errors=True) as folder:
        root = Path(folder) / "home" / "shop"
        shutil.copytree(template, root, symlinks=True)
        yield Stage(root, Path(folder) / "store")


@contextmanager
def lying(store: Path, tells: Sequence[Tells], *, decoy: bool) -> Iterator[Server]:
    """Serve these lies in front of a fresh sandbox, for as long as the block lasts.

    It is a process of its own: threads of a server would be lost in a fork.
    """
    told, tell = os.pipe()
    ended, living = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.close(living)
        _be(store, tuple(tells), tell, ended, decoy=decoy)
    os.close(tell)
    os.close(ended)
    with os.fdopen(told, "rb") as opened:
        line = opened.readline()
    try:
        yield Server(**json.loads(line))
    finally:
        os.close(living)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _be(store: Path, tells: tuple[Tells, ...], tell: int, ended: int, *, decoy: bool) -> None:
    """Serve until the other process closes the pipe or is gone; never comes back."""
    try:
        with ExitStack() as stack:
            with sandbox(store, org=project.ORG, projects=(project.PROJECT,)):
                pass  # token and keys are made
            other = store.with_name("decoy")
            if decoy:
                shutil.copytree(store, other)
            real = stack.enter_context(sandbox(store, org=project.ORG))
            second = stack.enter_context(sandbox(other, org=project.ORG)) if decoy else None
            note = store.with_name("lied")
            behind = Sandbox(second.url) if second else None
            liar = Liar(tells, Sandbox(real.url), behind, note.touch)
            facts = {"url": serve(liar), "token": real.token.reveal(), "note": str(note)}
            os.write(tell, json.dumps(facts).encode() + b"\n")
            os.read(ended, 1)
    finally:
        os._exit(1)

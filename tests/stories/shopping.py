"""A shop to release: a small real project in a folder and a git repository of its own."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from buildtools.sourcemaps.maps.resolve import is_there
from tests.stories import objects
from tests.stories.warm import Warm

WARM = Warm()
SHOP = Path(__file__).parent / "shop"
PACKAGE = Path(__file__).resolve().parents[2]
OWN_RESOLVER: set[str] = set() if is_there() else {"resolver-not-installed"}
"""What build and verify find in every release on a machine without symbolic."""


@dataclass
class Ended:
    """A command that has ended: its exit code and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Shop:
    """The project, and `invoke` in it as a user types it: a process of its own each time."""

    root: Path
    environ: dict[str, str] = field(default_factory=dict)

    def invoke(self, *words: str, **environ: str) -> Ended:
        """Return a command to a process of its own: a fork of one that has imported the house."""
        mine = os.environ | {"PYTHONPATH": str(PACKAGE)} | self.environ | environ
        ended = Ended(*WARM.run(words, self.root, mine, 120))
        if "--json" in words:
            objects.hold(ended.out)
        return ended

    def invoke_cold(self, *words: str, **environ: str) -> Ended:
        """Do the same from the very start of an interpreter, as a user's shell does."""
        ended = subprocess.run(
            [sys.executable, "-m", "invoke", *words],
            cwd=self.root,
            env=os.environ | {"PYTHONPATH": str(PACKAGE)} | self.environ | environ,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def ledger(self, environment: str = "local") -> dict[str, Any]:
        """Read the ledger without its times and turns, to compare two runs."""
        path = self.root / ".buildtools" / f"{environment}.json"
        ledger: dict[str, Any] = json.loads(path.read_text())
        del ledger["turn"]
        for entry in ledger["entries"].values():
            for moment in ("turn", "started", "seconds"):
                del entry[moment]
            entry["made_from"] = sorted(entry["made_from"])
        return ledger

    def commit(self, message: str) -> None:
        """Commit all of it."""
        _git(self.root, "add", "-A")
        _git(self.root, "commit", "-q", "-m", message)

    def settings(self, old: str, new: str) -> None:
        """Change sentry.yml; the old text must be there."""
        file = self.root / "sentry.yml"
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))


def _git(root: Path, *words: str) -> None:
    who = {"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com"}
    who |= {name.replace("AUTHOR", "COMMITTER"): text for name, text in who.items()}
    when = {"GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z", "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z"}
    subprocess.run(["git", *words], cwd=root, env=os.environ | who | when, check=True)


def make_shop(root: Path) -> Shop:
    """Copy the shop to `root` and commit it."""
    shutil.copytree(SHOP, root, ignore=shutil.ignore_patterns("__pycache__"))
    shop = Shop(root)
    shop.settings("{python}", sys.executable)
    (root / "tasks.py").write_text("from buildtools.tasks import ns\n")
    (root / ".gitignore").write_text(".buildtools/\nout/\n__pycache__/\n")
    _git(root, "init", "-q", "-b", "main")
    _git(root, "remote", "add", "origin", "git@git.example:acme/shop.git")
    _git(root, "add", "-A")
    _git(root, "commit", "-q", "-m", "open the shop")
    return shop

"""A project that is set up well, as `doctor` finds it, and the server that it is released to."""

import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import requests

from bench.chaos.project import SHOP
from bench.planted import project
from bench.planted.judge import Ended
from buildtools.sandbox.serving import Running, serve

PACKAGE: Final = Path(__file__).resolve().parents[2]
_SECONDS: Final = 120
_BUILT: Final = "built.txt"

_SETTINGS: Final = """\
version: 1
default_environment: production
defaults:
  release: "shop@{package.version}"
  build:
    command: PYTHON build.py
    outputs: [{path: out/web, url: "~/static"}]
  verify: {positions: 100, frames: 20, wait_seconds: 10}
  server:
    url: ${SERVER}
    org: acme
    projects: [web]
    token: ${SENTRY_AUTH_TOKEN}
    retries: 0
    wait_seconds: 10
environments:
  local: {server: sandbox}
  production: {}
"""
_BUILD: Final = """\
import os, pathlib, shutil
shutil.rmtree("out", ignore_errors=True)
shutil.copytree("made", "out")
pathlib.Path("built.txt").write_text("built")
"""
_CONFIG: Final = """\
import { defineConfig } from "vite";

export default defineConfig({
  build: { sourcemap: "hidden" },
});
"""
_SCOPES: Final = ("org:read", "project:read", "project:write", "project:releases", "event:read")
_WHO: Final = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")


class SetUp:
    """One project that is set up well, and the server it is released to."""

    def __init__(self, root: Path, sandbox: Running, ends: ExitStack) -> None:
        self.root = root
        self.sandbox = sandbox
        self.ends = ends
        self.environ = {
            "SERVER": sandbox.url,
            "SENTRY_AUTH_TOKEN": sandbox.token_with(_SCOPES).reveal(),
        }

    def replace(self, name: str, old: str, new: str) -> None:
        """Change a file; the old text must be there."""
        file = self.root / name
        text = file.read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{name} has no {old!r}")
        file.write_text(text.replace(old, new), encoding="utf-8")
        self.git("commit", "-qam", "plant")

    def git(self, *words: str) -> None:
        """Do something in the repository."""
        environ = project.environ(self.root)
        subprocess.run(["git", *_WHO, *words], cwd=self.root, env=environ, check=True)

    def run(self, *words: str) -> Ended:
        """Run a command of the product in a process of its own."""
        began = time.monotonic()
        ended = subprocess.run(
            (sys.executable, "-m", "buildtools", *words, "--json"),
            cwd=self.root,
            env=project.environ(self.root, PYTHONPATH=str(PACKAGE), **self.environ),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr, time.monotonic() - began)

    def built(self) -> bool:
        """Whether the build command has run since this was asked last."""
        file = self.root / _BUILT
        there = file.exists()
        file.unlink(missing_ok=True)
        return there


def made(ends: ExitStack) -> SetUp:
    """Make one, its server beside it; both go when `ends` does."""
    folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="setup-")))
    root = folder / "shop"
    sandbox = ends.enter_context(serve(folder / "state", org="acme", projects=("web",)))
    shutil.copytree(SHOP / "made", root / "made")
    shutil.copytree(SHOP / "src", root / "src")
    shutil.copyfile(SHOP / "package.json", root / "package.json")
    (root / "build.py").write_text(_BUILD)
    (root / "vite.config.js").write_text(_CONFIG)
    (root / ".gitignore").write_text(f".buildtools/\nout/\n{_BUILT}\n")
    (root / "sentry.yml").write_text(_SETTINGS.replace("PYTHON", sys.executable))
    setup = SetUp(root, sandbox, ends)
    setup.git("init", "-q", "-b", "main", "--template=")
    setup.git("remote", "add", "origin", "git@git.example:acme/shop.git")
    setup.git("add", "-A")
    setup.git("commit", "-q", "-m", "open the shop")
    _connect(setup, "acme/shop")
    return setup


def _connect(setup: SetUp, name: str) -> None:
    """Connect a repository with the organization, in place of the one that was."""
    told = {"name": name, "provider": "github", "url": f"https://git.example/{name}"}
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {setup.sandbox.token.reveal()}"
        place = f"{setup.sandbox.url}/api/0/organizations/acme/repos/"
        session.post(place, json=told, timeout=_SECONDS).raise_for_status()

"""An app out of its framework's own template, our few files laid over it, released by sentry.yml."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from buildtools.sandbox.serving import serve
from tests.apps.table import BEFORE, HERE, App
from tests.example.bakery import Marked, marked_in
from tests.example.programs import environ, find, finish, free_port, without_proxies

PLACEHOLDER = "https://key@sentry.example.com/1"
"""The DSN that our files hold; the one thing that is replaced in them, by that of the sandbox."""
_QUIET = {
    "ASTRO_TELEMETRY_DISABLED": "1",
    "NEXT_TELEMETRY_DISABLED": "1",
    "NG_CLI_ANALYTICS": "false",
    "NUXT_TELEMETRY_DISABLED": "1",
    "STORYBOOK_DISABLE_TELEMETRY": "1",
    "npm_config_audit": "false",
    "npm_config_before": BEFORE,
    "npm_config_fund": "false",
    "npm_config_prefer_offline": "true",
    "npm_config_update_notifier": "false",
    "npm_config_yes": "true",
}
_TEMPLATE_SECONDS, _INSTALL_SECONDS, _RELEASE_SECONDS = 120.0, 400.0, 400.0


@dataclass(frozen=True)
class Made:
    """An app in a folder of its own, its packages installed."""

    app: App
    root: Path
    dsn: str
    """Where it reports: a sandbox on the port kept free for it."""

    @property
    def state(self) -> Path:
        """Where the pipeline keeps its sandbox."""
        return self.root / ".buildtools" / "sandbox"

    @property
    def sandbox_port(self) -> int:
        return int(self.dsn.rpartition(":")[2].partition("/")[0])

    def marked(self) -> dict[str, Marked]:
        """Find the lines that fail, by name, in the files as they were built."""
        files = (self.root / file for file in ours(self.app))
        return {one.name: one for file in files for one in marked_in(file, self.root)}

    def status(self) -> dict[str, Any]:
        """Ask the product for its report."""
        command = (_buildtools(), "status", "--json", "--env=local")
        asked = subprocess.run(
            command, cwd=self.root, env=environ(**_QUIET), capture_output=True, timeout=60
        )
        report: dict[str, Any] = json.loads(asked.stdout)
        return report

    def installed(self, package: str) -> str:
        """Give the version of a package as it lies in node_modules."""
        manifest = self.root / "node_modules" / package / "package.json"
        return str(json.loads(manifest.read_text(encoding="utf-8"))["version"])


def ours(app: App) -> list[str]:
    """List the files that are not the template's, relative to the app."""
    return sorted({path for folder in app.files for path, _ in _files(folder)})


def _files(folder: str) -> Iterator[tuple[str, Path]]:
    top = HERE / "files" / folder
    for file in sorted(top.rglob("*")):
        if file.is_file():
            yield file.relative_to(top).as_posix(), file


def make(app: App, root: Path) -> Made:
    """Make the app in `root`: template, packages, our files, one commit."""
    log = root.with_name(f"{root.name}.npm.log")
    if app.template:
        name, *words = app.template.split()
        command = (find("npx"), app.pinned(name), *(word.format(app=root.name) for word in words))
        _finish(command, root.parent, log, _TEMPLATE_SECONDS)
    root.mkdir(exist_ok=True)
    # The DSN has to be known before the build, and its key lives on in the sandbox's folder.
    with serve(root / ".buildtools" / "sandbox", port=free_port()) as running:
        made = Made(app, root, running.dsn)
    _lay(made)
    _install(made, log)
    _commit(root)
    return made


def _lay(made: Made) -> None:
    for folder in made.app.files:
        for name, file in _files(folder):
            text = file.read_text(encoding="utf-8").replace(PLACEHOLDER, made.dsn)
            (made.root / name).parent.mkdir(parents=True, exist_ok=True)
            (made.root / name).write_text(text, encoding="utf-8")


def _install(made: Made, log: Path) -> None:
    packages = map(made.app.pinned, made.app.packages)
    _finish((find("npm"), "install", *packages), made.root, log, _INSTALL_SECONDS)


def release(made: Made) -> int:
    """Run the main job as a user types it; give its exit code, what it said is in release.log."""
    with (made.root.with_name(f"{made.root.name}.release.log")).open("wb") as log:
        done = subprocess.run(
            (_buildtools(), "release", "--env=local"),
            cwd=made.root,
            env=without_proxies(environ(**_QUIET)),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            timeout=_RELEASE_SECONDS,
        )
    return done.returncode


def _buildtools() -> str:
    return str(Path(sys.executable).with_name("buildtools"))


def _finish(command: tuple[str, ...], cwd: Path, log: Path, seconds: float) -> None:
    finish(command, cwd=cwd, given=environ(**_QUIET), log=log, seconds=seconds)


def _commit(root: Path) -> None:
    who = {f"GIT_{role}_NAME": "Ada" for role in ("AUTHOR", "COMMITTER")}
    who |= {f"GIT_{role}_EMAIL": "ada@example.com" for role in ("AUTHOR", "COMMITTER")}
    for words in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-qm", "begin")):
        subprocess.run(["git", *words], cwd=root, env=environ(**who), check=True, timeout=60)
    shutil.rmtree(root / ".buildtools" / "cache", ignore_errors=True)

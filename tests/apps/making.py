"""An app out of its framework's own template: the commands that make it, and their doing.

The page shows the same commands, so what a reader pastes is what was run.
"""

import json
import shlex
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
from tests.example.programs import environ, finish, free_port, without_proxies

FOLDER = "shop"
"""What every app's folder is called."""
PLACEHOLDER = "https://key@sentry.example.com/1"
"""The DSN in our files; the one thing that is replaced in them, by that of the sandbox."""
QUIET = {
    "ASTRO_TELEMETRY_DISABLED": "1",
    "NEXT_TELEMETRY_DISABLED": "1",
    "NG_CLI_ANALYTICS": "false",
    "NUXT_TELEMETRY_DISABLED": "1",
    "npm_config_audit": "false",
    "npm_config_before": BEFORE,
    "npm_config_fund": "false",
    "npm_config_prefer_offline": "true",
    "npm_config_update_notifier": "false",
    "npm_config_yes": "true",
}
_MAKE_SECONDS, _RELEASE_SECONDS = 500.0, 400.0


@dataclass(frozen=True)
class Made:
    """An app in a folder of its own, its packages installed and all committed."""

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
        files = (self.root / name for name in ours(self.app))
        return {one.name: one for file in files for one in marked_in(file, self.root)}

    def run(self, task: str) -> "subprocess.CompletedProcess[str]":
        """Run `buildtools` as a user types it, and hear all it says."""
        return subprocess.run(
            (str(Path(sys.executable).with_name("buildtools")), *task.split()),
            check=False,
            cwd=self.root,
            env=without_proxies(environ(**QUIET)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=None if "--json" in task else subprocess.STDOUT,
            text=True,
            timeout=_RELEASE_SECONDS,
        )

    def status(self) -> dict[str, Any]:
        """Ask the product for its report."""
        report: dict[str, Any] = json.loads(self.run("status --json").stdout)
        return report

    def installed(self, package: str) -> str:
        """Return the version of a package as it lies in node_modules."""
        manifest = self.root / "node_modules" / package / "package.json"
        return str(json.loads(manifest.read_text(encoding="utf-8"))["version"])


def ours(app: App) -> dict[str, Path]:
    """Return the files that are not the template's, by their path in the app."""
    return {
        file.relative_to(HERE / "files" / folder).as_posix(): file
        for folder in app.files
        for file in sorted((HERE / "files" / folder).rglob("*"))
        if file.is_file()
    }


def commands(app: App) -> Iterator[str]:
    """Return what is typed in an empty folder, up to the first commit."""
    if app.template:
        name, *words = (word.format(app=FOLDER) for word in app.template.split())
        yield shlex.join(("npx", app.pinned(name), *words))
    else:
        yield f"mkdir {FOLDER}"
    yield f"cd {FOLDER}"
    files = ours(app)
    folders = sorted({str(Path(name).parent) for name in files} - {"."})
    if folders:
        yield shlex.join(("mkdir", "-p", *folders))
    for name, file in files.items():
        yield f"cat > {shlex.quote(name)} <<'END'\n{file.read_text(encoding='utf-8')}END"
    yield shlex.join(("npm", "install", *map(app.pinned, app.packages)))
    yield "git init -q && git add -A && git commit -qm begin"


def make(app: App, home: Path) -> Made:
    """Make the app in a folder of `home`."""
    # The DSN has to be known before the build, and its key lives on in the sandbox's folder.
    with serve(home / "sandbox", port=free_port()) as running:
        made = Made(app, home / FOLDER, running.dsn)
    who = {f"GIT_{role}_NAME": "Ada" for role in ("AUTHOR", "COMMITTER")}
    who |= {f"GIT_{role}_EMAIL": "ada@example.com" for role in ("AUTHOR", "COMMITTER")}
    typed = "\n".join(commands(app)).replace(PLACEHOLDER, made.dsn)
    finish(
        ("bash", "-euo", "pipefail", "-c", typed),
        cwd=home,
        given=environ(**QUIET, **who),
        log=home / "make.log",
        seconds=_MAKE_SECONDS,
    )
    made.state.parent.mkdir(exist_ok=True)
    shutil.move(home / "sandbox", made.state)
    return made

"""The app whose integration is reviewed: bundled by esbuild with the real SDK."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bench.planted import project
from bench.planted.judge import Ended
from buildtools.sandbox.serving import Running, serve

PACKAGE: Final = Path(__file__).resolve().parents[2]
APP: Final = PACKAGE / "bench/apps/reviewed"
MAIN: Final = "src/main.ts"
_SECONDS: Final = 180

READS: Final = {"org:read", "project:read", "event:read"}

_SETTINGS: Final = """\
version: 1
default_environment: production
defaults:
  release: "bakery@{package.version}"
  build:
    command: node build.mjs
    outputs: [{path: dist/assets, url: "~/assets", kind: browser}]
    environment: {APP_DSN: "${APP_DSN}"}
  commits: {mode: "off"}
  strip: {enabled: true, keep: true}
  verify: {events: false}
  server:
    url: ${SERVER}
    org: acme
    projects: [web]
    token: ${PIPELINE_TOKEN}
    retries: 1
  review: {token: "${REVIEW_TOKEN}"}
  serve: {command: "PYTHON server.py {port}"}
environments: {production: {}}
"""

_SERVER: Final[dict[str, Any]] = {
    "project": {"scrubIPAddresses": True, "scrapeJavaScript": False},
    "key": {"rateLimit": {"count": 1000, "window": 60}},
}
"""What a project is set to that a review finds nothing in; alerts are laid over it."""


class App:
    """One copy of the app, a sandbox of its own beside it."""

    def __init__(self, root: Path, sandbox: Running, state: Path) -> None:
        self.root = root
        self.state = state
        self.environ = {
            "SERVER": sandbox.url,
            "APP_DSN": sandbox.dsn,
            "PIPELINE_TOKEN": sandbox.token_with({"org:ci"}).reveal(),
            "REVIEW_TOKEN": sandbox.token_with(READS).reveal(),
        }
        self.broad = sandbox.token_with({"org:admin", "project:admin", "org:ci"}).reveal()
        self.after_release: list[Callable[[], None]] = []
        """What is done to the files once they are what is deployed."""

    def replace(self, name: str, old: str, new: str) -> None:
        """Change a file; the old text must be there."""
        file = self.root / name
        text = file.read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{name} has no {old!r}")
        file.write_text(text.replace(old, new), encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        """Write a file of the app."""
        (self.root / name).write_text(text, encoding="utf-8")

    def settings(self, **sections: Any) -> None:
        """Lay sections over the settings that the server shows."""
        file = self.state / "settings.json"
        told = json.loads(file.read_text(encoding="utf-8"))
        for name, section in sections.items():
            known = told.get(name)
            both = isinstance(known, dict) and isinstance(section, dict)
            told[name] = known | section if both else section
        file.write_text(json.dumps(told), encoding="utf-8")

    def released(self) -> Ended:
        """Release it, and take its maps out, as it is deployed."""
        return self.run("release", "--through=strip")

    def run(self, *words: str) -> Ended:
        """Run a command of the product in a process of its own."""
        began = time.monotonic()
        ended = subprocess.run(
            (sys.executable, "-m", "buildtools", *words, "--json"),
            cwd=self.root,
            env=project.environ(self.root, PYTHONPATH=os.fspath(PACKAGE), **self.environ),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr, time.monotonic() - began)


@contextmanager
def made(folder: Path, packages: Path) -> Iterator[App]:
    """Make a copy of the app, and serve the sandbox that it is released to."""
    root, state = folder / "app", folder / "state"
    shutil.copytree(APP, root, ignore=shutil.ignore_patterns("node_modules", "dist"))
    (root / "node_modules").symlink_to(packages)
    (root / "sentry.yml").write_text(_SETTINGS.replace("PYTHON", sys.executable))
    with serve(state, org="acme", projects=("web",)) as sandbox:
        host = sandbox.url.partition("//")[2]
        (root / "policy.txt").write_text(
            f"default-src 'self'; connect-src 'self' http://{host}; worker-src 'self' blob:"
        )
        (state / "settings.json").write_text(json.dumps(_SERVER))
        app = App(root, sandbox, state)
        _tell_somebody(app)
        yield app


def _tell_somebody(app: App) -> None:
    """Have alerts on new issues and on regressions, as a team that reads them has."""
    shipped = json.loads((PACKAGE / "buildtools/sandbox/default_settings.json").read_text())
    (known,) = shipped["workflows"]
    text = json.dumps(known)
    kinds = ("first_seen_event", "regression_event")
    workflows = []
    for number, kind in enumerate(kinds, start=1):
        told = json.loads(text)
        told |= {"id": f"{number}", "name": f"Tell the team of a {kind}"}
        told["triggers"]["conditions"] = [
            {"id": "1", "type": kind, "comparison": True, "conditionResult": True}
        ]
        workflows.append(told)
    detectors = [{**each, "workflowIds": ["1", "2"]} for each in shipped["detectors"]]
    app.settings(workflows=workflows, detectors=detectors)

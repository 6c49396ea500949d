"""Foreign clients, a sandbox to speak to, and a small built app.

The app is one script with a map written by hand: what the clients make of it depends on none of
our own code.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests

from buildtools.sandbox.serving import Running, serve

PACKAGE = Path(__file__).parent / "node"
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

SOURCE = """\
import * as Sentry from "@sentry/node";

function orderBread(loaves: number): void {
  throw new RangeError(`no flour for ${loaves} loaves`);
}

export function openBakery(): void {
  try {
    orderBread(3);
  } catch (error) {
    Sentry.captureException(error);
  }
}
"""
SCRIPT = (
    '"use strict";const S=require("@sentry/node");'
    "S.init({dsn:process.env.DSN,release:process.env.RELEASE});"
    'function b(n){throw new RangeError("no flour for "+n+" loaves")}'
    "function a(){try{b(3)}catch(e){S.captureException(e)}}"
    "a();S.flush(8000).then(ok=>process.exit(ok?0:3));\n"
    "//# sourceMappingURL=app.js.map\n"
)
NAMES = ["orderBread", "openBakery"]
# (text in the script, line and column of the source from zero, name or None)
POINTS: tuple[tuple[str, int, int, int | None], ...] = (
    ("const S", 0, 0, None),
    ("function b", 2, 0, None),
    ("b(n)", 2, 9, 0),
    ("throw", 3, 2, None),
    ("RangeError", 3, 12, None),
    ("function a", 6, 7, None),
    ("a(){", 6, 16, 1),
    ("try", 7, 2, None),
    ("b(3)", 8, 4, 0),
)


def encoded(number: int) -> str:
    """Write one number as base64 VLQ."""
    rest = number << 1 if number >= 0 else (-number << 1) | 1
    out = ""
    while True:
        rest, digit = rest >> 5, rest & 31
        out += _DIGITS[digit | 32 if rest else digit]
        if not rest:
            return out


def mappings() -> str:
    """Write the mappings of the one line of code."""
    column = line = source_column = name = 0
    segments = []
    for text, to_line, to_column, named in POINTS:
        at = SCRIPT.index(text)
        moves = [at - column, 0, to_line - line, to_column - source_column]
        column, line, source_column = at, to_line, to_column
        if named is not None:
            moves.append(named - name)
            name = named
        segments.append("".join(map(encoded, moves)))
    return ",".join(segments)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Running]:
    """A sandbox that answers now."""
    with serve(tmp_path / "state") as running:
        yield running


class Cli:
    """The real sentry-cli, which knows nothing of the developer's machine."""

    def __init__(self, program: str, home: Path, running: Running) -> None:
        self._program = program
        self.home = home
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "SENTRY_AUTH_TOKEN": running.token.reveal(),
            "SENTRY_URL": running.url,
            "SENTRY_ORG": running.org,
            "SENTRY_PROJECT": running.project,
            "SENTRY_DSN": running.dsn,
            "SENTRY_LOAD_DOTENV": "0",
            "SENTRY_DISABLE_UPDATE_CHECK": "1",
        }

    def run(self, *asked: str, **changes: str) -> "subprocess.CompletedProcess[str]":
        """Run it in the app's folder, whatever comes of it."""
        return subprocess.run(
            [self._program, *asked],
            cwd=self.home,
            env={**self.environ, **changes},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def must(self, *asked: str) -> str:
        """Run it and insist on success; give what it said."""
        done = self.run(*asked)
        assert 0 == done.returncode, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A folder with a built app: one script and its map under dist/."""
    home = tmp_path / "app"
    write_app(home)
    return home


def write_app(home: Path) -> None:
    """Write the built app's script and map."""
    dist = home / "dist"
    dist.mkdir(parents=True)
    (dist / "app.js").write_text(SCRIPT)
    map_ = {
        "version": 3,
        "file": "app.js",
        "sources": ["../src/bakery.ts"],
        "sourcesContent": [SOURCE],
        "names": NAMES,
        "mappings": mappings(),
    }
    (dist / "app.js.map").write_text(json.dumps(map_))


@pytest.fixture
def cli(app: Path, sandbox: Running) -> Cli:
    """The real sentry-cli, beside the interpreter or on the path; missing, it is a failure."""
    beside = Path(sys.executable).with_name("sentry-cli")
    program = str(beside) if beside.exists() else shutil.which("sentry-cli")
    if program is None:
        pytest.fail("sentry-cli is not installed: pip install sentry-cli")
    return Cli(program, app, sandbox)


class Api:
    """Asks the sandbox what it holds."""

    def __init__(self, running: Running) -> None:
        self._running = running

    def get(self, path: str) -> Any:
        """Read below /api/0/; None where there is nothing."""
        answer = requests.get(
            f"{self._running.url}/api/0/{path}", headers=self._headers(), timeout=10
        )
        return answer.json() if answer.status_code == 200 else None

    def post(self, path: str, body: Mapping[str, Any]) -> None:
        """Add below /api/0/."""
        url = f"{self._running.url}/api/0/{path}"
        requests.post(url, json=body, headers=self._headers(), timeout=10).raise_for_status()

    def release(self, version: str) -> Any:
        """Read one release."""
        return self.get(f"organizations/sandbox/releases/{version}/")

    def bundles(self) -> Any:
        """Return the bundles."""
        return self.get("projects/sandbox/web/files/artifact-bundles/")

    def events(self) -> list[Any]:
        """Read all events as they are kept."""
        listed = self.get("projects/sandbox/web/events/")
        return [self.get(f"projects/sandbox/web/events/{one['id']}/json/") for one in listed]

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._running.token.reveal()}"}


@pytest.fixture
def api(sandbox: Running) -> Api:
    """What the sandbox holds."""
    return Api(sandbox)


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real SDK, installed once from the lock file beside this one."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.fail("npm is not installed")
    home = tmp_path_factory.mktemp("node")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(PACKAGE / name, home / name)
    # npm keeps the machine's own settings: they say where packages come from.
    environ = {key: value for key, value in os.environ.items() if not key.startswith("SENTRY_")}
    done = subprocess.run(
        [npm, "ci", "--ignore-scripts"],
        cwd=home,
        env=environ,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    return home / "node_modules"

"""The example app of this repository, built with integrity and as a standalone server."""

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chromium.browsing import PROBE

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "nextjs"
SETTING = "experimental: { serverSourceMaps: true }"
SETTINGS = 'output: "standalone",\n  experimental: { sri: { algorithm: "sha384" } }'
IDS_OF_THE_SERVER = """
const fs = require("node:fs");
const tell = () => {
  const ids = globalThis._sentryDebugIds ?? {};
  if (Object.keys(ids).length) fs.writeFileSync(process.env.IDS_FILE, JSON.stringify(ids));
};
setInterval(tell, 100).unref();
"""

TELLING_SECONDS = 1
"""Long enough for the server to tell its IDs again."""


def build_app(folder: Path) -> Path:
    """Copy the example, ask for integrity and a standalone server, and build it."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".next", "node_modules"))
    if (EXAMPLE / "node_modules").is_dir():
        shutil.copytree(EXAMPLE / "node_modules", folder / "node_modules", symlinks=True)
    else:
        _run(folder, "npm", "ci")
    config = folder / "next.config.ts"
    text = config.read_text()
    assert SETTING in text
    config.write_text(text.replace(SETTING, SETTINGS))
    (folder / "public").mkdir(exist_ok=True)
    (folder / "public" / "probe.html").write_text(PROBE)
    _run(folder, "npm", "run", "build")
    shutil.rmtree(folder / ".next" / "cache", ignore_errors=True)
    standalone = folder / ".next" / "standalone"
    # What Next's manual asks for: the server serves these itself then.
    shutil.copytree(folder / ".next" / "static", standalone / ".next" / "static")
    shutil.copytree(folder / "public", standalone / "public")
    return folder


def _run(folder: Path, *command: str) -> None:
    environ = os.environ | {"NEXT_TELEMETRY_DISABLED": "1"}
    subprocess.run(command, cwd=folder, env=environ, check=True, capture_output=True)


@contextmanager
def serving(folder: Path, command: list[str], ids: Path) -> Iterator[str]:
    """Run a server of Next on the loopback and give its origin; `ids` gets the server's own IDs.

    It runs in a group of its own, which ends as one: a `node` may be a starter of the real one.
    """
    hook = ids.with_suffix(".cjs")
    hook.write_text(IDS_OF_THE_SERVER)
    environ = os.environ | {
        "PORT": "0",
        "HOSTNAME": "127.0.0.1",
        "IDS_FILE": str(ids),
        "NODE_OPTIONS": f"--require={hook}",
    }
    log = ids.with_suffix(".log")
    with log.open("wb") as out:
        server = subprocess.Popen(
            command, cwd=folder, env=environ, stdout=out, stderr=out, start_new_session=True
        )
    origin = ""
    try:
        origin = _origin(log)
        yield origin
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)
        assert _is_gone(origin), "the server outlived its command"


def _is_gone(origin: str) -> bool:
    """Wait for the server itself, which may end a little after a starter of it has."""
    for _ in range(100):
        if not _answers(origin):
            return True
        time.sleep(0.1)
    return False


def _origin(log: Path) -> str:
    for _ in range(300):
        found = re.search(r"http://127\.0\.0\.1:(\d+)", log.read_text())
        if found and "Ready" in log.read_text():
            return found[0]
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def _answers(origin: str) -> bool:
    try:
        return bool(origin and fetch(origin))
    except OSError:
        return False


def fetch(url: str) -> int:
    """Ask for a page, and give its status."""
    with urllib.request.urlopen(url, timeout=20) as answer:
        return int(answer.status)

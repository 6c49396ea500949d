"""The real @sentry/node reports sessions of processes and of requests, and they are counted."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from buildtools.sandbox.serving import Running
    from tests.interop.conftest import Api

pytestmark = pytest.mark.interop

FIELDS = ("sum(session)", "crash_free_rate(session)", "crash_free_rate(user)")
ASKED = "&".join(f"field={name}" for name in FIELDS)
PROCESS = """
const Sentry = require("@sentry/node");
Sentry.init({dsn: process.env.DSN, release: "bakery@1", environment: "production"});
if (process.argv[2] === "handled") Sentry.captureException(new Error("no flour"));
if (process.argv[2] === "crash") setTimeout(() => { throw new Error("no oven"); }, 10);
"""
SERVER = """
const Sentry = require("@sentry/node");
Sentry.init({dsn: process.env.DSN, release: "bakery@2", environment: "production"});
const http = require("node:http");
const server = http.createServer((request, response) => {
  if (request.url === "/handled") Sentry.captureException(new Error("no flour"));
  response.end("bread");
});
server.listen(0, "127.0.0.1", async () => {
  const at = `http://127.0.0.1:${server.address().port}`;
  for (const path of ["/", "/", "/handled"]) await (await fetch(at + path)).text();
  server.close();
  server.closeAllConnections();
  await Sentry.close(5000);
});
"""


@pytest.fixture
def node(tmp_path: Path, node_modules: Path, sandbox: Running) -> Any:
    """Run a script with the SDK, and return its exit code."""
    (tmp_path / "node_modules").symlink_to(node_modules, target_is_directory=True)
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "DSN": sandbox.dsn}

    def run(script: str, *words: str) -> int:
        (tmp_path / "app.js").write_text(script)
        program = shutil.which("node") or "node"
        return subprocess.run(
            [program, "app.js", *words], cwd=tmp_path, env=environ, timeout=60, check=False
        ).returncode

    return run


def counted(api: Api, release: str, wanted: int) -> dict[str, Any]:
    """Return the totals of a release, once so many sessions have come."""
    asked = f'organizations/sandbox/sessions/?{ASKED}&query=release:"{release}"&statsPeriod=2h'
    for _ in range(100):
        totals: dict[str, Any] = api.get(asked)["groups"][0]["totals"]
        if totals["sum(session)"] >= wanted:
            break
        time.sleep(0.1)
    return totals


def test_a_process_that_crashes_is_a_crashed_session(node: Any, api: Api) -> None:
    """A handled error is none; nobody is a user here."""
    assert [0, 0, 1] == [node(PROCESS, word) for word in ("", "handled", "crash")]

    totals = counted(api, "bakery@1", 3)
    assert [3, pytest.approx(2 / 3), None] == [totals[name] for name in FIELDS]


def test_requests_of_a_server_are_counted_together(node: Any, api: Api) -> None:
    """Three requests, none of which crashed; the process itself reports none beside them."""
    assert 0 == node(SERVER)

    totals = counted(api, "bakery@2", 3)
    assert totals["sum(session)"] >= 3
    assert 1.0 == totals["crash_free_rate(session)"]

"""The real @sentry/node sends an event from a minified script, and it comes back resolved."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from buildtools.sandbox.serving import Running
    from tests.interop.conftest import Api, Cli

pytestmark = pytest.mark.interop


@pytest.fixture
def run_app(app: Path, node_modules: Path, sandbox: Running) -> Any:
    """Run the app with the SDK, which sends one event, and give the frames of our own code."""
    (app / "node_modules").symlink_to(node_modules, target_is_directory=True)
    node = shutil.which("node") or "node"
    environ = {"PATH": os.environ["PATH"], "HOME": str(app), "DSN": sandbox.dsn}

    def run(api: Api) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        done = subprocess.run(
            [node, "dist/app.js"],
            cwd=app,
            env={**environ, "RELEASE": "bakery@1"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert 0 == done.returncode, done.stdout + done.stderr
        (event,) = api.events()
        frames = event["exception"]["values"][0]["stacktrace"]["frames"]
        return event, [one for one in frames if one["in_app"]]

    return run


def test_an_event_of_the_real_sdk_resolves(cli: Cli, api: Api, run_app: Any) -> None:
    """Injected and uploaded: the throwing frame shows file, line and function of the source."""
    cli.must("sourcemaps", "inject", "dist")
    cli.must("sourcemaps", "upload", "--wait", "dist")
    event, frames = run_app(api)
    caller, thrown = frames[-2:]

    assert "sentry.javascript.node" == event["sdk"]["name"]
    assert "bakery@1" == event["release"]
    assert ["../src/bakery.ts"] == sorted({frame["filename"] for frame in frames[-2:]})
    assert (4, "orderBread") == (thrown["lineno"], thrown["function"])
    assert (9, "openBakery") == (caller["lineno"], caller["function"])
    assert "throw new RangeError" in thrown["context_line"]
    assert "debug-id" == thrown["data"]["resolved_with"]


def test_without_the_upload_the_frame_stays_raw(cli: Cli, api: Api, run_app: Any) -> None:
    """The SDK reports the ID, and the server knows no file for it."""
    cli.must("sourcemaps", "inject", "dist")
    event, frames = run_app(api)

    assert frames[-1]["filename"].endswith("dist/app.js")
    assert "b" == frames[-1]["function"]
    assert event["debug_meta"]["images"][0]["code_file"] == frames[-1]["abs_path"]
    assert "missing_source" in {one["symbolicator_type"] for one in event["errors"]}


def test_without_injection_an_upload_is_no_use(cli: Cli, api: Api, run_app: Any) -> None:
    """No ID at run time, no release at upload: nothing ties the frame to its map."""
    cli.must("sourcemaps", "inject", "dist")
    cli.must("sourcemaps", "upload", "--wait", "dist")
    script = cli.home / "dist" / "app.js"
    code = [line for line in script.read_text().splitlines() if "_sentryDebugIds" not in line]
    script.write_text("\n".join(code))
    event, frames = run_app(api)

    assert "debug_meta" not in event
    assert frames[-1]["filename"].endswith("dist/app.js")

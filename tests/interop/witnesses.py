"""What the tests with builds and browsers have in common: packages, programs, events that come."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.interop.conftest import Api

INSTALL_SECONDS = 600
REPORT_SECONDS = 45.0
_POLL_SECONDS = 0.1


def environ(**more: str) -> dict[str, str]:
    """Return the machine's environment without what speaks of a release, and `more`.

    The Node of this interpreter comes first.
    """
    kept = {key: text for key, text in os.environ.items() if not key.startswith(("SENTRY_", "CI"))}
    beside = os.pathsep.join((str(Path(sys.executable).parent), kept["PATH"]))
    return {**kept, "PATH": beside, "NEXT_TELEMETRY_DISABLED": "1", **more}


def must(*asked: str, cwd: Path, given: Mapping[str, str], seconds: float) -> str:
    """Run a program to its end, which has to be a good one; give what it said."""
    program = shutil.which(asked[0], path=given["PATH"])
    if program is None:
        pytest.fail(f"{asked[0]} is not installed")
    done = subprocess.run(
        [program, *asked[1:]],
        cwd=cwd,
        env=dict(given),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    said = done.stdout + done.stderr
    assert 0 == done.returncode, said[-6000:]
    return said


def install(packages: Path, home: Path) -> None:
    """Install the packages of a lock file into a folder."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(packages / name, home / name)
    must("npm", "ci", "--ignore-scripts", cwd=home, given=environ(), seconds=INSTALL_SECONDS)


def awaited(api: Api, number: int) -> list[dict[str, Any]]:
    """Wait until so many events have come, and return those that have."""
    end = time.monotonic() + REPORT_SECONDS
    while len(found := api.events()) < number and time.monotonic() < end:
        time.sleep(_POLL_SECONDS)
    return found


def frames_of(event: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the frames of the last exception, callers first."""
    frames: list[dict[str, Any]] = event["exception"]["values"][-1]["stacktrace"]["frames"]
    return frames

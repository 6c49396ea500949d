"""The npm package `sentry`, which the bundler plugins use now: a client of the other kind.

It packs plain ZIP archives with files stored as they are, and compresses whole chunks by zstd.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from buildtools.sandbox.serving import Running
    from tests.interop.conftest import Api

pytestmark = pytest.mark.interop


@pytest.fixture
def upload(app: Path, node_modules: Path, sandbox: Running) -> None:
    """Let it upload the app, by the Node of this interpreter: an older one has no zstd."""
    program = node_modules / ".bin" / "sentry"
    environ = {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "HOME": str(app.parent),
        "SENTRY_AUTH_TOKEN": sandbox.token.reveal(),
        "SENTRY_URL": sandbox.url,
        "SENTRY_ORG": sandbox.org,
        "SENTRY_PROJECT": sandbox.project,
    }
    done = subprocess.run(
        [str(program), "sourcemap", "upload", "dist", "--release", "bakery@1"],
        cwd=app,
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert 0 == done.returncode, done.stdout + done.stderr


@pytest.mark.usefixtures("upload")
def test_its_chunks_by_zstd_are_taken(api: Api, sandbox: Running, tmp_path: Path) -> None:
    """Our reading of Sentry's newest way to upload, held against who else speaks it."""
    posts = [one for one in sandbox.requests if one.method == "POST" and "chunk-up" in one.path]
    (bundle,) = api.bundles()
    (stored,) = (tmp_path / "state" / "bundles").iterdir()
    files = api.get(f"projects/sandbox/web/artifact-bundles/{bundle['bundleId']}/files/")["files"]
    with zipfile.ZipFile(stored) as archive:
        methods = {each.compress_type for each in archive.infolist()}

    assert [("zstd", 200)] == [(one.encoding, one.status) for one in posts]
    assert {zipfile.ZIP_STORED} == methods
    assert {"~/app.js", "~/app.js.map"} <= {one["filePath"] for one in files}

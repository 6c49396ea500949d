"""Datadog's own program uploads what we have injected, to a server that records it."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from buildtools.settings import Build, Output
from buildtools.steps.building import build
from buildtools.steps.inject import inject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buildtools.results import Injected

pytestmark = pytest.mark.interop

SHOP = Path(__file__).resolve().parents[1] / "stories" / "shop"


class Recorder(ThreadingHTTPServer):
    """Takes every upload, and keeps what was in it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.bodies: list[bytes] = []

    @property
    def events(self) -> list[dict[str, str]]:
        """What each upload says of its files."""
        lines = b"\n".join(self.bodies).splitlines()
        return [json.loads(line) for line in lines if line.startswith(b'{"cli_version"')]


class _Taking(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Recorder

    def do_POST(self) -> None:
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        zipped = self.headers.get("Content-Encoding") == "gzip"
        self.server.bodies.append(gzip.decompress(body) if zipped else body)
        self.send_response(202)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    with Recorder() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    shutil.copytree(SHOP / "made" / "web", tmp_path / "shop" / "out")
    shutil.copytree(SHOP / "src", tmp_path / "shop" / "src")
    return tmp_path / "shop"


class Program:
    """datadog-ci, which is told of no other server than ours."""

    def __init__(self, node_modules: Path, recorder: Recorder, shop: Path) -> None:
        self._program = str(node_modules / ".bin" / "datadog-ci")
        self._cwd = shop
        self._environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(shop.parent),
            "DATADOG_API_KEY": "0" * 32,
            "DATADOG_SITE": "datadog.invalid",
            "DATADOG_SOURCEMAP_INTAKE_URL": f"http://127.0.0.1:{recorder.server_port}",
        }

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [self._program, "sourcemaps", *words],
            cwd=self._cwd,
            env=self._environ,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert 0 == done.returncode, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def program(node_modules: Path, recorder: Recorder, shop: Path) -> Program:
    return Program(node_modules, recorder, shop)


def injected(shop: Path) -> Injected:
    built = build(
        shop, Build(outputs=(Output("out", "~/static"),)), {}, release="shop@1", dist=None
    )
    return inject(shop, built.pairs)


def test_by_url_it_takes_our_finished_pairs(
    program: Program, recorder: Recorder, shop: Path
) -> None:
    """It finds each map beside its script, and sends both as they are after inject."""
    pairs = injected(shop).pairs
    program.run(
        *("upload", "out", "--service=shop", "--release-version=shop@1", "--disable-git"),
        "--minified-path-prefix=https://shop.example/static",
    )

    wanted = {each.pair.url.replace("~", "https://shop.example") for each in pairs}
    assert wanted == {each["minified_url"] for each in recorder.events}
    sent = b"\n".join(recorder.bodies)
    for each in pairs:
        assert (shop / each.pair.script).read_bytes() in sent
        assert (shop / str(each.pair.map)).read_bytes() in sent


def test_one_debug_id_is_for_both(program: Program, recorder: Recorder, shop: Path) -> None:
    """Its own injection comes first; ours keeps the ID that it has put into the map."""
    program.run("inject", "out")
    pairs = injected(shop).pairs
    program.run("upload", "out", "--debug-id", "--disable-git")

    ours = {each.debug_id for each in pairs}
    assert 3 == len(ours)
    assert ours == {each["debug_id"] for each in recorder.events}

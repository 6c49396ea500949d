"""An app that is started, awaited and ended; each here is a small server of Python's own."""

import http.server
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from buildtools.errors import BuildFailed
from buildtools.project.serving import answers, free_port, running
from tests.project.processes import gone

ENVIRON = {"PATH": os.environ["PATH"]}
URL = "http://127.0.0.1:{port}"
APP = """
import http.server, os, pathlib, sys
pathlib.Path("own").write_text(str(os.getpid()))
print("token https://user:hidden@example.com", flush=True)
class App(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response({"/broken": 500, "/login": 401}.get(self.path, 200))
        self.end_headers()
        self.wfile.write(os.environ["PORT"].encode())
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), App).serve_forever()
"""


@pytest.fixture(name="app")
def _app(tmp_path: Path) -> str:
    """Write an app, and return the command that starts it."""
    (tmp_path / "app.py").write_text(APP)
    return f"{sys.executable} app.py {{port}}"


@pytest.fixture(name="another")
def _another() -> Iterator[str]:
    """Have something else answer at a port, and return its URL."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("ready", ["/", "login", "http://localhost:{port}/"])
def test_the_app_answers_inside_and_is_gone_after(tmp_path: Path, app: str, ready: str) -> None:
    """A page for people who are logged in is up when it asks who they are."""
    with running(app, cwd=tmp_path, environ=ENVIRON, url=URL, ready=ready) as (base, _):
        assert answers(base)
        own = int((tmp_path / "own").read_text())

    assert not answers(base)
    assert gone(own)


def test_a_failure_inside_ends_the_app(tmp_path: Path, app: str) -> None:
    """Else the next run finds its port taken."""
    with (
        pytest.raises(RuntimeError),
        running(app, cwd=tmp_path, environ=ENVIRON, url=URL) as (base, _),
    ):
        raise RuntimeError

    assert not answers(base)


@pytest.mark.parametrize("ready", ["/broken", "http://127.0.0.1:1/", "http://[::1]:1/"])
def test_an_app_that_is_never_ready_is_told(tmp_path: Path, app: str, ready: str) -> None:
    """Its last lines say more than our time limit, and no password."""
    with (
        pytest.raises(BuildFailed) as failed,
        running(app, cwd=tmp_path, environ=ENVIRON, url=URL, ready=ready, seconds=0.6),
    ):
        pytest.fail("it was never ready")

    assert "within 0.6 seconds" in failed.value.what
    assert "token https://user:***@example.com" in failed.value.evidence
    assert "serve.seconds" in failed.value.remedy
    assert gone(int((tmp_path / "own").read_text()))


def test_an_app_that_ends_early_is_told(tmp_path: Path) -> None:
    """A missing package ends a server at once: nobody waits a minute for it."""
    with (
        pytest.raises(BuildFailed) as failed,
        running("echo no module >&2; exit 3", cwd=tmp_path, environ=ENVIRON, url=URL),
    ):
        pytest.fail("it was never ready")

    assert failed.value.what.startswith("the app ended with 3 before it answered at http://127")
    assert "no module" in failed.value.evidence
    assert 40 == failed.value.exit_code


def test_the_port_of_someone_else_is_not_taken_for_the_app(
    tmp_path: Path, app: str, another: str
) -> None:
    """Yesterday's server would be looked at, and everything be right."""
    with (
        pytest.raises(BuildFailed, match="something else answers"),
        running(app, cwd=tmp_path, environ=ENVIRON, url=another),
    ):
        pytest.fail("this is not the app")


def test_a_free_port_is_free() -> None:
    """Two apps of one run do not meet."""
    assert not answers(f"http://127.0.0.1:{free_port()}")
    assert not answers(f"https://127.0.0.1:{free_port()}/x?y=1")

"""The sandbox as a thing that runs: restarts, ports, faults, pages."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
import requests

from buildtools.errors import ConfigurationError
from buildtools.sandbox.serving import serve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from buildtools.sandbox.serving import Running
    from tests.sandbox.conftest import Api, Made


def test_everything_survives_a_restart(
    tmp_path: Path, api_of: Callable[[Running], Api], made: type[Made]
) -> None:
    """Same token, same keys, same data: steps run as separate processes."""
    with serve(tmp_path) as running:
        api = api_of(running)
        api.upload(made.bundle(), version="web@1")
        first = (running.token, running.dsn.split("@")[0])
        sent = api.send_event(made.event((1, 14, "h"), release="web@1"))
    with serve(tmp_path) as running:
        api = api_of(running)
        again = (running.token, running.dsn.split("@")[0])
        listed = api.get(api.project("files/artifact-bundles/")).json()
        shown = api.get(api.project(f"events/{sent['event_id']}/json/")).json()
        key = api.get(api.project("keys/")).json()[0]

    assert first == again
    assert [2] == [one["fileCount"] for one in listed]
    assert sent == shown
    assert f":{running.url.rsplit(':', 1)[1]}/" in key["dsn"]["public"]


def test_an_assembly_that_was_cut_off_is_started_again(
    tmp_path: Path, api_of: Callable[[Running], Api], made: type[Made]
) -> None:
    """Whoever said `created` is gone; waiting for them would never end."""
    bundle = made.bundle()
    with serve(tmp_path) as running:
        api = api_of(running)
        api.send_chunks(bundle)
        api.assemble(bundle, dist="left behind as created")
        assert "created" == api.assemble(bundle).json()["state"]
    with serve(tmp_path) as running:
        assert "ok" == api_of(running).upload(bundle)["state"]


def test_another_organization_and_more_projects_can_be_named(
    tmp_path: Path, api_of: Callable[[Running], Api]
) -> None:
    """A rehearsal plays the server that the settings name."""
    with serve(tmp_path, org="acme", projects=("a", "b")) as running:
        listed = api_of(running).get("organizations/acme/projects/").json()

    assert ("acme", "a") == (running.org, running.project)
    assert ["a", "b"] == [one["slug"] for one in listed]


def test_it_listens_on_this_machine_only_and_stops(tmp_path: Path) -> None:
    """A development server must not be seen from outside, nor outlive its block."""
    before = threading.active_count()
    with serve(tmp_path) as running, requests.Session() as session:
        port = int(running.url.rsplit(":", 1)[1])
        session.get(running.url, timeout=10)

        assert running.url.startswith("http://127.0.0.1:")
    with socket.socket() as probe:
        assert 0 != probe.connect_ex(("127.0.0.1", port))
    assert before == threading.active_count()


def test_a_silent_connection_does_not_keep_it_from_stopping(tmp_path: Path) -> None:
    """Browsers connect ahead of need and say nothing; the server ends such connections."""
    with socket.socket() as silent:
        with serve(tmp_path) as running:
            silent.connect(("127.0.0.1", int(running.url.rsplit(":", 1)[1])))
            requests.get(running.url, timeout=10)
            begun = time.monotonic()
        assert time.monotonic() - begun < 5


def test_a_taken_port_is_explained(tmp_path: Path) -> None:
    """Someone asked for this very port."""
    with serve(tmp_path / "one") as running:
        port = int(running.url.rsplit(":", 1)[1])
        with pytest.raises(ConfigurationError, match="cannot listen"), serve(tmp_path, port=port):
            pytest.fail("two servers on one port")


def test_a_missing_flask_is_explained(tmp_path: Path) -> None:
    """The sandbox is an extra; without it the sentence names the extra."""
    code = (
        "import sys; sys.modules['flask'] = None\n"
        "from pathlib import Path\n"
        "from buildtools.errors import ConfigurationError\n"
        "from buildtools.sandbox.serving import serve\n"
        "try:\n"
        f"    serve(Path({str(tmp_path)!r})).__enter__()\n"
        "except ConfigurationError as error:\n"
        "    print(error.remedy)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert "pip install 'sentry-buildtools[sandbox]'" == done.stdout.strip()


def test_requests_are_recorded(sandbox: Running, api: Api) -> None:
    """A test of a client asks what really went over the wire."""
    api.post(api.org("releases/"), {"version": "web@1", "projects": ["web"]})
    api.get(api.org("repos/"), params={"cursor": ""})
    posted, got = sandbox.requests

    assert ("POST", "/api/0/organizations/sandbox/releases/", 201) == (
        *(posted.method, posted.path),
        posted.status,
    )
    assert posted.bytes > 0
    assert ("GET", "cursor=", 200, 0) == (got.method, got.query, got.status, got.bytes)


def test_a_fault_happens_as_often_as_ordered(sandbox: Running, api: Api) -> None:
    """Retries are tested on the real wire: two failures, then the truth."""
    sandbox.faults.add(
        method="get", path="repos", status=503, times=2, headers={"Retry-After": "1"}
    )
    answers = [api.get(api.org("repos/")) for _ in range(3)]

    assert [503, 503, 200] == [answer.status_code for answer in answers]
    assert "1" == answers[0].headers["Retry-After"]
    assert 200 == api.get("").status_code


def test_a_fault_can_be_for_ever_until_cleared(sandbox: Running, api: Api) -> None:
    """With a body of one's own, and for a method of one's own."""
    sandbox.faults.add(method="POST", path="chunk-upload", status=413, times=None, body=b"<p>")
    answers = [api.send_chunks(b"one") for _ in range(3)]
    sandbox.faults.clear()

    assert [b"<p>"] * 3 == [answer.content for answer in answers]
    assert 200 == api.send_chunks(b"one").status_code


def test_a_connection_can_be_cut(sandbox: Running, api: Api) -> None:
    """Nobody answered: a client must tell that from a refusal."""
    sandbox.faults.add(path="releases", close=True)
    body = {"version": "web@1", "projects": ["web"]}
    with pytest.raises(requests.ConnectionError):
        api.post(api.org("releases/"), body)

    assert 0 == sandbox.requests[-1].status
    assert 201 == api.post(api.org("releases/"), body).status_code


def test_an_answer_can_be_late(sandbox: Running, api: Api) -> None:
    """The answer itself is the usual one."""
    sandbox.faults.add(path="repos", delay_seconds=0.2)
    begun = time.monotonic()

    assert 200 == api.get(api.org("repos/")).status_code
    assert time.monotonic() - begun >= 0.2


def test_pages_show_what_is_there(sandbox: Running, api: Api, made: type[Made]) -> None:
    """For a person who wants to see it: a release, its bundle, an event with both sides."""
    empty = requests.get(sandbox.url, timeout=10).text
    api.upload(made.bundle(), version="web@1")
    api.post(api.org("releases/"), {"version": "web@1", "projects": ["web"]})
    commit = {"id": "c0ffee" * 6, "message": "bake <b>bread</b>"}
    api.put(api.org("releases/web@1/"), {"commits": [commit]})
    api.post(api.org("releases/web@1/deploys/"), {"environment": "oven"})
    sent = api.send_event(made.event((9, 9, "g"), (1, 14, "h"), release="web@1"))
    (bundle,) = api.get(api.project("files/artifact-bundles/")).json()
    paths = ("", "releases/web@1/", f"bundles/{bundle['bundleId']}/", f"events/{sent['event_id']}/")
    overview, release, files, event = (
        requests.get(f"{sandbox.url}/{path}", timeout=10) for path in paths
    )

    assert "Nothing here yet" in empty
    assert "1 of 2" in overview.text
    assert "bake &lt;b&gt;bread" in release.text
    assert "oven" in release.text
    assert made.debug_id in files.text
    assert "src/a.ts:2:3" in event.text
    assert "https://h/a.js:1:14" in event.text
    assert "js_invalid_sourcemap_location" in event.text
    assert "default-src 'none'" in event.headers["Content-Security-Policy"]
    assert "text/html; charset=utf-8" == event.headers["Content-Type"]
    assert sandbox.token.reveal() not in overview.text


@pytest.mark.parametrize("path", ["releases/no/", "bundles/no/", "events/no/", "no"])
def test_a_page_that_is_not_there_is_not_found(sandbox: Running, path: str) -> None:
    """In HTML: a person is reading."""
    answer = requests.get(f"{sandbox.url}/{path}", timeout=10)

    assert 404 == answer.status_code
    assert answer.headers["Content-Type"].startswith("text/html")

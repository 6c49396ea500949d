"""A real Bugsink: configured in a folder of its own, served on this machine, read by its own API.

It is a program we talk HTTP to: installed when the tests run, in an environment of its own
(`nox -s bugsink`), and part of nothing we ship. Source: docs/wire.md#other-servers.
"""

import os
import re
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import requests

LOCK_WAIT_SECONDS = 30

# Eager: an event or a bundle is worked on within the request, so nothing has to be waited for.
CONFIGURATION = """\
from pathlib import Path

from bugsink.settings.default import *

HERE = Path(__file__).parent
SECRET_KEY = "only ever reached from this machine, by one test run and never by anybody else"
DATABASES["default"]["NAME"] = str(HERE / "db.sqlite3")
DATABASES["snappea"]["NAME"] = str(HERE / "snappea.sqlite3")
SNAPPEA = {"TASK_ALWAYS_EAGER": True}
ALLOWED_HOSTS = ["127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
BUGSINK = {
    "BASE_URL": "%s",
    "PHONEHOME": False,
    "SINGLE_USER": True,
    "INGEST_STORE_BASE_DIR": str(HERE / "ingestion"),
}
"""

HEAD = re.compile(r"### (?P<file>\S+):(?P<line>\d+)( |$)")
MARK = "▶"


class Shown(NamedTuple):
    """One frame as Bugsink shows it: where it is, and the source line it points at, if any."""

    file: str
    line: int
    text: str


class Project(NamedTuple):
    """A project: its slug is global, for Bugsink has no organizations."""

    id: int
    slug: str
    dsn: str


@dataclass(frozen=True)
class Bugsink:
    """A Bugsink that answers now, and what it holds."""

    url: str
    token: str

    def project(self, name: str) -> Project:
        """Make a project with nothing in it."""
        team = self.call("POST", "teams", json={"name": name}).json()["id"]
        self.call("POST", "projects", json={"team": team, "name": name})
        made = next(one for one in self._all("projects") if one["name"] == name)
        return Project(made["id"], made["slug"], made["dsn"])

    def frames(self, project: Project, event_id: str) -> list[Shown]:
        """Read an event's frames as Bugsink shows them: resolved where it can, innermost first."""
        for issue in self._all("issues", project=str(project.id)):
            for event in self._all("events", issue=issue["id"]):
                if event["event_id"].replace("-", "") == event_id:
                    stacktrace = self.call("GET", f"events/{event['id']}/stacktrace")
                    return list(_shown(stacktrace.text))
        raise LookupError(f"Bugsink has no event {event_id} in {project.slug}")

    def call(self, method: str, path: str, **asked: Any) -> requests.Response:
        """Ask Bugsink's own API, which is not the one our client speaks."""
        answer = requests.request(
            method,
            f"{self.url}/api/canonical/0/{path}/",
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=LOCK_WAIT_SECONDS,
            **asked,
        )
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer

    def _all(self, path: str, **asked: str) -> list[dict[str, Any]]:
        page = self.call("GET", path, params=asked).json()
        results: list[dict[str, Any]] = page["results"]
        assert not page["next"], f"{path} has more pages than one"
        return results


def _shown(markdown: str) -> Iterator[Shown]:
    """Read the frames: each has a head line, and its own source line is marked."""
    file, line, text = "", 0, ""
    for row in markdown.splitlines():
        head = HEAD.match(row)
        if head:
            if file:
                yield Shown(file, line, text)
            file, line, text = head["file"], int(head["line"]), ""
        elif row.lstrip().startswith(MARK):
            text = row.partition("|")[2].strip()
    if file:
        yield Shown(file, line, text)


@contextmanager
def serve(programs: Path, home: Path) -> Iterator[Bugsink]:
    """Configure and run the Bugsink of an environment's bin/ until the block ends."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(home)}
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        (home / "bugsink_conf.py").write_text(CONFIGURATION % url)
        manage = str(programs / "bugsink-manage")
        for words in (("migrate",), ("migrate", "--database", "snappea")):
            _run(manage, *words, home=home, environ=environ)
        token = _run(manage, "create_auth_token", home=home, environ=environ).strip()
        # The server inherits the very socket: nobody else can get the port in between.
        bind = f"--bind=fd://{listening.fileno()}"
        with (home / "gunicorn.log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "gunicorn", bind, "bugsink.wsgi"],
                cwd=home,
                env=environ,
                pass_fds=[listening.fileno()],
                stderr=log,
            )
    try:
        # The socket listened before the server ran, so this waits for its first answer.
        requests.get(f"{url}/api/0/", timeout=LOCK_WAIT_SECONDS)
        yield Bugsink(url, token)
    finally:
        server.terminate()
        server.wait(LOCK_WAIT_SECONDS)


def _run(*command: str, home: Path, environ: Mapping[str, str]) -> str:
    done = subprocess.run(
        command, cwd=home, env=environ, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout

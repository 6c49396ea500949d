"""A server whose sessions, deploys and clock a test sets, and the look at them."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
import requests

from buildtools.api.client import Client
from buildtools.config import load
from buildtools.connection import Connection
from buildtools.health.checked import Checked
from buildtools.inspections import health
from buildtools.sandbox.serving import Running, serve

HOUR = 3600.0


@dataclass
class World:
    """A sandbox as the server, at a time that a test puts forward."""

    running: Running
    client: Client
    folder: Path
    start: float
    passed: float = 0.0
    arriving: list[tuple[int, int]] = field(default_factory=list)
    """Sessions, and failures of them, that come while it is waited, once a look."""

    def now(self) -> float:
        """Return seconds since 1970."""
        return self.start + self.passed

    def pause(self, seconds: float) -> None:
        """Let time go on, and what comes then come."""
        self.passed += seconds
        if self.arriving:
            total, failed = self.arriving.pop(0)
            self.send("web@2", total, failed)

    def release(self, version: str, ago: float | None, environment: str = "production") -> None:
        """Make a release, deployed so many seconds ago; None for not at all."""
        self.client.create_release(version, ["web"])
        if ago is not None:
            finished = datetime.fromtimestamp(self.now() - ago, UTC).isoformat()
            self.client.create_deploy(version, environment, finished=finished)

    def send(self, version: str, total: int, failed: int = 0, ago: float = 60, **more: Any) -> None:
        """Report sessions counted together, as servers do."""
        started = datetime.fromtimestamp(self.now() - ago, UTC).isoformat()
        attrs = {"release": version, "environment": more.pop("environment", "production")}
        counts = {"started": started, "exited": total - failed, "crashed": failed, **more}
        self.envelope("sessions", {"attrs": attrs, "aggregates": [counts]})

    def page(self, version: str, user: str, status: str = "ok") -> None:
        """Report one session of a user, as browsers do."""
        started = datetime.fromtimestamp(self.now() - 60, UTC).isoformat()
        attrs = {"release": version, "environment": "production"}
        told = {"sid": uuid.uuid4().hex, "did": user, "started": started, "attrs": attrs}
        self.envelope("session", {**told, "init": True})
        if status != "ok":
            self.envelope("session", {**told, "status": status, "errors": 1})

    def envelope(self, kind: str, item: object) -> None:
        """Send one item."""
        dsn = urlsplit(self.running.dsn)
        body = "\n".join(json.dumps(one) for one in ({}, {"type": kind}, item))
        url = f"{self.running.url}/api{dsn.path}/envelope/?sentry_key={dsn.username}"
        assert requests.post(url, body.encode(), timeout=10).ok

    def look(self, release: str = "web@2", wait: float = 0, **settings: Any) -> Checked:
        """Look at a release, by these settings."""
        lines = [f"    {key}: {json.dumps(value)}" for key, value in settings.items()]
        server = "  production: {server: {org: sandbox, projects: [web]}}"
        head = ("version: 1", "defaults:", "  health:", *(lines or ["    compare: true"]))
        text = "\n".join((*head, "environments:", server, ""))
        file = self.folder / "sentry.yml"
        file.write_text(text)
        loaded = load(file, "production", {})
        clock = health.Clock(
            lambda: datetime.fromtimestamp(self.now(), UTC), self.pause, lambda: self.passed
        )
        return health.look(loaded, self.client, release, wait, clock)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A server with two releases: one of two days ago, and one of half an hour ago."""
    start = time.time()
    made: list[World] = []
    with serve(tmp_path / "state", now=lambda: made[0].now() if made else start) as running:
        connection = Connection(
            url=running.url, org=running.org, projects=("web",), token=running.token, retries=0
        )
        with closing(Client(connection)) as client:
            made.append(World(running, client, tmp_path, start))
            made[0].release("web@1", 48 * HOUR)
            made[0].release("web@2", HOUR / 2)
            yield made[0]


def as_token(world: World, *scopes: str) -> None:
    """Let the client be one with fewer scopes."""
    token = world.running.token_with(set(scopes))
    connection = msgspec.structs.replace(world.client.connection, token=token)
    world.client = Client(connection)

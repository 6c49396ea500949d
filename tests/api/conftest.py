"""A scripted server: a declared double, for the odd answers no real server gives on demand."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from buildtools.api.client import Client
from buildtools.api.http.transport import Transport
from buildtools.connection import Connection
from buildtools.values import Secret

TOKEN = "sntryu_" + "5ecre7" * 10


@dataclass(frozen=True)
class Scripted:
    """One answer to give; `drop` breaks the connection instead.

    A header that is empty is not sent.
    """

    status: int = 200
    json: object = None
    text: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False

    @property
    def body(self) -> bytes:
        """What goes over the wire."""
        return (self.text if self.text is not None else json.dumps(self.json)).encode()

    @property
    def kind(self) -> str:
        """The content type."""
        return "application/json" if self.text is None else "text/html; charset=utf-8"


@dataclass(frozen=True)
class Seen:
    """One request as it arrived; `path` is raw, with its query."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class ScriptedServer:
    """Answers from a script, and remembers every request."""

    def __init__(self) -> None:
        self.requests: list[Seen] = []
        self._queued: list[Scripted] = []
        self._usual: dict[tuple[str, str], Scripted] = {}
        self._otherwise = Scripted(404, json={"detail": "The requested resource does not exist"})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def say(self, *answers: Scripted) -> None:
        """Queue answers for the next requests, whatever they ask."""
        self._queued += answers

    def at(self, path: str, answer: Scripted, method: str = "") -> None:
        """Answer requests whose path, without query, is this one below `/api/0`, or as it is.

        Without a method those of all methods for which nothing else was said.
        """
        where = path if path.startswith("/") else f"/api/0/{path}"
        self._usual[method, where] = answer

    def always(self, answer: Scripted) -> None:
        """Answer so whatever nothing else was said for, and forget the requests so far."""
        self.requests.clear()
        self._otherwise = answer

    def asked(self) -> list[str]:
        """Method and path of each request, without query and without `/api/0`."""
        return [
            f"{one.method} {urlsplit(one.path).path.removeprefix('/api/0')}"
            for one in self.requests
        ]

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, method: str, path: str) -> Scripted:
        if self._queued:
            return self._queued.pop(0)
        where = urlsplit(path).path
        usual = self._usual.get(("", where), self._otherwise)
        return self._usual.get((method, where), usual)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                server.requests.append(Seen(self.command, self.path, headers, body))
                scripted = server._answer(self.command, self.path)
                if scripted.drop:
                    self.close_connection = True
                    return
                self.send_response_only(scripted.status)
                usual = {"Server": self.version_string(), "Content-Type": scripted.kind}
                for name, value in (usual | scripted.headers).items():
                    if value:
                        self.send_header(name, value)
                if scripted.status not in (204, 304):
                    self.send_header("Content-Length", str(len(scripted.body)))
                self.end_headers()
                if scripted.status not in (204, 304):
                    self.wfile.write(scripted.body)

            do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Say nothing."""

        return Handler


class Waits(list[float]):
    """A clock for retries: each pause is noted and passes at once."""

    now = 1_000_000.0

    def pause(self, seconds: float) -> None:
        """Let time pass."""
        self.append(seconds)
        self.now += seconds


@pytest.fixture
def scripted() -> Iterator[ScriptedServer]:
    """A server on this machine that says what the test tells it to."""
    server = ScriptedServer()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def answer() -> type[Scripted]:
    """The answers that the scripted server gives."""
    return Scripted


@pytest.fixture
def waits() -> Waits:
    """The pauses made so far."""
    return Waits()


@pytest.fixture
def connection(scripted: ScriptedServer) -> Connection:
    """The scripted server, as settings give it."""
    return Connection(
        url=scripted.url, org="acme", projects=("web",), token=Secret(TOKEN), retries=3
    )


@pytest.fixture
def transport(connection: Connection, waits: Waits) -> Iterator[Transport]:
    """A transport to the scripted server that never really waits and adds no chance."""
    with Transport(
        connection, pause=waits.pause, now=lambda: waits.now, chance=lambda: 0.0
    ) as made:
        yield made


@pytest.fixture
def client(connection: Connection, transport: Transport) -> Client:
    """A client of the scripted server."""
    return Client(connection, transport)

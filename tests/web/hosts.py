"""A host of a site on this machine: a declared double that serves what a test gives it."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

KINDS = {
    "js": "text/javascript",
    "mjs": "text/javascript",
    "json": "application/json",
    "map": "application/json",
    "css": "text/css",
    "txt": "text/plain",
    "ts": "video/mp2t",
}


@dataclass(frozen=True)
class Served:
    """What is served at a path; `encoded` holds what stands for it in other content codings."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    encoded: Mapping[str, bytes] = field(default_factory=dict)
    claimed: int | None = None
    """The Content-Length to claim, where it is not the body's."""


@dataclass(frozen=True)
class Asked:
    """One request as it arrived; header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]


class Host:
    """Serves files by their paths; for all others 404, or `fallback`."""

    def __init__(self) -> None:
        self.requests: list[Asked] = []
        self.files: dict[str, Served] = {}
        self.fallback: Served | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def at(
        self,
        path: str,
        body: str | bytes = b"",
        status: int = 200,
        *,
        encoded: Mapping[str, bytes] | None = None,
        claimed: int | None = None,
        kind: str = "",
        **headers: str,
    ) -> None:
        """Serve a body at a path, as a type; headers are given with `_` for `-`."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"Content-Type": kind} if kind else {}
        data = body.encode() if isinstance(body, str) else body
        self.files[path] = Served(data, status, sent, encoded or {}, claimed)

    def asked(self) -> list[str]:
        """The paths of all requests, with their queries."""
        return [one.path for one in self.requests]

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _find(self, path: str) -> Served:
        found = self.files.get(path) or self.files.get(urlsplit(path).path)
        return found or self.fallback or Served(b"not found", 404, {"Content-Type": "text/plain"})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                host.requests.append(Asked(self.command, self.path, headers))
                found = host._find(self.path)
                coding = self.headers.get("Accept-Encoding", "identity")
                body = found.encoded.get(coding, found.body)
                usual = {"Content-Type": _kind(self.path)}
                if coding in found.encoded:
                    usual["Content-Encoding"] = coding
                self.send_response_only(found.status)
                for name, value in (usual | dict(found.headers)).items():
                    self.send_header(name, value)
                claimed = len(body) if found.claimed is None else found.claimed
                self.send_header("Content-Length", str(claimed))
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = found.claimed is not None

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Say nothing."""

        return Handler


def _kind(path: str) -> str:
    name = urlsplit(path).path.rpartition("/")[2]
    return KINDS.get(name.rpartition(".")[2] if "." in name else "", "text/html; charset=utf-8")


@contextmanager
def hosting() -> Iterator[Callable[[], Host]]:
    """Start hosts of sites; all are stopped at its end."""
    started: list[Host] = []

    def start() -> Host:
        started.append(Host())
        return started[-1]

    try:
        yield start
    finally:
        for each in started:
            each.stop()

"""A site of one bundle, with a policy, a tunnel, and whoever answers for everything."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PAGE = (
    '<!doctype html><meta charset="utf-8"><title>shop</title><link rel="icon" href="data:,">'
    '<h1>shop</h1><img alt="loaf" src="data:,">'
)
EMPTY = f"{PAGE}<p>nothing runs here</p>"


@dataclass
class Site:
    """What is answered; change it between visits."""

    scripts: dict[str, bytes] = field(default_factory=dict)
    """By path: /main.js."""
    policy: str = ""
    posts: dict[str, tuple[int, str]] = field(default_factory=dict)
    """By path, the status and the type of the answer; all others get 404."""
    every_post: tuple[int, str] = (404, "text/plain")
    came: list[tuple[str, bytes]] = field(default_factory=list)
    """Path and body of each POST."""
    url: str = ""

    def page(self, path: str) -> str:
        """Return a page: /init.html loads /init.js, and /empty.html loads nothing."""
        script = path.replace(".html", ".js")
        tag = f'<script type="module" src="{script}"></script>'
        return PAGE + tag if script in self.scripts else EMPTY


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a browser may leave at any time."""


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Serve a site on this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path in site.scripts:
                self._answer(200, "text/javascript", gzip.compress(site.scripts[path]), "gzip")
            elif path == "/" or path.endswith(".html"):
                text = site.page("/main.html" if path == "/" else path)
                self._answer(200, "text/html", text.encode())
            else:
                self._answer(404, "text/plain", b"none")

        def do_POST(self) -> None:
            path = self.path.partition("?")[0]
            length = int(self.headers.get("Content-Length") or 0)
            site.came.append((path, self.rfile.read(length)))
            status, kind = site.posts.get(path, site.every_post)
            self._answer(status, kind, b"{}")

        def _answer(self, status: int, kind: str, body: bytes, coding: str = "") -> None:
            self.send_response_only(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if coding:
                self.send_header("Content-Encoding", coding)
            if site.policy:
                self.send_header("Content-Security-Policy", site.policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = _Quiet(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def bundle(folder: Path) -> bytes:
    """Return the script of a bundle."""
    return (folder / "dist" / "main.js").read_bytes()

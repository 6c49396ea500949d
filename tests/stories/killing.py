"""A front before a server that kills the client at a request: before it is passed on, or after."""

import os
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

import requests

from tests.stories.shopping import PACKAGE, Shop

_HOP = {"transfer-encoding", "content-encoding", "content-length", "connection", "server", "date"}


class Front:
    """Passes requests on; `kill` names one at which the victim ends, without a word."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._at: tuple[str, str, str] | None = None
        self._victim: subprocess.Popen[bytes] | None = None
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _any(self) -> None:
                front._pass_on(self)

            do_GET = _any  # noqa: N815
            do_POST = _any  # noqa: N815
            do_PUT = _any  # noqa: N815

            def log_message(self, format: str, *given: object) -> None:  # noqa: A002
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Front":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def kill(self, at: str, when: str) -> None:
        """Kill at the first request of a method to a path, `POST /deploys/`; before it or after."""
        method, _, path = at.partition(" ")
        self._at = (method, path, when)

    def victim(self, shop: Shop, *words: str, **environ: str) -> int:
        """Run a command that is to be killed; return minus the signal that ended it."""
        self._victim = subprocess.Popen(
            [sys.executable, "-m", "invoke", *words],
            cwd=shop.root,
            env=os.environ | {"PYTHONPATH": str(PACKAGE)} | shop.environ | environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return self._victim.wait(100)

    def _pass_on(self, asked: BaseHTTPRequestHandler) -> None:
        when = self._when(asked)
        body = asked.rfile.read(int(asked.headers.get("Content-Length") or 0))
        if when == "before":
            self._end()
            return
        headers = {k: v for k, v in asked.headers.items() if k.lower() != "host"}
        told = requests.request(
            asked.command, self._url + asked.path, data=body, headers=headers, timeout=60
        )
        if when == "after":
            self._end()
            return
        asked.send_response(told.status_code)
        for name, value in told.headers.items():
            if name.lower() not in _HOP:
                asked.send_header(name, value.replace(self._url, self.url))
        asked.send_header("Content-Length", str(len(told.content)))
        asked.end_headers()
        asked.wfile.write(told.content)

    def _when(self, asked: BaseHTTPRequestHandler) -> str:
        if self._at is None:
            return ""
        method, path, when = self._at
        if asked.command != method or path not in asked.path:
            return ""
        self._at = None
        return when

    def _end(self) -> None:
        assert self._victim is not None
        os.kill(self._victim.pid, signal.SIGKILL)

"""The HTTP server under the application: quiet, threaded, and finished when it says so."""

import socket
import threading
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from buildtools.sandbox import hosts


class Connections:
    """The connections that clients keep open."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._closed = False

    def add(self, connection: socket.socket) -> None:
        """Note an open one."""
        with self._lock:
            self._open.add(connection)
            if self._closed:
                _hush(connection)

    def remove(self, connection: socket.socket) -> None:
        """Note that one has ended."""
        with self._lock:
            self._open.discard(connection)

    def close(self) -> None:
        """Let waiting ones end: nothing more is read, answers under way are still written.

        Browsers open connections ahead of need, and nobody would ever send on them.
        """
        with self._lock:
            self._closed = True
            for connection in self._open:
                _hush(connection)


def _hush(connection: socket.socket) -> None:
    # The client may have been faster.
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RD)


def listen(application: Any, listener: socket.socket) -> tuple[BaseWSGIServer, Connections]:
    """Make a server on a listening socket, which it copies; nothing is served yet."""
    connections = Connections()

    class Handler(WSGIRequestHandler):
        def setup(self) -> None:
            super().setup()
            connections.add(self.connection)

        def finish(self) -> None:
            connections.remove(self.connection)
            super().finish()

        def parse_request(self) -> bool:
            """Refuse a request line that names no address, before anyone takes it apart."""
            if not super().parse_request():
                return False
            try:
                _ = urlsplit(self.path).port
            except ValueError:
                self.send_error(400)
                return False
            return True

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Say nothing here either."""

        def make_environ(self) -> dict[str, Any]:
            environ = super().make_environ()
            # The request line may name a host as well, and is the one that counts then.
            told = {environ.get("HTTP_HOST"), *self.headers.get_all("Host", ())}
            environ[hosts.TOLD] = told - {None}
            return environ

        def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002, their signature
            """Say nothing: what was asked is in the record of requests."""

    host, port = listener.getsockname()
    guarded = hosts.OwnHost(application, f"{host}:{port}")
    server = make_server(
        host, port, guarded, threaded=True, request_handler=Handler, fd=listener.fileno()
    )
    # Threads that are joined on close leave no socket and no database in use behind.
    server.daemon_threads = False  # type: ignore[attr-defined]
    return server, connections

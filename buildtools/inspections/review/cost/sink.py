"""Where an app that is measured sends its events: to a listener of this machine, which keeps none.

A measurement asks for thousands of pages; none of that may reach a project, or use its quota. DSNs
in variables lead here, and so does the proxy that SDKs of servers take for one that is built in.
Source: docs/wire.md#envelopes; the SDK's transport for servers, which reads `http_proxy`.
"""

import contextlib
import re
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_DSN = re.compile(r"https?://[0-9a-zA-Z]+(?::[0-9a-zA-Z]+)?@[\w.:\[\]-]+(?:/[\w./-]*)?/\d+")
_PROXIES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
_NO_PROXIES = ("no_proxy", "NO_PROXY")
_AT_ONCE = 64 * 1024


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: whoever is measured may leave at any time."""


class _Taking(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take an envelope, as a server would."""
        left = int(self.headers.get("Content-Length") or 0)
        while left > 0 and (block := self.rfile.read(min(left, _AT_ONCE))):
            left -= len(block)
        self._answer(200)

    def do_CONNECT(self) -> None:
        """Lead nobody to another host."""
        self._answer(403)

    def _answer(self, status: int) -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # as the base has it
        """Say nothing."""


@contextlib.contextmanager
def listening() -> Iterator[str]:
    """Take envelopes until this context is left; give the listener's URL."""
    listener = _Listener(("127.0.0.1", 0), _Taking)
    thread = threading.Thread(target=listener.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.server_port}"
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


def leading_to(url: str, environ: Mapping[str, str]) -> dict[str, str]:
    """Return variables whose DSNs lead to a listener, and whose proxy it is."""
    host = url.partition("://")[2]
    dsn = f"http://{'0' * 32}@{host}/1"
    given = {name: dsn if _DSN.fullmatch(text) else text for name, text in environ.items()}
    given |= {"SENTRY_DSN": dsn} | dict.fromkeys(_PROXIES, url)
    return given | dict.fromkeys(_NO_PROXIES, "127.0.0.1,localhost")

"""What may stand between the product and a Sentry server: a login page, a proxy, a clock, TLS."""

import ssl
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.error import HTTPError

_PAGE: Final = b"<!doctype html><html><title>Sign in</title><form action=/login></form></html>"
_KEPT: Final = ("Content-Type", "Link", "X-Request-ID")


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        """Write one answer."""
        self.send_response_only(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        """Answer whatever is asked."""
        length = int(self.headers.get("Content-Length") or 0)
        self.asked(self.rfile.read(length))

    do_POST = do_PUT = do_DELETE = do_CONNECT = do_GET  # noqa: N815 - the library's names

    def asked(self, body: bytes) -> None:
        """Answer one request."""
        raise NotImplementedError


class _Login(_Quiet):
    def asked(self, body: bytes) -> None:
        del body
        self.answer(200, _PAGE, Content_Type="text/html", Server="gate")


class _Password(_Quiet):
    def asked(self, body: bytes) -> None:
        del body
        self.answer(407, b"", Proxy_Authenticate='Basic realm="proxy"')


def _behind(url: str, late: timedelta) -> type[_Quiet]:
    """Hand requests on to a server, and tell another time of day."""

    class Behind(_Quiet):
        def asked(self, body: bytes) -> None:
            headers = {name: value for name, value in self.headers.items() if name != "Host"}
            request = urllib.request.Request(  # noqa: S310 - our own server
                f"{url}{self.path}", body or None, headers, method=self.command
            )
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            try:
                with opener.open(request) as answer:
                    status, said, told = answer.status, answer.read(), answer.headers
            except HTTPError as error:
                status, said, told = error.code, error.read(), error.headers
            kept = {name.replace("-", "_"): told[name] for name in _KEPT if told[name]}
            when = format_datetime(datetime.now(UTC) + late, usegmt=True)
            self.answer(status, said, Date=when, **kept)

    return Behind


@contextmanager
def _served(handler: type[_Quiet], certificate: Path | None = None) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate.with_name("here.key"))
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def login() -> AbstractContextManager[str]:
    """Serve a page to log in at, whatever is asked."""
    return _served(_Login)


def proxy() -> AbstractContextManager[str]:
    """Serve a proxy that wants a password."""
    return _served(_Password)


def clock(url: str, late: timedelta) -> AbstractContextManager[str]:
    """Serve another server whose clock is so much later."""
    return _served(_behind(url, late))


def tls(certificate: Path) -> AbstractContextManager[str]:
    """Serve over TLS with a certificate; its key lies beside it as here.key."""
    return _served(_Login, certificate)

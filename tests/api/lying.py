"""A server that sends raw bytes: a declared double, for answers that no HTTP library would give."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

Answer = Callable[[], Iterable[bytes]]

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def whole(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """Make an honest answer of bytes."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", "Connection: close", *headers]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


class Liar:
    """Listens on this machine and answers every request with what `answer` gives, piece by piece.

    A piece is asked for when the one before is sent, so an answer without an end ends with the
    client. `certificate` and `key` are files, for https.
    """

    def __init__(self, answer: Answer, certificate: str = "", key: str = "") -> None:
        self._answer = answer
        self._context: ssl.SSLContext | None = None
        if certificate:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(certificate, key)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self.requests: list[bytes] = []
        self.port = self._socket.getsockname()[1]
        scheme = "https" if certificate else "http"
        self.url = f"{scheme}://127.0.0.1:{self.port}"
        self._loop = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        self._loop.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._loop.join()
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        while True:
            try:
                taken, _ = self._socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._talk, args=(taken,))
            thread.start()
            self._threads.append(thread)

    def _talk(self, taken: socket.socket) -> None:
        try:
            if self._context:
                taken = self._context.wrap_socket(taken, server_side=True)
            with taken:
                self.requests.append(_request(taken))
                for piece in self._answer():
                    taken.sendall(piece)
        except OSError:
            taken.close()


def _request(taken: socket.socket) -> bytes:
    """Read a request without a body."""
    read = b""
    while b"\r\n\r\n" not in read:
        more = taken.recv(65536)
        if not more:
            break
        read += more
    return read

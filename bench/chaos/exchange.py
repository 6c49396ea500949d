"""The lying server: it stands in front of sandboxes, and tells one lie where a fault says so.

Everything else is handed on to the real sandbox, with the addresses changed to its own. A decoy,
a sandbox with the same token and keys, hears what the real one hears and also what is dropped: so a
dropped request gets the answer that the real one would have given.
"""

import http.client
import json
import re
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

HOST = "127.0.0.1"
_HOPS = frozenset({"connection", "transfer-encoding", "content-length", "date", "server"})


class Call(NamedTuple):
    """One request, read to its end."""

    method: str
    path: str
    """With its query."""
    headers: Mapping[str, str]
    body: bytes

    @property
    def token(self) -> str:
        """The token that came with it."""
        return self.headers.get("Authorization", "").removeprefix("Bearer ")


class Answer(NamedTuple):
    """An answer with all of its body."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Read the body."""
        return json.loads(self.body)

    def saying(self, value: object) -> "Answer":
        """Return the same answer with another body."""
        return self._replace(body=json.dumps(value).encode())


class Sandbox:
    """A sandbox behind us."""

    def __init__(self, url: str) -> None:
        self._place = url.removeprefix("http://")

    def ask(self, call: Call, here: str) -> Answer:
        """Hand a call on; addresses in the answer are those of `here`."""
        connection = http.client.HTTPConnection(self._place, timeout=30)
        headers = {k: v for k, v in call.headers.items() if k.lower() != "accept-encoding"}
        headers["Host"] = self._place
        try:
            connection.request(call.method, call.path, call.body, headers)
            came = connection.getresponse()
            body = came.read()
        finally:
            connection.close()
        old, new = self._place, here
        kept = {k: v.replace(old, new) for k, v in came.getheaders() if k.lower() not in _HOPS}
        return Answer(came.status, kept, body.replace(old.encode(), new.encode()))


class Exchange:
    """One call that a lie answers as it likes."""

    def __init__(self, call: Call, liar: "Liar", connection: socket.socket, here: str) -> None:
        self.call = call
        self._liar = liar
        self._connection = connection
        self._here = here

    def honest(self) -> Answer:
        """Ask the real sandbox."""
        return self._liar.real.ask(self.call, self._here)

    def decoy(self) -> Answer:
        """Ask the decoy alone; the real one never hears of it."""
        if self._liar.decoy is None:
            raise LookupError("this fault has no decoy")
        return self._liar.decoy.ask(self.call, self._here)

    def send(self, answer: Answer) -> None:
        """Answer as one does."""
        self.raw(head(answer.status, answer.headers, len(answer.body)) + answer.body)

    def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._connection.sendall(data)

    def slowly(self, data: bytes, seconds: float) -> None:
        """Send a byte, wait, and so on."""
        for one in data:
            self.raw(bytes([one]))
            time.sleep(seconds)

    def reset(self) -> None:
        """End the connection as if the machine were gone."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def wait(self, seconds: float) -> None:
        """Say nothing for a while."""
        time.sleep(seconds)


Lie = Callable[[Exchange], None]


def head(status: int, headers: Mapping[str, str], length: int | None) -> bytes:
    """Write the head of an answer; it is the last one on its connection."""
    lines = [f"HTTP/1.1 {status} {http.client.responses.get(status, 'Odd')}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if length is not None and status not in (204, 304):
        lines.append(f"Content-Length: {length}")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("utf-8", "surrogateescape")


class Tells(NamedTuple):
    """Where and when a lie is told."""

    method: str
    path: str
    """A pattern of the path without its query."""
    body: str
    """A pattern that the body must hold; empty for any."""
    turns: range
    """At which of these calls, counted from 1."""
    lie: Lie

    def matches(self, call: Call) -> bool:
        """Whether a call is one of those; its turn is not looked at."""
        path = call.path.partition("?")[0]
        return (
            re.fullmatch(self.method, call.method) is not None
            and re.fullmatch(self.path, path) is not None
            and re.search(self.body.encode(), call.body) is not None
        )


class Liar:
    """What the server knows: the sandboxes behind it, and its lies."""

    def __init__(
        self,
        tells: Sequence[Tells],
        real: Sandbox,
        decoy: Sandbox | None,
        note: Callable[[], object],
    ) -> None:
        """Lies are told in the order given; `note` is called at each one."""
        self.real = real
        self.decoy = decoy
        self._note = note
        self._tells = tells
        self._turns: Counter[int] = Counter()
        self._lock = threading.Lock()

    def answer(self, exchange: Exchange) -> None:
        """Tell the lie that is meant for this call, or hand it on."""
        for number, tells in enumerate(self._tells):
            if tells.matches(exchange.call) and self._turn(number) in tells.turns:
                self._note()
                tells.lie(exchange)
                return
        answer = exchange.honest()
        if self.decoy is not None and exchange.call.method != "GET":
            exchange.decoy()
        exchange.send(answer)

    def _turn(self, number: int) -> int:
        with self._lock:
            self._turns[number] += 1
            return self._turns[number]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    liar: Liar

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that leaves early is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        call = Call(self.command, self.path, dict(self.headers), self.rfile.read(length))
        here = f"{HOST}:{self.server.server_port}"
        self.close_connection = True
        self.server.liar.answer(Exchange(call, self.server.liar, self.connection, here))

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815, their names

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def serve(liar: Liar) -> str:
    """Serve in threads until the process ends; give the address."""
    server = _Server((HOST, 0), _Handler)
    server.liar = liar
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://{HOST}:{server.server_port}"

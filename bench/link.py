"""A slower link at loopback: it passes bytes on at a rate, and a while later.

    python -m bench.link --to 127.0.0.1:8000 --megabits 100 --delay-ms 20

Rate and delay hold for each direction; all connections share the rate, as they share a cable. The
delay is half of the round trip that one says of a link: `1 Gbit/s + 5 ms` is a delay of 2.5 ms each
way. Buffers are small, so that a client feels the rate and not our memory. What is not emulated:
loss, slow start, and the round trip of connecting.
"""

import argparse
import contextlib
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence

_PIECE_BYTES = 64 * 1024
_SOCKET_BYTES = 256 * 1024


class Direction:
    """One direction of the cable: when the next byte may leave."""

    def __init__(self, bytes_per_second: float, delay_seconds: float) -> None:
        self.delay_seconds = delay_seconds
        self.in_flight_bytes = int(bytes_per_second * delay_seconds) + 4 * _PIECE_BYTES
        self._rate = bytes_per_second
        self._free_at = 0.0
        self._lock = threading.Lock()

    def send(self, size: int) -> float:
        """Take so many bytes, and tell when the last of them arrives."""
        with self._lock:
            self._free_at = max(time.monotonic(), self._free_at) + size / self._rate
            return self._free_at + self.delay_seconds


class _Pipe:
    """What one connection has under way in one direction."""

    def __init__(self, source: socket.socket, target: socket.socket, direction: Direction) -> None:
        self._source, self._target, self._direction = source, target, direction
        self._pieces: deque[tuple[float, bytes]] = deque()
        self._bytes = 0
        self._change = threading.Condition()
        for work in (self._take, self._give):
            threading.Thread(target=work, daemon=True).start()

    def _take(self) -> None:
        data = b"-"
        while data:
            try:
                data = self._source.recv(_PIECE_BYTES)
            except OSError:
                data = b""
            arrives = self._direction.send(len(data))
            with self._change:
                self._pieces.append((arrives, data))
                self._bytes += len(data)
                self._change.notify_all()
                self._change.wait_for(lambda: self._bytes < self._direction.in_flight_bytes)

    def _give(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: bool(self._pieces))
                arrives, data = self._pieces.popleft()
            time.sleep(max(0.0, arrives - time.monotonic()))
            try:
                if not data:
                    self._target.shutdown(socket.SHUT_WR)
                    return
                self._target.sendall(data)
            except OSError:
                with contextlib.suppress(OSError):
                    self._source.shutdown(socket.SHUT_RD)
                data = b""
            with self._change:
                self._bytes -= len(data)
                self._change.notify_all()
            if not data:
                return


def serve(listening: socket.socket, to: tuple[str, int], up: Direction, down: Direction) -> None:
    """Pass connections on, for ever."""
    while True:
        near, _ = listening.accept()
        far = socket.create_connection(to)
        for one in (near, far):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _Pipe(near, far, up)
        _Pipe(far, near, down)


def main(arguments: Sequence[str] | None = None) -> None:
    """Pass bytes on until the process is ended; the first line on stdout is the address."""
    parser = argparse.ArgumentParser(prog="bench.link")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--to", required=True, metavar="HOST:PORT")
    parser.add_argument("--megabits", type=float, required=True)
    parser.add_argument("--delay-ms", type=float, default=0.0, help="one way")
    chosen = parser.parse_args(arguments)
    host, _, port = chosen.to.rpartition(":")
    up, down = (
        Direction(chosen.megabits * 1e6 / 8, chosen.delay_ms / 1000) for _ in ("up", "down")
    )
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Accepted connections take this size over; without it the kernel would hold megabytes.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SOCKET_BYTES)
        listening.bind(("127.0.0.1", chosen.port))
        listening.listen(64)
        print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)  # noqa: T201
        try:
            serve(listening, (host, int(port)), up, down)
        except KeyboardInterrupt:
            sys.exit(0)


if __name__ == "__main__":
    main()

"""A loopback server that only takes uploads: fast, so that what is measured is the client.

    python -m bench.server [--port N] [--assembly-seconds N] [--zstd]

It answers as Sentry does to chunk-upload and assemble, unpacks every chunk and compares its SHA-1,
keeps the sums and drops the bytes. `DELETE /bench/` makes it forget everything, and `GET /bench/`
counts: requests, bytes that came in, chunks. Source: docs/wire.md#chunk-upload.
"""

import argparse
import hashlib
import json
import re
import socketserver
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.client import responses
from typing import IO, Any, NamedTuple, cast

from buildtools.sourcemaps.bundle import zstd

CHUNK_BYTES = 8 * 1024 * 1024
REQUEST_BYTES = 32 * 1024 * 1024
_GZIP = 16 + zlib.MAX_WBITS
_RECEIVE_BYTES = 1024 * 1024
"""At once: more of it would wait in the kernel while nothing is done."""
_PART = re.compile(rb'name="(file|file_gzip)"; filename="([0-9a-f]{40})"')


class Request(NamedTuple):
    """One request, read to its end."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytearray


@dataclass
class Storage:
    """What the server remembers: sums, never bytes."""

    assembly_seconds: float
    codecs: tuple[str, ...] = ("gzip",)
    chunks: set[str] = field(default_factory=set)
    begun: dict[str, float] = field(default_factory=dict)
    """When the assembly of a checksum began."""
    counts: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, name: str, by: int = 1) -> None:
        with self.lock:
            self.counts[name] = self.counts.get(name, 0) + by

    def forget(self) -> None:
        with self.lock:
            self.chunks.clear()
            self.begun.clear()
            self.counts.clear()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64
    storage: Storage


class _Connection(socketserver.StreamRequestHandler):
    """One connection: requests, one after the other, until the client has no more."""

    disable_nagle_algorithm = True
    server: _Server

    def handle(self) -> None:
        while (request := _read(cast(IO[bytes], self.rfile), self.wfile.write)) is not None:
            storage = self.server.storage
            storage.count("requests")
            storage.count("bytes", len(request.body))
            try:
                status, answer = _answer(storage, request)
            except ValueError as error:
                status, answer = 400, {"error": str(error)}
            body = b"" if answer is None else json.dumps(answer).encode()
            head = (
                f"HTTP/1.1 {status} {responses[status]}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n"
            )
            closing = request.headers.get("connection", "").lower() == "close"
            head += "Connection: close\r\n\r\n" if closing else "\r\n"
            self.wfile.write(head.encode() + body)
            if closing:
                return


def _read(file: IO[bytes], write: Callable[[bytes], object]) -> Request | None:
    first = file.readline().split()
    if len(first) != 3:
        return None
    headers: dict[str, str] = {}
    while (line := file.readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        headers[name.decode().lower()] = value.strip().decode()
    if headers.get("expect") == "100-continue":
        write(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = bytearray(int(headers.get("content-length", 0)))
    view = memoryview(body)
    while view:
        came = cast(Any, file).readinto(view[:_RECEIVE_BYTES])
        if not came:
            return None
        view = view[came:]
    return Request(first[0].decode(), first[1].decode().partition("?")[0], headers, body)


def _answer(storage: Storage, request: Request) -> tuple[int, object]:
    match request.method, request.path.rstrip("/").rpartition("/")[2]:
        case "GET", "chunk-upload":
            return 200, _options(request, storage.codecs)
        case "POST", "chunk-upload":
            _receive(storage, request)
            return 200, None
        case "POST", "assemble":
            return 200, _assemble(storage, json.loads(request.body))
        case "GET", "bench":
            with storage.lock:
                return 200, {**storage.counts, "distinct_chunks": len(storage.chunks)}
        case "DELETE", "bench":
            storage.forget()
            return 200, {}
        case _:
            return 404, {"detail": "The requested resource does not exist"}


def _options(request: Request, codecs: Sequence[str]) -> dict[str, object]:
    return {
        "url": f"http://{request.headers['host']}{request.path}",
        "chunkSize": CHUNK_BYTES,
        "chunksPerRequest": 64,
        "maxFileSize": 2**31,
        "maxRequestSize": REQUEST_BYTES,
        "concurrency": 8,
        "hashAlgorithm": "sha1",
        "compression": codecs,
        "accept": ["release_files", "sources", "artifact_bundles", "artifact_bundles_v2"],
    }


def _receive(storage: Storage, request: Request) -> None:
    parts = list(_parts(request))
    storage.count("part_bytes", sum(len(data) for _, _, data in parts))
    codec = request.headers.get("content-encoding", "")
    sums = [(name, _unpacked(field, codec, data)) for field, name, data in parts]
    for name, content in sums:
        if hashlib.sha1(content, usedforsecurity=False).hexdigest() != name:
            raise ValueError("Checksum mismatch")
    with storage.lock:
        storage.chunks.update(name for name, _ in sums)
    storage.count("chunks", len(sums))
    storage.count("chunk_bytes", sum(len(content) for _, content in sums))


def _unpacked(field: str, codec: str, data: memoryview) -> bytes | memoryview:
    if codec == "zstd":
        return zstd.decompress(bytes(data), CHUNK_BYTES)
    return data if field == "file" else _inflate(data)


try:
    from isal.isal_zlib import decompress as _fast_inflate

    def _inflate(data: memoryview) -> bytes:
        return _fast_inflate(data, wbits=_GZIP)

except ImportError:

    def _inflate(data: memoryview) -> bytes:
        return zlib.decompress(data, wbits=_GZIP)


def _parts(request: Request) -> Iterator[tuple[str, str, memoryview]]:
    """Return field, file name and content of each part of a form."""
    kind = request.headers.get("content-type", "")
    _, _, boundary = kind.partition("boundary=")
    mark = b"--" + boundary.strip('"').encode()
    body, view = request.body, memoryview(request.body)
    start = body.find(mark)
    while start >= 0:
        head = body.find(b"\r\n\r\n", start)
        end = body.find(b"\r\n" + mark, head)
        if head < 0 or end < 0:
            return
        named = _PART.search(body, start, head)
        if named is None:
            raise ValueError("a part without a name")
        yield named[1].decode(), named[2].decode(), view[head + 4 : end]
        start = end + 2


def _assemble(storage: Storage, order: dict[str, Any]) -> dict[str, object]:
    checksum, chunks = order["checksum"], order["chunks"]
    storage.count("asked")
    with storage.lock:
        missing = [one for one in chunks if one not in storage.chunks]
        if missing or not chunks:
            return {"state": "not_found", "missingChunks": missing}
        now = time.monotonic()
        begun = storage.begun.setdefault(checksum, now)
    done = now - begun >= storage.assembly_seconds
    return {"state": "ok" if done else "created", "detail": None, "missingChunks": []}


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until the process is ended; the first line on stdout is the address."""
    parser = argparse.ArgumentParser(prog="bench.server")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--assembly-seconds", type=float, default=0.0)
    parser.add_argument("--zstd", action="store_true", help="offer it, as Sentry does")
    chosen = parser.parse_args(arguments)
    codecs = ("gzip", "zstd") if chosen.zstd else ("gzip",)
    with _Server(("127.0.0.1", chosen.port), _Connection) as server:
        server.storage = Storage(chosen.assembly_seconds, codecs)
        print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)  # noqa: T201
        try:
            server.serve_forever(0.05)
        except KeyboardInterrupt:
            sys.exit(0)


if __name__ == "__main__":
    main()

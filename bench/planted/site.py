"""A site on a port of this machine that serves what it is told to: codings, headers, walls.

Files are answered from memory. For each coding that a client takes there may be other bytes, as a
host has them that keeps compressed copies; what has none is compressed when it is asked for.
"""

import gzip
import mimetypes
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

import brotli

_HOST: Final = "127.0.0.1"

_KINDS: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".map": "application/json",
    ".ts": "video/mp2t",
    ".txt": "text/plain",
}
"""Content types as hosts send them: that of `.ts` is what their tables have for the suffix."""

_SIBLINGS: Final = {"gzip": ".gz", "br": ".br"}


class Answer(NamedTuple):
    """An answer that is the same whatever is asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Site:
    """What is served now; each fault changes a fresh one."""

    def __init__(self, url: str) -> None:
        self.url = url
        """With a slash at its end."""
        self.files: dict[str, bytes] = {}
        """By their paths, with a slash in front."""
        self.packed: dict[tuple[str, str], bytes] = {}
        """By path and coding: what is sent in place of the file compressed now."""
        self.headers: dict[str, dict[str, str]] = {}
        """By path, `*` for every answer."""
        self.fallback: bytes | None = None
        """The page that is sent with 200 for what is not there; None for a 404."""
        self.always: Answer | None = None
        self.asked: list[str] = []
        """The path of each request, in their order."""

    def deploy(self, folder: Path) -> None:
        """Serve a folder as it is, with the compressed siblings that are in it."""
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                self.files[f"/{file.relative_to(folder).as_posix()}"] = file.read_bytes()
        for path in list(self.files):
            for coding, suffix in _SIBLINGS.items():
                if f"{path}{suffix}" in self.files:
                    self.packed[path, coding] = self.files.pop(f"{path}{suffix}")

    def put(self, path: str, data: bytes, **headers: str) -> None:
        """Serve other bytes at a path, in every coding."""
        self.files[path] = data
        for coding in _SIBLINGS:
            self.packed.pop((path, coding), None)
        self.headers.setdefault(path, {}).update(headers)

    def take_away(self, path: str) -> None:
        """Serve nothing at a path any more."""
        del self.files[path]

    def edit_pages(self, old: str, new: str) -> None:
        """Change the text of every page. Raises ValueError when no page has it."""
        pages = [path for path in self.files if path.endswith(".html")]
        if not any(old.encode() in self.files[path] for path in pages):
            raise ValueError(f"no page has {old!r}")
        for path in pages:
            self.put(path, self.files[path].replace(old.encode(), new.encode()))

    def answer(self, path: str, accepted: str) -> Answer:
        """Answer a GET of a path by a client that accepts these codings."""
        self.asked.append(path)
        if self.always:
            return self.always
        name = self._file(path)
        common = self.headers.get("*", {})
        if name is None:
            kind = "text/html; charset=utf-8"
            if self.fallback is None:
                return Answer(404, {**common, "Content-Type": kind}, b"<!doctype html>not found")
            return Answer(200, {**common, "Content-Type": kind}, self.fallback)
        body, coding = self._body(name, accepted)
        encoded = {"Content-Encoding": coding} if coding else {}
        own = self.headers.get(name, {})
        headers = {"Content-Type": _kind(name), "Vary": "Accept-Encoding", **encoded}
        return Answer(200, {**headers, **common, **own}, body)

    def _file(self, path: str) -> str | None:
        names = (path, f"{path}index.html") if path.endswith("/") else (path,)
        return next((name for name in names if name in self.files), None)

    def _body(self, name: str, accepted: str) -> tuple[bytes, str]:
        plain = self.files[name]
        codings = [part.partition(";")[0].strip() for part in accepted.split(",")]
        for coding in codings:
            if (name, coding) in self.packed:
                return self.packed[name, coding], coding
        if not name.endswith((".js", ".css", ".html")):
            return plain, ""
        coding = next((each for each in codings if each in _PACKERS), "")
        return (_PACKERS[coding](plain), coding) if coding else (plain, "")


def _zstd(data: bytes) -> bytes:
    try:
        library: Any = import_module("compression.zstd")
    except ImportError:
        library = import_module("backports.zstd")
    return bytes(library.compress(data))


_PACKERS: Final = {
    "gzip": lambda data: gzip.compress(data, 6, mtime=0),
    "br": lambda data: bytes(brotli.compress(data, quality=5)),
    "zstd": _zstd,
}


def _kind(name: str) -> str:
    known = next((kind for end, kind in _KINDS.items() if name.endswith(end)), None)
    return known or mimetypes.guess_type(name)[0] or "application/octet-stream"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: Site


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        """Answer from the site."""
        path = unquote(urlsplit(self.path).path)
        told = self.server.site.answer(path, self.headers.get("Accept-Encoding", ""))
        self.send_response(told.status)
        for name, value in told.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(told.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(told.body)

    do_HEAD = do_GET  # noqa: N815, so http.server wants it

    def log_message(self, *args: object) -> None:
        """Say nothing: `Site.asked` has it."""


class Host:
    """A port that serves one site after the other."""

    def __init__(self, server: _Server) -> None:
        self._server = server
        self.url = f"http://{_HOST}:{server.server_address[1]}/"

    def fresh(self) -> Site:
        """Serve an empty site from now on."""
        self._server.site = Site(self.url)
        return self._server.site


@contextmanager
def hosting() -> Iterator[Host]:
    """Listen on a free port for as long as the block lasts."""
    server = _Server((_HOST, 0), _Handler)
    host = Host(server)
    host.fresh()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

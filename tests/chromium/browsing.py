"""A browser that visits a page, does something there, and tells what it saw."""

import mimetypes
import threading
from collections.abc import Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from buildtools.web.chromium import Chromium as RealChromium

VISIT_SECONDS = 60.0

PROBE = """<!doctype html><meta charset="utf-8"><iframe id="frame" width="900" height="700">
</iframe>
<script>
const asked = new URLSearchParams(location.search);
const frame = document.getElementById("frame");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const until = async (look, ms = 3000) => {
  for (const end = Date.now() + ms; Date.now() < end; await pause(50)) {
    try { const seen = await look(); if (seen) return seen; } catch {}
  }
  return null;
};
const open_ = async (page) => {
  const loaded = new Promise((done) => { frame.onload = done; });
  frame.src = page; await loaded; return frame.contentWindow;
};
const ids = () => Object.values(frame.contentWindow._sentryDebugIds ?? {});
window.told = (async () => {
  const code = "return (async () => {" + asked.get("script") + "})()";
  return await new Function("open", "until", "pause", "ids", code)(open_, until, pause, ids);
})();
</script>"""


class Chromium:
    """Headless Chromium; each visit is a process and a profile of its own."""

    def visit(self, origin: str, script: str) -> Any:
        """Open the probe at the origin, let it run the script, and give what that returns."""
        url = f"{origin}/probe.html?{urlencode({'script': script})}"
        with RealChromium.start() as browser, browser.open(url) as page:
            return page.evaluate("told", VISIT_SECONDS)


class Site:
    """A static server that can be redeployed: POST /deploy goes on to the next folder."""

    def __init__(self, folders: Sequence[Path], *, precompressed: bool) -> None:
        waiting = list(folders)
        served: dict[str, str | None] = {}
        """By path, the coding in which it was sent."""

        class Handler(_Quiet):
            def do_POST(self) -> None:
                waiting.pop(0)
                self.answer(204, b"", "text/plain")

            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                file = waiting[0] / (path.lstrip("/") or "index.html")
                kind = mimetypes.guess_type(file.name)[0] or "text/plain"
                if path == "/probe.html":
                    self.answer(200, PROBE.encode(), "text/html")
                elif not file.is_file():
                    self.answer(404, b"none", "text/plain")
                else:
                    coding, data = self.coded(file)
                    served[path] = coding
                    self.answer(200, data, kind, coding)

            def coded(self, file: Path) -> tuple[str | None, bytes]:
                accepted = self.headers.get("Accept-Encoding", "")
                for coding, suffix in (("br", ".br"), ("gzip", ".gz")):
                    sibling = file.with_name(file.name + suffix)
                    if precompressed and coding in accepted and sibling.is_file():
                        return coding, sibling.read_bytes()
                return None, file.read_bytes()

        self.served = served
        self._server = _started(Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        _stop(self._server)


class _Quiet(BaseHTTPRequestHandler):
    def answer(self, status: int, data: bytes, kind: str, coding: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Access-Control-Allow-Origin", "*")
        if coding:
            self.send_header("Content-Encoding", coding)
        with suppress(ConnectionError):  # the browser may be gone once it has told
            self.end_headers()
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def _started(handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def _stop(server: ThreadingHTTPServer) -> None:
    server.shutdown()
    server.server_close()

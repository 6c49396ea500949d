"""A small page with the real SDK, bundled, injected and served, and an ingest that counts."""

import json
import shutil
import ssl
import subprocess
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from buildtools.checks.injected_pairs import Side
from buildtools.inspections.browser.scripts import Script
from buildtools.sourcemaps.injection.inject import plan
from buildtools.splices import apply
from buildtools.values import DebugId, digest_of

TLS = Path(__file__).parents[1] / "fixtures" / "tls"
HERE = Path(__file__).parent / "sdk"
SOURCE = """\
import * as Sentry from "SDK";
Sentry.init(OPTIONS);
function order(loaves: number): void {
  throw new RangeError(`no flour for ${loaves} loaves`);
}
document.getElementById("buy")!.onclick = () => order(3);
"""
PAGE = '<!doctype html><meta charset="utf-8"><button id="buy">buy</button>'
WITH_APP = PAGE + '<script type="module" src="/app.js"></script>'
WITH_WORKER = WITH_APP + '<script src="/register.js"></script>'
REGISTER = b"navigator.serviceWorker.register('/sw.js');"
FLAGS = ("app.ts", "--bundle", "--minify", "--sourcemap", "--format=esm", "--outfile=app.js")
PASSES = b"self.addEventListener('fetch', (event) => event.respondWith(fetch(event.request)));"


@dataclass
class Shop:
    """Files at paths, on the loopback, with a policy; and the envelopes that came to its ingest."""

    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    policy: str = ""
    came: list[bytes] = field(default_factory=list)
    secure: bool = False
    """Whether by https, with a certificate of a CA of its own."""
    asks: str = ""
    """The user and password that it asks for as a proxy does."""

    def __post_init__(self) -> None:
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if shop.asks and self.headers.get("Proxy-Authorization") != shop.asks:
                    self.send_response(407)
                    self.send_header("Proxy-Authenticate", 'Basic realm="proxy"')
                    self.end_headers()
                    return
                kind, body = shop.files.get(urlsplit(self.path).path, ("", b""))
                self.send_response(200 if kind else 404)
                self.send_header("Content-Type", kind or "text/plain")
                if shop.policy and kind == "text/html":
                    self.send_header("Content-Security-Policy", shop.policy)
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                shop.came.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if self.secure:
            own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            own.load_cert_chain(TLS / "here.pem", TLS / "here.key")
            self._server.socket = own.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        port = self._server.server_port
        self.url = f"{'https' if self.secure else 'http'}://127.0.0.1:{port}/"
        self.ingest = f"http://localhost:{port}"
        """Another origin, as an ingest is."""

    def page(self, html: str) -> None:
        """Serve this page."""
        self.files["/"] = "text/html", html.encode()

    def script(self, path: str, code: bytes) -> None:
        """Serve this script."""
        self.files[path] = "text/javascript", code

    def dsn(self, project: int = 7) -> str:
        """Name a project of its ingest."""
        return self.ingest.replace("://", "://" + "a" * 32 + "@") + f"/{project}"

    def close(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()


@dataclass(frozen=True)
class App:
    """A bundled app, before and after injection."""

    built: bytes
    injected: bytes
    debug_id: DebugId
    map: bytes

    @property
    def side(self) -> Side:
        """The script with its map, after injection."""
        return Side(self.injected, self.map)

    def script(self, shop: Shop) -> Script:
        """Return it as a script of a release."""
        digest = digest_of(self.injected)
        return Script(f"{shop.url}app.js", "~/app.js", self.debug_id, digest, "app.js")


def bundled(modules: Path, folder: Path, options: dict[str, Any], sdk: str) -> App:
    """Bundle an app with these options of its SDK, and inject it."""
    folder.mkdir()
    source = SOURCE.replace("SDK", sdk).replace("OPTIONS", json.dumps(options))
    (folder / "app.ts").write_text(source)
    (folder / "node_modules").symlink_to(modules)
    subprocess.run(
        [str(modules / ".bin" / "esbuild"), *FLAGS],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    script, map_ = (folder / "app.js").read_bytes(), (folder / "app.js.map").read_bytes()
    planned = plan(script, map_)
    (folder / "app.js.map").write_bytes(apply(map_, planned.map))
    injected = apply(script, planned.script)
    (folder / "app.js").write_bytes(injected)
    assert planned.debug_id is not None
    return App(script, injected, planned.debug_id, apply(map_, planned.map))


def installed(home: Path) -> Path:
    """Install the SDK and its bundler from the lock file."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, home / name)
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts"],
        cwd=home,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    return home / "node_modules"

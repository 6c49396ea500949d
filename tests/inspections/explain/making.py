"""A shop that is released to a sandbox of several projects, and events of it, each with a fault.

The release is made by the real pipeline, once for all tests of a module. Each fault is made in a
project of its own, or in the event alone, so that none stands in another's way.
"""

import hashlib
import io
import json
import time
import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from buildtools.api.client import Client
from buildtools.sandbox.serving import Running, serve
from buildtools.settings import Connection
from tests.stories.shopping import Shop, make_shop

ORG = "acme"
SITE = "https://www.example.com"
RELEASE = "shop@1.4.0"
SDK = {"name": "sentry.javascript.browser", "version": "10.78.0"}
BROWSER = {
    "page": "out/web/page.js",
    "cart": "out/web/chunk-R6QZX3VN.js",
    "receipt": "out/web/receipt-GDOZV2CS.js",
}
THROWS = {
    "page": "document.title=",
    "cart": 'new Error("the cart is empty")',
    "receipt": 'new Error("too much for one receipt")',
}
"""A place in each script, by the text that begins there."""

Files = Mapping[str, tuple[str, bytes, Mapping[str, str]]]
"""URL to type, content and headers."""


@dataclass
class Made:
    """The released shop, and the server that it was released to."""

    shop: Shop
    server: Running

    def client(self, *projects: str, token: str = "") -> Client:
        """Return a client of these projects."""
        from buildtools.values import Secret

        known = Secret(token) if token else self.server.token
        return Client(Connection(self.server.url, ORG, projects or ("web",), known, retries=0))

    def dsn(self, project: str) -> str:
        """Return the DSN of a project."""
        client = self.client(project)
        try:
            return client.dsn(project)
        finally:
            client.close()

    def release(self, project: str, *words: str, **environ: str) -> None:
        """Send the release, or a part of it, to another project."""
        dsn = self.dsn(project)
        ended = self.shop.invoke(*words, SENTRY_PROJECT=project, SENTRY_DSN=dsn, **environ)
        assert ended.code == 0, ended.err

    def pair(self, name: str) -> dict[str, Any]:
        """Return a pair of the ledger, as inject left it."""
        pairs = self.shop.ledger("production")["entries"]["inject"]["outcome"]["pairs"]
        (found,) = [each for each in pairs if each["pair"]["script"] == BROWSER[name]]
        return dict(found)

    def url(self, name: str) -> str:
        """Return where a script is served."""
        return SITE + str(self.pair(name)["pair"]["url"]).removeprefix("~")

    def frame(self, name: str, script: bytes | None = None, **more: Any) -> dict[str, Any]:
        """Return a frame of a script, at the place that THROWS names in it."""
        text = (script or (self.shop.root / BROWSER[name]).read_bytes()).decode()
        before = text[: text.index(THROWS[name])]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return {
            **{"filename": self.url(name), "lineno": line, "colno": column, "function": "o"},
            **{"in_app": True, **more},
        }

    def event(self, *frames: dict[str, Any], images: bool = True, **more: Any) -> dict[str, Any]:
        """Make an event as the SDK does, with an image for each file of the shop."""
        listed = [
            {
                "type": "sourcemap",
                "code_file": self.url(name),
                "debug_id": self.pair(name)["debug_id"],
            }
            for name in BROWSER
            if images and self.url(name) in {frame["filename"] for frame in frames}
        ]
        value = {"type": "Error", "value": "the cart is empty"}
        return {
            "event_id": uuid.uuid4().hex,
            "timestamp": time.time(),
            **{"platform": "javascript", "release": RELEASE, "environment": "production"},
            "request": {"url": f"{SITE}/"},
            "exception": {"values": [value | {"stacktrace": {"frames": list(frames)}}]},
            "debug_meta": {"images": listed},
            "sdk": SDK,
            **more,
        }

    def send(self, event: Mapping[str, Any], project: str = "web") -> str:
        """Send an event to a project; give its ID."""
        dsn = urlsplit(self.dsn(project))
        lines = ({"event_id": event["event_id"]}, {"type": "event"}, event)
        body = "\n".join(json.dumps(line) for line in lines).encode()
        answer = requests.post(
            f"{self.server.url}/api{dsn.path}/envelope/",
            data=body,
            params={"sentry_key": dsn.username, "sentry_version": "7"},
            timeout=10,
        )
        assert answer.status_code == 200, answer.text
        return str(event["event_id"])

    def upload(
        self,
        files: Files,
        project: str,
        release: str | None = RELEASE,
        dist: str | None = None,
        *,
        spoilt: bool = False,
    ) -> str:
        """Upload a bundle that the pipeline would not make; give the server's last word."""
        bundle = bundle_of(files)
        client = self.client(project)
        try:
            options = client.chunk_options()
            from buildtools.api.upload.chunks import EncodedChunk
            from buildtools.values import Digest

            digest = Digest(hashlib.sha1(bundle).hexdigest())
            client.upload_chunks(options, [EncodedChunk(digest, len(bundle), "", bundle)])
            checksum = Digest("0" * 40) if spoilt else digest
            for _ in range(500):
                state = client.assemble(checksum, [digest], [project], release, dist).state
                if state in ("ok", "error"):
                    return state
                time.sleep(0.01)
        finally:
            client.close()
        raise AssertionError("never assembled")

    def stored(self, *names: str, ids: bool = True, folder: str = "~/static") -> dict[str, Any]:
        """Return scripts and maps as a bundle holds them, with their debug IDs or without."""
        found: dict[str, Any] = {}
        for name in names:
            path, pair = self.shop.root / BROWSER[name], self.pair(name)
            headers = {"debug-id": pair["debug_id"]} if ids else {}
            map_ = path.with_name(f"{path.name}.map")
            script = {**headers, "sourcemap": map_.name}
            found[f"{folder}/{path.name}"] = ("minified_source", path.read_bytes(), script)
            found[f"{folder}/{map_.name}"] = ("source_map", map_.read_bytes(), headers)
        return found


def bundle_of(files: Files) -> bytes:
    """Make an artifact bundle of just these files."""
    told: dict[str, Any] = {"org": ORG, "debug_id": str(uuid.uuid4()), "files": {}}
    out = io.BytesIO()
    out.write(b"SYSB\x02\x00\x00\x00")
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for url, (kind, content, headers) in files.items():
            path = "files/" + url.replace("~", "_/_").replace("://", "/")
            told["files"][path] = {"type": kind, "url": url, "headers": dict(headers)}
            archive.writestr(path, content)
        archive.writestr("manifest.json", json.dumps(told))
    return out.getvalue()


@contextmanager
def released_shop(folder: Path, projects: Sequence[str]) -> Iterator[Made]:
    """Release the shop to a sandbox; all projects but the first have nothing yet."""
    shop = make_shop(folder / "shop")
    with serve(folder / "server", org=ORG, projects=projects) as server:
        shop.environ |= {
            "SENTRY_ENVIRONMENT": "production",
            "SENTRY_URL": server.url,
            "SENTRY_ORG": ORG,
            "SENTRY_PROJECT": projects[0],
            "SENTRY_AUTH_TOKEN": server.token.reveal(),
            "SENTRY_HTTP_MAX_RETRIES": "0",
            "SENTRY_DSN": server.dsn,
        }
        ended = shop.invoke("release")
        assert ended.code == 0, ended.err
        yield Made(shop, server)

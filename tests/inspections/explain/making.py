"""A shop that is released to a sandbox of several projects, and events of it, each with a fault.

The release is made by the real pipeline, once for all tests of a module. Each fault is made in a
project of its own, or in the event alone, so that none stands in another's way.
"""

import hashlib
import io
import json
import re
import shutil
import time
import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from buildtools.api.client import Client
from buildtools.api.upload.chunks import EncodedChunk
from buildtools.connection import Connection
from buildtools.sandbox.serving import Running, serve
from buildtools.values import Digest, Secret
from tests.stories.shopping import Ended, Shop, make_shop

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
        known = Secret(token) if token else self.server.token
        return Client(Connection(self.server.url, ORG, projects or ("web",), known, retries=0))

    def dsn(self, project: str) -> str:
        """Return the DSN of a project."""
        client = self.client(project)
        try:
            return client.dsn(project)
        finally:
            client.close()

    def run(self, *words: str, project: str = "web") -> Ended:
        """Run a command of the pipeline with another project."""
        named = {"SENTRY_PROJECT": project, "SENTRY_DSN": self.dsn(project)}
        return self.shop.invoke(*words, **named)

    def pair(self, name: str, environment: str = "production") -> dict[str, Any]:
        """Return a pair of the ledger, as inject left it."""
        pairs = self.shop.ledger(environment)["entries"]["inject"]["outcome"]["pairs"]
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

    def event(
        self,
        *frames: dict[str, Any],
        images: bool = True,
        environment: str = "production",
        **more: Any,
    ) -> dict[str, Any]:
        """Make an event as the SDK does, with an image for each file of the shop."""
        listed = [
            {
                "type": "sourcemap",
                "code_file": self.url(name),
                "debug_id": self.pair(name, environment)["debug_id"],
            }
            for name in BROWSER
            if images and self.url(name) in {frame["filename"] for frame in frames}
        ]
        value = {"type": "Error", "value": "the cart is empty"}
        return {
            "event_id": uuid.uuid4().hex,
            "timestamp": time.time(),
            **{"platform": "javascript", "release": RELEASE, "environment": environment},
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
    ) -> None:
        """Upload a bundle that the pipeline would not make, and wait until it is stored."""
        bundle = bundle_of(files)
        client = self.client(project)
        try:
            options = client.chunk_options()
            digest = Digest(hashlib.sha1(bundle).hexdigest())
            client.upload_chunks(options, [EncodedChunk(digest, len(bundle), "plain", bundle)])
            for _ in range(500):
                state = client.assemble(digest, [digest], [project], release, dist).state
                if state == "ok":
                    return
                assert state != "error"
                time.sleep(0.01)
        finally:
            client.close()
        raise AssertionError("never assembled")

    def explain(self, *words: str, **environ: str) -> Ended:
        """Explain something in the shop's folder, and read what it says as JSON."""
        return self.shop.invoke("explain", *words, "--json", **environ)

    def copied(self, folder: Path) -> "Made":
        """Return the same shop in another folder, with a ledger of its own."""
        shutil.copytree(self.shop.root, folder)
        return Made(Shop(folder, dict(self.shop.environ)), self.server)

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

    def rebuilt(self, folder: Path, decimals: int, version: str = "1.4.0") -> "Made":
        """Return the shop in another folder, with other code of the cart, not built yet."""
        other = self.copied(folder)
        other.change(decimals, version)
        return other

    def change(self, decimals: int, version: str) -> None:
        """Let the cart show so many decimals, in its source, its script and its map."""
        root = self.shop.root
        for file in [*(root / "made/web").glob("chunk-*"), root / "src/cart.ts"]:
            file.write_text(re.sub(r"toFixed\(\d\)", f"toFixed({decimals})", file.read_text()))
        package = json.loads((root / "package.json").read_text())
        (root / "package.json").write_text(json.dumps(package | {"version": version}))

    def built(self, name: str) -> bytes:
        """Return a script as its build made it."""
        return (self.shop.root / BROWSER[name].replace("out/", "made/")).read_bytes()

    def remove_bundles(self, project: str) -> None:
        """Delete all bundles of a project, as a server does after a time."""
        client = self.client(project)
        try:
            known = [each.bundle_id for each in client.bundles(project)]
        finally:
            client.close()
        for bundle_id in known:
            answer = requests.delete(
                f"{self.server.url}/api/0/projects/{ORG}/{project}/files/artifact-bundles/",
                params={"bundleId": bundle_id},
                headers={"Authorization": f"Bearer {self.server.token.reveal()}"},
                timeout=10,
            )
            assert answer.status_code == 204, answer.text

    def backdate(self, step: str, days: int) -> None:
        """Let a step of the ledger have begun so many days ago."""
        at = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
        for file in (self.shop.root / ".buildtools").rglob("*.json"):
            told = json.loads(file.read_text())
            if step in told.get("entries", {}):
                told["entries"][step]["started"] = at
                file.write_text(json.dumps(told))


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

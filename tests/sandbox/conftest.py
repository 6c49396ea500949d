"""A running sandbox, a client that knows nothing but HTTP, and bundles made by hand."""

import gzip
import hashlib
import io
import json
import re
import tempfile
import time
import uuid
import zipfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import requests

from buildtools.sandbox.application import create_application
from buildtools.sandbox.assembly import Assembler
from buildtools.sandbox.faults import Faults
from buildtools.sandbox.serving import Running, serve
from buildtools.sandbox.store import Store

Files = dict[str, tuple[str, bytes, dict[str, str]]]
"""URL to (type, content, headers)."""

SCRIPT_ID = "e08a2094-fb8b-58cc-bcc5-18d78fd46660"
SOURCE = "export function hello() {\n  throw new Error('x');\n}\nhello();\n"
SCRIPT = b'function h(){throw new Error("x")}h();\n//# sourceMappingURL=a.js.map\n'
# 0:0 -> 0:0 · 0:9 -> 0:16 hello · 0:13 -> 1:2 · 0:19 -> 1:8 · 0:34 -> 3:0 hello
MAP: dict[str, Any] = {
    "version": 3,
    "file": "a.js",
    "sources": ["src/a.ts"],
    "sourcesContent": [SOURCE],
    "names": ["hello"],
    "mappings": "AAAA,SAAgBA,IACd,MAAM,eAERA",
}


class Clock:
    """A clock that a test can put forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


class Api:
    """Speaks to a sandbox as a client would, with the token that opens everything."""

    def __init__(self, running: Running, session: requests.Session) -> None:
        self.running = running
        self.session = session
        self.token = running.token.reveal()

    def call(self, method: str, path: str, **how: Any) -> requests.Response:
        """Ask for a path below /api/0/."""
        headers = {"Authorization": f"Bearer {self.token}", **how.pop("headers", {})}
        url = f"{self.running.url}/api/0/{path}"
        return self.session.request(method, url, headers=headers, timeout=10, **how)

    def get(self, path: str, **how: Any) -> requests.Response:
        """Read."""
        return self.call("GET", path, **how)

    def post(self, path: str, body: object = None, **how: Any) -> requests.Response:
        """Add."""
        return self.call("POST", path, json=body, **how)

    def put(self, path: str, body: object) -> requests.Response:
        """Change."""
        return self.call("PUT", path, json=body)

    def delete(self, path: str, **how: Any) -> requests.Response:
        """Remove."""
        return self.call("DELETE", path, **how)

    def org(self, path: str) -> str:
        """Name a path of the organization."""
        return f"organizations/sandbox/{path}"

    def project(self, path: str) -> str:
        """Name a path of the project."""
        return f"projects/sandbox/web/{path}"

    def send_chunks(self, *chunks: bytes, field: str = "file_gzip") -> requests.Response:
        """Upload chunks, packed or not."""
        pack = gzip.compress if field == "file_gzip" else bytes
        parts = [(field, (sha1(chunk), pack(chunk))) for chunk in chunks]
        return self.call("POST", self.org("chunk-upload/"), files=parts)

    def assemble(self, *chunks: bytes, **more: Any) -> requests.Response:
        """Ask for an assembly of these chunks."""
        body = {
            "checksum": sha1(b"".join(chunks)),
            "chunks": [sha1(chunk) for chunk in chunks],
            "projects": ["web"],
            **more,
        }
        return self.post(self.org("artifactbundle/assemble/"), body)

    def upload(self, bundle: bytes, **more: Any) -> dict[str, Any]:
        """Upload a bundle in one chunk and wait for the last word."""
        assert 200 == self.send_chunks(bundle).status_code
        for _ in range(500):
            answer: dict[str, Any] = self.assemble(bundle, **more).json()
            if answer["state"] in ("ok", "error"):
                return answer
            time.sleep(0.01)
        raise AssertionError("never assembled")

    def send(self, body: bytes, kind: str = "envelope", **how: Any) -> requests.Response:
        """Send an envelope or a bare event, with the key in the query."""
        dsn = urlsplit(self.running.dsn)
        params = how.pop("params", {"sentry_key": dsn.username, "sentry_version": "7"})
        url = f"{self.running.url}/api{dsn.path}/{kind}/"
        return self.session.post(url, data=body, params=params, timeout=10, **how)

    def send_event(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Send an event and read it back as stored."""
        answer = self.send(envelope_of(event))
        assert 200 == answer.status_code
        path = self.project(f"events/{answer.json()['id']}/json/")
        stored: dict[str, Any] = self.get(path).json()
        return stored

    def fallen(self, **values: str) -> dict[str, int]:
        """Ask for every page and every answer there is; give those that fell over, by path."""
        known = {"org": "sandbox", "project": "web", "project_id": "1", "version": "web@1"}
        known |= {"bundle_id": str(uuid.UUID(int=1)), "event_id": "a" * 32, **values}
        quoted = {name: quote(value, safe="") for name, value in known.items()}
        paths = [fill(rule, quoted) for rule, methods in rules() if "GET" in methods]
        headers = {"Authorization": f"Bearer {self.token}"}
        told = {
            path: self.session.get(f"{self.running.url}{path}", headers=headers, timeout=30)
            for path in paths
        }
        return {path: one.status_code for path, one in told.items() if one.status_code >= 500}


def fill(rule: str, values: Mapping[str, str]) -> str:
    """Put values into the places of a rule such as `/events/<event_id>/`."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda place: values[place[1]], rule)


@cache
def rules() -> tuple[tuple[str, frozenset[str]], ...]:
    """Return every rule of the application, and the methods that it has."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Store(Path(folder), time.time)) as store,
        closing(Assembler(store)) as assembler,
    ):
        made = create_application(store, assembler, Faults(), deque())
    listed = [rule for rule in made.url_map.iter_rules() if rule.endpoint != "static"]
    return tuple((rule.rule, frozenset(rule.methods or ())) for rule in listed)


def sha1(content: bytes) -> str:
    """Name a chunk."""
    return hashlib.sha1(content).hexdigest()


def envelope_of(event: Mapping[str, Any]) -> bytes:
    """Wrap an event as SDKs do, without a length."""
    lines = ({"sent_at": "2026-01-01T00:00:00Z"}, {"type": "event"}, event)
    return "\n".join(json.dumps(line) for line in lines).encode()


def make_bundle(
    files: Mapping[str, tuple[str, bytes, Mapping[str, str]]] | None = None,
    *,
    header: bytes = b"SYSB\x02\x00\x00\x00",
    manifest: Mapping[str, Any] | None = None,
    more: str = "",
) -> bytes:
    """Make a bundle: URL to (type, content, headers), and what else the manifest says.

    `more` are members of the manifest as text, for what `json` would not write.
    """
    told: dict[str, Any] = {"org": "sandbox", "debug_id": str(uuid.uuid4()), "files": {}}
    out = io.BytesIO()
    out.write(header)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for url, (kind, content, headers) in (pair_files() if files is None else files).items():
            path = "files/" + url.replace("~", "_/_").replace("://", "/")
            told["files"][path] = {"type": kind, "url": url, "headers": dict(headers)}
            archive.writestr(path, content)
        text = json.dumps({**told, **(manifest or {})})
        archive.writestr("manifest.json", text[:-1] + more + "}")
    return out.getvalue()


def pair_files(debug_id: str | None = SCRIPT_ID, **changes: Any) -> Files:
    """Return the files of the one pair, its map changed as asked."""
    ids = {"debug-id": debug_id} if debug_id else {}
    map_ = json.dumps({**MAP, **changes}).encode()
    return {
        "~/a.js": ("minified_source", SCRIPT, {"sourcemap": "a.js.map", **ids}),
        "~/a.js.map": ("source_map", map_, ids),
    }


def make_event(
    *positions: Sequence[Any], path: str = "https://h/a.js", debug_id: str = SCRIPT_ID, **more: Any
) -> dict[str, Any]:
    """Make an event: one frame for each (line, column, function), callers first."""
    frames = [
        {"filename": path, "lineno": line, "colno": column, "function": name, "in_app": True}
        for line, column, name in positions
    ]
    image = {"type": "sourcemap", "code_file": path, "debug_id": debug_id}
    return {
        "event_id": uuid.uuid4().hex,
        "platform": "javascript",
        "exception": {
            "values": [{"type": "Error", "value": "x", "stacktrace": {"frames": frames}}]
        },
        "debug_meta": {"images": [image] if debug_id else []},
        "sdk": {"name": "sentry.javascript.browser", "version": "10.78.0"},
        **more,
    }


class Made:
    """What tests make by hand."""

    bundle = staticmethod(make_bundle)
    files = staticmethod(pair_files)
    event = staticmethod(make_event)
    envelope = staticmethod(envelope_of)
    sha1 = staticmethod(sha1)
    debug_id = SCRIPT_ID
    script = SCRIPT
    map = MAP


@pytest.fixture
def made() -> type[Made]:
    """Bundles, events and envelopes made by hand."""
    return Made


@pytest.fixture
def clock() -> Clock:
    """A clock that a test can put forward."""
    return Clock()


@pytest.fixture
def sandbox(tmp_path: Path, clock: Clock) -> Iterator[Running]:
    """A sandbox with two projects that answers now."""
    with serve(tmp_path / "state", projects=("web", "shop"), now=clock) as running:
        yield running


@pytest.fixture
def api_of() -> Iterator[Callable[[Running], Api]]:
    """Make clients of any sandbox; their connections end with the test."""
    with requests.Session() as session:
        yield lambda running: Api(running, session)


@pytest.fixture
def api(sandbox: Running, api_of: Callable[[Running], Api]) -> Api:
    """A client of the sandbox."""
    return api_of(sandbox)

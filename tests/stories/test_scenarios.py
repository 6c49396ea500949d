"""Scenarios: an app that fails when it is asked to, and what comes back of it.

The app is a server of our own that reports as SDKs do; real ones are `nox -s scenarios`.
"""

import json
import sys
from pathlib import Path

import pytest

from buildtools.sourcemaps.maps.segments import segments
from tests.stories.shopping import Ended, Shop

LINE = 'throw new Error("the cart is empty");'
MARK = " // @expect empty-cart checkout"
APP = """
import json, os, sys, urllib.request, uuid
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

place = json.load(open("place.json"))
dsn = urlsplit(os.environ["SENTRY_DSN"])

class App(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/fail"):
            report(self.path == "/fail?as=minified", self.headers["sentry-trace"].split("-")[0])
        self.send_response(500 if "fail" in self.path else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *words):
        pass

def report(minified, trace):
    frame = {"abs_path": "app:///server/server.js", "function": "x", **place}
    if minified:
        frame["abs_path"] = "app:///server/unknown.js"
    image = {"type": "sourcemap", "code_file": "app:///server/server.js", "debug_id": place["id"]}
    value = {"type": "Error", "value": "e", "stacktrace": {"frames": [frame]}}
    event = {
        "event_id": uuid.uuid4().hex, "platform": "node", "release": os.environ["SENTRY_RELEASE"],
        "exception": {"values": [value]},
        "contexts": {"trace": {"trace_id": trace}}, "debug_meta": {"images": [image]},
    }
    url = f"http://{dsn.hostname}:{dsn.port}/api{dsn.path}/store/?sentry_key={dsn.username}"
    urllib.request.urlopen(urllib.request.Request(url, json.dumps(event).encode()), timeout=20)

HTTPServer(("127.0.0.1", int(sys.argv[1])), App).serve_forever()
"""


@pytest.fixture
def released(shop: Shop) -> Shop:
    """A shop with a marked line, released to its sandbox; its app knows where that line is."""
    source = shop.root / "src" / "cart.ts"
    source.write_text(source.read_text().replace(LINE, LINE + MARK))
    for file in (shop.root / "made").rglob("*.map"):
        told = json.loads(file.read_text())
        told["sourcesContent"] = [
            text.replace(LINE, LINE + MARK) for text in told["sourcesContent"]
        ]
        file.write_text(json.dumps(told))
    (shop.root / "app.py").write_text(APP)
    shop.settings(
        "  local: {server: sandbox}",
        "  local:\n    server: sandbox\n    verify: {wait_seconds: 3}\n"
        f"    serve: {{command: '{sys.executable} app.py {{port}}'}}\n"
        "    scenarios:\n      empty-cart: {request: /fail}",
    )
    ended = shop.invoke("release", "--env=local")
    assert 0 == ended.code, ended.err
    (shop.root / "place.json").write_text(json.dumps(place(shop.root)))
    return shop


def place(root: Path) -> dict[str, object]:
    """Find the marked line in the injected script, as an engine would name it."""
    told = json.loads((root / "out/server/server.js.map").read_text())
    (source,) = (at for at, name in enumerate(told["sources"]) if name.endswith("cart.ts"))
    line = told["sourcesContent"][source].splitlines().index(f"    {LINE}{MARK}")
    found = next(
        one for one in segments(told["mappings"]) if (one.source, one.source_line) == (source, line)
    )
    return {"lineno": found.line + 1, "colno": found.column + 1, "id": told["debug_id"]}


def scenarios(shop: Shop, *words: str) -> Ended:
    return shop.invoke("scenarios", "--env=local", *words)


def test_an_error_shows_its_line(released: Shop) -> None:
    """The whole of it: started, raised, reported, resolved, and written beside the ledger."""
    ended = scenarios(released)
    kept = list((released.root / ".buildtools/ledgers/_/local").glob("*.scenarios.jsonl"))

    assert 0 == ended.code, ended.err
    assert "empty-cart  server  src/cart.ts:28 checkout  resolved in checkout" in ended.out
    assert "1 scenario: 1 resolved" in ended.out
    assert "empty-cart: resolved" in ended.err
    assert 1 == len(kept)
    assert "empty-cart" in kept[0].read_text()


def test_one_that_stays_minified_ends_with_50(released: Shop) -> None:
    """And as JSON it says the same."""
    released.settings("request: /fail", 'request: "/fail?as=minified"')
    ended = scenarios(released, "--json")

    assert 50 == ended.code, ended.err
    (trial,) = ended.json["trials"]
    assert "failed" == trial["outcome"]
    assert "came back minified, as app:///server/unknown.js" in trial["evidence"]["why"]
    assert ["scenario-not-resolved"] == [found["code"] for found in ended.json["findings"]]
    assert "1 scenario did not come back as the line that is marked" in ended.err
    asked = trial["evidence"]["event_id"]
    assert f"try: see what it lacks: invoke explain --env=local {asked}" in ended.err


def test_one_that_cannot_resolve_says_why_and_ends_with_0(released: Shop) -> None:
    """What is known to be so is no reason to hold anything up."""
    told = '{request: "/fail?as=minified", cannot_resolve: it has no map}'
    released.settings("{request: /fail}", told)
    ended = scenarios(released)

    assert 0 == ended.code, ended.err
    assert "cannot: it has no map" in ended.out


def test_an_app_that_does_not_come_up_ends_with_40(released: Shop) -> None:
    """With its last words."""
    (released.root / "app.py").write_text("raise SystemExit('no oven today')")
    ended = scenarios(released)

    assert 40 == ended.code
    assert "no oven today" in ended.err


def test_nothing_marked_ends_with_21(shop: Shop) -> None:
    """It is what a newcomer sees first: what a mark is."""
    shop.settings("{server: sandbox}", "{server: sandbox, serve: {command: x}}")
    ended = scenarios(shop)

    assert 21 == ended.code
    assert "// @expect NAME" in ended.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--only=nothing"], 20, "--only names no scenario"),
        (["--site"], 20, "there is no live site"),
    ],
)
def test_flags_that_lead_nowhere_end_with_20(
    released: Shop, words: list[str], code: int, said: str
) -> None:
    """Nothing was started for them."""
    ended = scenarios(released, *words)

    assert (code, True) == (ended.code, said in ended.err)


def test_before_a_release_nothing_could_resolve(released: Shop) -> None:
    """A sandbox without the maps would only show that it has none."""
    for file in (released.root / ".buildtools").rglob("*.json"):
        file.unlink()
    (released.root / ".buildtools/ledgers/_/local/current").unlink()
    ended = scenarios(released)

    assert 22 == ended.code
    assert "invoke release --env=local" in ended.err


def test_another_machine_is_asked_for_with_yes(shop: Shop) -> None:
    """Real errors in a real project are nobody's surprise."""
    (shop.root / "src" / "cart.ts").write_text("fail(); // @expect a")
    shop.settings("staging: {site", "staging: {scenarios: {a: {}}, site")
    ended = shop.invoke("scenarios", "--env=staging")

    assert 20 == ended.code
    assert "errors would be raised at https://staging.example.com" in ended.err

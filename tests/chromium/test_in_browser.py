"""A page with the real SDK, looked at in the real browser: each fault is noticed, and no other."""

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from buildtools.api.http.certificates import Trust
from buildtools.api.models.events import Event
from buildtools.checks.injected_pairs import Side
from buildtools.checks.sdk import Wanted
from buildtools.findings import Finding
from buildtools.inspections.browser import Visit, look
from buildtools.inspections.browser.probe import Sending
from buildtools.inspections.browser.scripts import Script
from buildtools.proof.record import Record
from buildtools.sourcemaps.maps.positions import Place
from buildtools.web import envelopes
from buildtools.web.chromium import Chromium
from tests.chromium.shop_site import (
    PAGE,
    PASSES,
    REGISTER,
    TLS,
    WITH_APP,
    WITH_WORKER,
    App,
    Shop,
    bundled,
    installed,
)

pytestmark = pytest.mark.chromium

RIGHT = {"release": "shop@1", "environment": "staging", "dist": "7"}
STALE = b"""
self.addEventListener("install", (event) => event.waitUntil(
  caches.open("v0").then((cache) => cache.put("/app.js", new Response("old()")))));
self.addEventListener("fetch", (event) => event.respondWith(
  caches.match(event.request).then((held) => held ?? fetch(event.request))));
"""

Bundle = Callable[..., App]


@pytest.fixture(scope="session")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real SDK, in two versions."""
    return installed(tmp_path_factory.mktemp("sdk"))


@pytest.fixture
def bundle(modules: Path, tmp_path: Path, shop: Shop) -> Bundle:
    """Bundle an app whose SDK reports to the shop's ingest."""

    def made(sdk: str = "@sentry/browser", **options: Any) -> App:
        return bundled(modules, tmp_path / "app", {"dsn": shop.dsn(), **RIGHT, **options}, sdk)

    return made


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A site on the loopback."""
    open_ = Shop()
    yield open_
    open_.close()


def seen(shop: Shop, *scripts: Script) -> tuple[tuple[Finding, ...], Record]:
    """Look at the shop."""
    record = Record()
    wanted = Wanted("shop@1", "staging", "7", (shop.dsn(),))
    return look(Visit([shop.url]), scripts, wanted, record), record


class Reader:
    """A server that resolves what it is sent by a map, or by none."""

    def __init__(self, side: Side | None) -> None:
        self.side = side
        self.sent: dict[str, Any] = {}

    def send_envelope(self, project: str, body: bytes, url: str = "") -> None:
        """Store the event of an envelope."""
        envelope = envelopes.read(body)
        assert envelope is not None
        self.sent = json.loads(envelope.items[0].payload)

    def event(self, project: str, event_id: str) -> Event | None:
        """Return the event that was sent, with its frames resolved."""
        (thrown,) = self.sent["exception"]["values"]
        raw = [_shown(each) for each in thrown["stacktrace"]["frames"]]
        frames = [self._resolved(each) for each in raw]
        value = {"stacktrace": {"frames": frames}, "rawStacktrace": {"frames": raw}}
        entry = {"type": "exception", "data": {"values": [value]}}
        text = json.dumps({"eventID": event_id, "entries": [entry]})
        return msgspec.json.decode(text, type=Event)

    def _resolved(self, frame: dict[str, Any]) -> dict[str, Any]:
        place = Place(frame["lineNo"] - 1, frame["colNo"] - 1)
        found = self.side.lookup(place) if self.side else None
        if found is None:
            return frame
        line = found.line + 1
        return frame | {
            **{"filename": found.source, "lineNo": line, "colNo": found.column + 1},
            **{"function": found.function, "context": [[line, found.context_line]]},
        }


def _shown(frame: dict[str, Any]) -> dict[str, Any]:
    return {
        "filename": frame["filename"],
        "lineNo": frame["lineno"],
        "colNo": frame["colno"],
        "function": frame["function"],
    }


def sent(shop: Shop, app: App, reader: Reader) -> tuple[list[str], list[str]]:
    """Have the page's SDK send an event; return the findings' codes, and what was tried."""
    sending = Sending(reader, "web", True, lambda _: app.side, 0.0)
    record = Record()
    wanted = Wanted("shop@1", "staging", "7", (shop.dsn(),))
    found = look(Visit([shop.url], sending=sending), [app.script(shop)], wanted, record)
    lines = [line.decode() for line in record.lines if b'"check":"frame"' in line]
    return sorted({each.code for each in found}), lines


@pytest.mark.parametrize("sdk", ["@sentry/browser", "sentry-browser-10"])
def test_the_pages_own_sdk_sends_an_event_that_is_read_back(
    shop: Shop, bundle: Bundle, sdk: str
) -> None:
    """It names the debug ID by itself; what comes back has to be the originals."""
    app = bundle(sdk)
    shop.script("/app.js", app.injected)
    shop.page(WITH_APP)
    reader = Reader(app.side)
    found, frames = sent(shop, app, reader)

    assert [] == found
    assert 3 == len(frames)
    assert all('"outcome":"passed"' in line for line in frames)
    images = reader.sent["debug_meta"]["images"]
    assert [app.debug_id] == [each["debug_id"] for each in images]
    assert "live" == reader.sent["tags"]["sentry-buildtools"]
    assert [] == shop.came


def test_an_event_that_comes_back_minified_is_told(shop: Shop, bundle: Bundle) -> None:
    """A server that has no map of it resolves nothing."""
    app = bundle()
    shop.script("/app.js", app.injected)
    shop.page(WITH_APP)

    found, frames = sent(shop, app, Reader(None))

    assert ["frame-not-resolved"] == found
    assert 3 == len(frames)


def test_an_sdk_that_keeps_the_event_is_told(shop: Shop, bundle: Bundle) -> None:
    """It would keep those of users, too."""
    app = bundle(sampleRate=0)
    shop.script("/app.js", app.injected)
    shop.page(WITH_APP)
    found, frames = sent(shop, app, Reader(app.side))

    assert ["event-not-stored"] == found
    assert all('"outcome":"not-tried"' in line for line in frames)


def codes(found: tuple[Finding, ...]) -> list[str]:
    """Return the codes of findings."""
    return sorted(each.code for each in found)


@pytest.mark.parametrize("sdk", ["@sentry/browser", "sentry-browser-10"])
def test_a_right_page_is_right_and_nothing_leaves_the_browser(
    shop: Shop, bundle: Bundle, sdk: str
) -> None:
    """The positive control of all below; one without us shows that the SDK does send."""
    app = bundle(sdk)
    shop.script("/app.js", app.injected)
    shop.page(WITH_APP)
    shop.policy = f"default-src 'self'; connect-src {shop.ingest}"
    found, record = seen(shop, app.script(shop))

    assert () == found
    assert 6 == sum(b'"outcome":"passed"' in line for line in record.lines), record.lines
    assert [] == shop.came
    with Chromium.start() as browser, browser.open(shop.url) as page:
        page.press("#buy", lambda: any(b"no flour" in one for one in shop.came))
    assert any(app.debug_id.encode() in one for one in shop.came)


def test_each_value_that_is_baked_in_wrong_is_told(shop: Shop, bundle: Bundle) -> None:
    """Of four wrong values four are told, each by its own code."""
    wrong = {"release": "shop@0", "environment": "local", "dist": "8", "dsn": shop.dsn(8)}
    app = bundle(**wrong)
    shop.script("/app.js", app.injected)
    shop.page(WITH_APP)
    found, _ = seen(shop, app.script(shop))

    assert [
        "sdk-dist-differs",
        "sdk-environment-differs",
        "sdk-project-differs",
        "sdk-release-differs",
    ] == codes(found)
    assert "shop@0" in next(each.sentence for each in found if "release" in each.code)
    assert [] == shop.came


def test_a_script_that_tells_no_id_is_told(shop: Shop, bundle: Bundle) -> None:
    """Its comment alone names the ID to people, and to no SDK."""
    app = bundle()
    shop.script("/app.js", app.built + f"\n//# debugId={app.debug_id}\n".encode())
    shop.page(WITH_APP)
    found, _ = seen(shop, app.script(shop))

    assert ["debug-id-not-registered"] == codes(found)
    assert f"told no debug ID; it was released with {app.debug_id}" in found[0].sentence


@pytest.mark.parametrize("tag", ['<link rel="modulepreload" href="/app.js">', ""])
def test_a_script_that_did_not_run_tells_no_id(shop: Shop, bundle: Bundle, tag: str) -> None:
    """What a page only loads ahead of its use is right; and a page may have no SDK."""
    app = bundle()
    shop.script("/app.js", app.built)
    shop.page(PAGE + tag)
    found, _ = seen(shop, app.script(shop))

    assert ["sdk-not-found"] == codes(found)
    assert "info" == found[0].severity


@pytest.mark.parametrize(
    ("policy", "directive"),
    [
        ("default-src 'self'", "default-src 'self'"),
        ("script-src 'self'; connect-src 'self'", "connect-src 'self'"),
    ],
)
def test_a_policy_that_blocks_the_ingest_is_told(
    shop: Shop, bundle: Bundle, policy: str, directive: str
) -> None:
    """Neither the SDK nor the server knows of it."""
    app = bundle()
    shop.script("/app.js", app.injected)
    shop.page(WITH_APP)
    shop.policy = policy
    found, _ = seen(shop, app.script(shop))

    assert ["csp-blocks-events"] == codes(found)
    assert directive in found[0].sentence
    assert f"add {shop.ingest} to connect-src" in found[0].remedy


@pytest.mark.parametrize(("worker", "expected"), [(STALE, ["service-worker-stale"]), (PASSES, [])])
def test_a_service_worker_that_holds_an_old_file_is_told(
    shop: Shop, bundle: Bundle, worker: bytes, expected: list[str]
) -> None:
    """One that hands all on is right; a policy that forbids pages to fetch hides nothing."""
    app = bundle()
    shop.script("/app.js", app.injected)
    shop.script("/register.js", REGISTER)
    shop.script("/sw.js", worker)
    shop.page(WITH_WORKER)
    shop.policy = f"default-src 'self'; connect-src {shop.ingest}"
    found, record = seen(shop, app.script(shop))

    assert expected == codes(found)
    assert any(b'"check":"worker"' in line for line in record.lines)


def test_a_certificate_of_ones_own_ca_is_taken_where_it_is_named() -> None:
    """And by nobody who does not name it: the browser takes that one key alone."""
    shop = Shop(secure=True)
    shop.page(PAGE)
    wanted = Wanted("shop@1", "staging", "7", ())
    named, foreign, usual = (
        codes(look(Visit([shop.url], trust=trust), [], wanted, Record()))
        for trust in (
            Trust(str(TLS / "ca.pem"), "sentry.yml:9"),
            Trust(str(TLS / "foreign.pem"), "sentry.yml:9"),
            Trust(None, ""),
        )
    )
    shop.close()

    assert ["sdk-not-found"] == named
    assert ["browser-not-tried"] == foreign == usual


def test_a_proxy_is_gone_through_as_requests_do(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks who we are, and no other does."""
    shop.asks = f"Basic {base64.b64encode(b'me:of-the-proxy').decode()}"
    shop.page(PAGE)
    at = shop.url.removeprefix("http://").rstrip("/")
    wanted = Wanted("shop@1", "staging", "7", ())
    seen_by = {}
    for user in ("me:of-the-proxy@", ""):
        monkeypatch.setenv("http_proxy", f"http://{user}{at}")
        seen_by[user] = codes(look(Visit(["http://shop.invalid/"]), [], wanted, Record()))

    assert {"me:of-the-proxy@": ["sdk-not-found"], "": ["browser-not-tried"]} == seen_by


def test_a_page_that_cannot_be_had_is_not_tried(shop: Shop, bundle: Bundle) -> None:
    """It says nothing of the release."""
    app = bundle()
    found, record = seen(shop, app.script(shop))
    shop.close()
    gone, _ = seen(shop, app.script(shop))

    assert ["browser-not-tried"] == codes(found) == codes(gone)
    assert "got 404" in found[0].sentence
    assert "net::ERR_CONNECTION_REFUSED" in gone[0].sentence
    assert b'"outcome":"not-tried"' in record.lines[0]

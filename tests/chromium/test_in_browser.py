"""A page with the real SDK, looked at in the real browser: each fault is noticed, and no other."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from buildtools.checks.sdk import Wanted
from buildtools.findings import Finding
from buildtools.inspections.browser import Visit, look
from buildtools.inspections.browser.scripts import Script
from buildtools.proof.record import Record
from buildtools.web.chromium import Chromium
from tests.chromium.shop_site import (
    PAGE,
    PASSES,
    REGISTER,
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

"""What the SDK of npm tells in Chromium, out of bundles as they are deployed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from buildtools.checks.review.check import Look
from buildtools.checks.review.of_site import CHECKS
from buildtools.config import SiteConnection
from buildtools.inspections.browser.scripts import Script
from buildtools.inspections.review.page import visiting
from buildtools.inspections.review.page.place import Place
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.kept import Kept
from buildtools.review.evidence.page import LIVE, PageSeen
from buildtools.review.evidence.sources import Code
from buildtools.review.unseen import Unseen
from buildtools.sourcemaps.injection.inject import plan
from buildtools.splices import apply
from buildtools.values import digest_of
from tests.reviewing.builds import Packages, run
from tests.reviewing.site import Site, bundle, serving

pytestmark = pytest.mark.review

KEY = "0123456789abcdef0123456789abcdef"
DSN = f"https://{KEY}@o1.ingest.de.sentry.io/42"
PLAIN = f"""
import {{ init }} from "@sentry/browser";
init({{ dsn: "{DSN}", release: "shop@1", environment: "staging", tracesSampleRate: 0.25,
  ignoreErrors: [/^a.b$/], beforeSend(event) {{ return event; }} }});
"""
REPLAY = f"""
import {{ init, browserTracingIntegration, replayIntegration, setUser }} from "@sentry/browser";
init({{ dsn: "{DSN}", release: "shop@1", tunnel: "/tunnel?o=1", tracesSampleRate: 1,
  replaysSessionSampleRate: 1, dataCollection: {{ cookies: false }},
  integrations: [browserTracingIntegration(), replayIntegration({{ maskAllText: false }})] }});
setUser({{ id: 7, email: "someone@example.com" }});
"""
TWO = f"""
import {{ init }} from "@sentry/browser";
import {{ init as other }} from "sdk10";
init({{ dsn: "{DSN}", release: "shop@1" }});
other({{ dsn: "{DSN}", release: "shop@1" }});
"""
DEFAULTS = (
    "EventFilters",
    "FunctionToString",
    "ConversationId",
    "BrowserApiErrors",
    "Breadcrumbs",
    "Console",
    "GlobalHandlers",
    "LinkedErrors",
    "Dedupe",
    "HttpContext",
    "CultureContext",
    "BrowserSession",
)


@pytest.fixture(scope="module")
def plain(packages: Packages) -> bytes:
    """An app that reports errors, as it is deployed."""
    return bundle(packages.bundle("page-plain", PLAIN))


@pytest.fixture(scope="module")
def replaying(packages: Packages) -> bytes:
    """An app with tracing, replays and a tunnel."""
    return bundle(packages.bundle("page-replaying", REPLAY))


@pytest.fixture(scope="module")
def two_copies(packages: Packages) -> bytes:
    """An app with SDKs of two major versions."""
    run(packages.folder, "npm", "install", "--no-audit", "sdk10@npm:@sentry/browser@10.42.0")
    return bundle(packages.bundle("page-two", TWO))


@pytest.fixture
def site() -> Iterator[Site]:
    """A site that serves nothing yet."""
    with serving(Site()) as there:
        yield there


def visit(site: Site, scripts: list[Script] | None = None) -> PageSeen:
    seen = visiting.visit(Place(SiteConnection(site.url), LIVE), None, scripts)
    assert isinstance(seen, PageSeen), seen
    return seen


def look(check: str, page: PageSeen) -> Look:
    (row,) = (each for each in CHECKS if each.name == check)
    none = Unseen("not looked at", asked=False)
    kept = Kept("web", "staging", "shop@1")
    return row.decide(Evidence(kept, none, none, none, none, page, none, none))


def test_a_bundle_tells_its_options(site: Site, plain: bytes) -> None:
    """Out of minified code: release, rate, and the twelve integrations of the default."""
    site.scripts["/main.js"] = plain
    seen = visit(site)

    assert ("/", "sentry.javascript.browser", ("11.8.0",)) == (seen.url, seen.sdk, seen.versions)
    assert (True, "o1.ingest.de.sentry.io") == (seen.enabled, seen.dsn_host)
    assert ("shop@1", "staging", 0.25) == tuple(
        seen.options[name] for name in ("release", "environment", "tracesSampleRate")
    )
    assert isinstance(seen.options["beforeSend"], Code)
    assert ["/^a.b$/"] == seen.options["ignoreErrors"]
    assert DEFAULTS == seen.integrations
    assert seen.collection is not None
    assert (True, 5) == (seen.collection["cookies"], seen.collection["frameContextLines"])
    assert (None, (), None, ()) == (seen.replay, seen.user, seen.tunnel, seen.errors)
    assert KEY not in str(seen)
    assert [] == site.came


def test_scripts_are_weighed_as_they_were_sent(site: Site, plain: bytes) -> None:
    """Compressed, with the head of each answer."""
    import gzip

    site.scripts["/main.js"] = plain
    (wire,) = visit(site).figures
    sent = len(gzip.compress(plain))

    assert sent < wire.value < sent + 500


def test_replays_tell_their_masks_and_scopes_their_keys(site: Site, replaying: bytes) -> None:
    """No value of a user is read."""
    site.scripts["/main.js"] = replaying
    seen = visit(site)

    assert {"Replay", "BrowserTracing"} < set(seen.integrations)
    assert seen.replay is not None
    assert (False, True, True) == tuple(
        seen.replay[name] for name in ("maskAllText", "maskAllInputs", "blockAllMedia")
    )
    assert ("email", "id") == seen.user
    assert seen.collection is not None
    assert seen.collection["cookies"] is False
    assert "someone@example.com" not in str(seen)


@pytest.mark.parametrize(
    ("answer", "elsewhere", "state", "codes"),
    [
        ((200, "application/json"), (404, "text/plain"), "seen", []),
        ((404, "text/plain"), (404, "text/plain"), "seen", ["tunnel-broken"]),
        ((200, "text/html"), (200, "text/html"), "seen", ["tunnel-broken"]),
        ((200, "application/json"), (200, "application/json"), "unknown", []),
    ],
)
def test_a_tunnel_is_tried(
    site: Site,
    replaying: bytes,
    answer: tuple[int, str],
    elsewhere: tuple[int, str],
    state: str,
    codes: list[str],
) -> None:
    """By an envelope without items, and by nothing else: what the page sends stays here."""
    site.scripts["/main.js"] = replaying
    site.posts["/tunnel"] = answer
    site.every_post = elsewhere
    told = look("tunnel", visit(site))

    assert (state, codes) == (told.state, [each.code for each in told.faults])
    assert ["/tunnel", "/sentry-buildtools-made-up"] == [path for path, _ in site.came]
    assert all(body.count(b"\n") == 1 and DSN.encode() in body for _, body in site.came)


@pytest.mark.parametrize(
    ("policy", "codes"),
    [
        ("", []),
        ("connect-src 'self'; worker-src blob:", []),
        ("default-src 'self'; img-src data:", ["csp-blocks-worker"]),
        ("script-src 'self'; connect-src 'none'", ["csp-blocks-events", "csp-blocks-worker"]),
    ],
)
def test_policies_are_tried(site: Site, replaying: bytes, policy: str, codes: list[str]) -> None:
    """The tunnel is the site's own, so 'self' is enough for it; the worker is a blob."""
    site.scripts["/main.js"], site.policy = replaying, policy
    site.posts["/tunnel"] = (200, "application/json")
    told = look("csp", visit(site))

    assert codes == [each.code for each in told.faults]
    assert "seen" == told.state


def test_a_policy_without_the_ingest_host_is_found(site: Site, plain: bytes) -> None:
    """Its remedy names the host that is missing."""
    site.scripts["/main.js"] = plain
    site.policy = "connect-src 'self'"
    (found,) = look("csp", visit(site)).faults
    site.policy = "connect-src https://*.ingest.de.sentry.io"
    right = look("csp", visit(site))

    assert "add https://o1.ingest.de.sentry.io to connect-src of the policy" == found.remedy
    assert ((), True) == (right.faults, right.value)


def test_two_copies_are_two_carriers(site: Site, two_copies: bytes) -> None:
    """What one is told the other does not know."""
    site.scripts["/main.js"] = two_copies
    seen = visit(site)

    assert {"11.8.0", "10.42.0"} == set(seen.versions)


def test_debug_ids_are_counted_of_the_release(site: Site, packages: Packages, plain: bytes) -> None:
    """As injected, they are told; as built, none is."""
    folder = packages.folder / "page-plain" / "dist"
    planned = plan(plain, (folder / "main.js.map").read_bytes())
    injected = apply(plain, planned.script)
    digest = digest_of(injected)
    assert planned.debug_id is not None
    script = Script(f"{site.url}main.js", "~/main.js", planned.debug_id, digest)
    site.scripts["/main.js"] = injected
    right = look("debug-ids-run", visit(site, [script]))
    site.scripts["/main.js"] = plain
    wrong = look("debug-ids-run", visit(site, [script]))

    assert (True, ()) == (right.value, right.faults)
    assert ["debug-id-not-registered"] == [each.code for each in wrong.faults]
    assert "unknown" == look("debug-ids-run", visit(site)).state


def test_a_page_without_an_sdk_is_no_clean_page(site: Site) -> None:
    """Nothing is met by what is not there."""
    seen = visit(site)

    assert (0, "", False) == (len(seen.versions), seen.sdk, seen.enabled)
    assert ["unknown", "unknown"] == [look(each, seen).state for each in ("tunnel", "csp")]
    assert () == seen.tables
    assert replace(site).came == []

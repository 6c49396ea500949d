"""What a page tells of its SDK, with a browser that only speaks; and what a site gives away."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from buildtools.api.test_event import parse_dsn
from buildtools.config import Loaded, SiteConnection
from buildtools.inspections.browser.scripts import Script
from buildtools.inspections.review import page as looking
from buildtools.inspections.review.asked import Asked, Scope
from buildtools.inspections.review.page import asking, options, outside, place, tunnel, visiting
from buildtools.inspections.review.page import worker as workers
from buildtools.inspections.review.page.tunnel import Watching
from buildtools.review.evidence.page import HERE, LIVE
from buildtools.review.evidence.site import SiteSeen
from buildtools.review.evidence.sources import Code
from buildtools.review.unseen import Unseen
from buildtools.settings import Serve, Server, Settings
from buildtools.values import DebugId, Digest
from buildtools.web import chromium
from tests.inspections.browser.test_browser_parts import told
from tests.web.chromium.fake_browser import Answer
from tests.web.chromium.test_page import EVALUATES, heard, opened
from tests.web.chromium.test_page import asked as requested
from tests.web.hosts import Host, hosting

SITE = "https://www.example.com/"
DSN = "https://0123456789abcdef0123456789abcdef@o1.ingest.de.sentry.io/42"
KEY = DSN[8:40]
SDK: dict[str, Any] = {
    "sdk": "sentry.javascript.browser",
    "version": "11.8.0",
    "carriers": ["11.8.0", "10.1.0"],
    "clients": 1,
    "enabled": True,
    "options": {
        "dsn": DSN,
        "release": "web@1",
        "tracesSampleRate": 0.5,
        "tunnel": "/t?o=1",
        "beforeSend": {"$code": "function", "text": ""},
        "denyUrls": ["/a/", 3, {"$code": "other", "text": "object"}],
        "transportOptions": {"headers": {"X-Auth-Token": "abcdefgh", "x": "y"}},
        "initialScope": {"user": {"id": 7, "email": "a@example.com"}, "tags": {"a": "b"}, "c": 1},
        "nothing": None,
    },
    "collection": {"cookies": False},
    "integrations": ["Dedupe", "Replay"],
    "replay": {"maskAllText": True, "mask": ["a", "b"]},
    "user": ["id", "email"],
}


def test_options_are_told_without_the_key_and_without_values_of_people() -> None:
    """A review is kept in the repository."""
    with told({"__SENTRY__": SDK}) as page:
        found = asking.ask(page)

    assert ("o1.ingest.de.sentry.io/42", "/t?o=1") == (found.dsn, found.tunnel)
    assert found.dsn == found.options["dsn"]
    assert Code("function", "function") == found.options["beforeSend"]
    assert ["/a/", 3, Code("object")] == found.options["denyUrls"]
    assert {"headers": {"X-Auth-Token": Code("hidden"), "x": "y"}} == found.options[
        "transportOptions"
    ]
    assert {"user": ["id", "email"], "tags": ["a"], "c": Code("hidden")} == found.options[
        "initialScope"
    ]
    assert (("11.8.0", "10.1.0"), ("email", "id")) == (found.versions, found.user)
    assert not any(text in str(found) for text in (KEY, "a@example.com", "abcdefgh"))


@pytest.mark.parametrize(
    ("said", "versions"),
    [
        ({"clients": 1, "version": "7.9.0", "options": {"dsn": ""}}, ("7.9.0",)),
        ({"clients": 0, "carriers": ["11.8.0"]}, ("11.8.0",)),
        (None, ()),
    ],
)
def test_a_page_may_tell_less(said: dict[str, Any] | None, versions: tuple[str, ...]) -> None:
    """An SDK of version 7 has no carrier of its version, and some pages have no SDK."""
    with told({"__SENTRY__": said}) as page:
        found = asking.ask(page)

    assert (versions, "", False) == (found.versions, found.dsn, found.enabled)
    assert bool(found.clients) == bool(list(options.tables(found)))


def test_the_table_has_what_stays_the_same_from_build_to_build() -> None:
    """Releases and names of a minifier would change a document that nothing has changed."""
    with told({"__SENTRY__": SDK}) as page:
        (table,) = options.tables(asking.ask(page))
    rows = {str(name): str(value) for name, value in table.rows}

    assert "Dedupe, Replay" == rows["integrations"]
    assert ("a function", "off", "on", "none") == (
        rows["beforeSend"],
        rows["dataCollection.cookies"],
        rows["replay.maskAllText"],
        rows["nothing"],
    )
    assert "a, b" == rows["replay.mask"]
    assert not {"release", "dsn", "dist", "environment"} & set(rows)


ID = DebugId("e08a2094-fb8b-58cc-bcc5-18d78fd46660")
SCRIPT = Script(f"{SITE}a.js", "~/a.js", ID, Digest("1" * 40))


def test_a_page_is_told_by_its_path_its_scripts_and_its_console() -> None:
    """No address of this run is in it: equal pages give equal reviews."""
    stack = f"Error\n    at {SITE}a.js:1:2"
    answers = {
        "location.href": f"{SITE}shop?x=1",
        "given = [": SDK,
        "release: text": [],
        "_debugIds": [[stack, str(ID)]],
        "fetch(url": [404, "text/html"],
        "createObjectURL": "default-src 'self'",
    }

    def evaluate(params: Any) -> Any:
        found = next((answers[key] for key in answers if key in params["expression"]), None)
        return {"result": {"value": found}}

    ran = {"result": [{"url": f"{SITE}a.js", "functions": [{"ranges": [{"count": 1}]}]}]}
    spoken: dict[str, Answer] = {"Runtime.evaluate": evaluate, "Profiler.takePreciseCoverage": ran}
    with opened(spoken) as (browser, page):
        entry = {"source": "javascript", "level": "error", "text": f"no {SITE}b at once\nmore"}
        browser.tell("Log.entryAdded", "page", entry=entry)
        browser.tell("Log.entryAdded", "page", entry={**entry, "url": f"{SITE}favicon.ico"})
        for number, size in (("1", 700), ("2", 300)):
            browser.tell("Network.requestWillBeSent", "page", **requested(number))
            browser.tell(
                "Network.responseReceived", "page", requestId=number, response={"status": 200}
            )
            browser.tell(
                "Network.loadingFinished", "page", requestId=number, encodedDataLength=size
            )
        heard(page)
        seen = visiting.seen(page, SITE, LIVE, Watching(), [SCRIPT])

    assert ("/shop", 1, 1, 1) == (seen.url, seen.ran, seen.scripts, seen.with_debug_ids)
    assert ("no ~/b at once",) == seen.errors
    assert [("wire-first-page", 1000)] == [(each.name, each.value) for each in seen.figures]
    assert ["csp-blocks-worker"] == [each.code for each in seen.findings]
    assert seen.tunnel is not None
    assert ("/t", 404, True, 404) == (
        seen.tunnel.path,
        seen.tunnel.status,
        seen.tunnel.page,
        seen.tunnel.control,
    )


@pytest.mark.parametrize(
    ("answer", "html"),
    [
        ({"body": "<h1>Shop</h1>", "base64Encoded": False}, "<h1>Shop</h1>"),
        ({"body": "AAAA", "base64Encoded": True}, ""),
        ({"error": {"code": -32000, "message": "No resource with given identifier found"}}, ""),
    ],
)
def test_a_page_is_kept_as_it_was_served(answer: Answer, html: str) -> None:
    """What scripts made of it since is another page; the browser may have let it go."""
    with opened({**EVALUATES, "Network.getResponseBody": answer}) as (browser, page):
        assert "" == visiting.served(page)
        browser.tell("Network.requestWillBeSent", "page", **(requested("1") | {"type": "Document"}))
        heard(page)
        assert html == visiting.served(page)
    assert [{"requestId": "1"}] == browser.commands("Network.getResponseBody")


def test_a_tunnel_of_another_host_is_not_asked() -> None:
    """It is not the site's own."""
    with told({}) as page:
        found = tunnel.tried(page, SITE, "https://t.example.com/t?o=1", Watching())

    assert ("https://t.example.com/t", None) == (found.path, found.status)


def envelope(sdk: str, url: str) -> chromium.Asked:
    body = f'{{"sdk":{{"name":"{sdk}"}}}}\n'.encode()
    return chromium.Asked(url, "POST", {}, body)


def test_only_our_own_envelope_leaves_and_only_while_it_is_tried() -> None:
    """What the page sends by itself reaches no project."""
    watching, url = Watching(), f"{SITE}t"
    before = watching.intercept(envelope("sentry-buildtools", url))
    watching.trying = frozenset({url})
    ours = watching.intercept(envelope("sentry-buildtools", url))
    theirs = watching.intercept(envelope("sentry.javascript.browser", url))

    assert before is not None
    assert ours is None
    assert theirs is not None


def test_a_worker_is_forbidden_by_the_first_directive_of_its_list() -> None:
    """worker-src falls back to child-src, script-src and default-src."""
    policy = "default-src 'none'; script-src 'self'; connect-src *"
    with told({"createObjectURL": policy}) as page:
        (found,) = workers.blocked(page, "/")
    with told({"createObjectURL": ""}) as page:
        assert [] == list(workers.blocked(page, "/"))

    assert found.sentence.endswith("script-src 'self'")


@pytest.fixture
def host() -> Iterator[Host]:
    """A host that serves nothing yet."""
    with hosting() as start:
        yield start()


def serve_page(host: Host, policy: str = "") -> None:
    page = '<!doctype html><script src="/a.js"></script>'
    host.at("/", page, kind="text/html", content_security_policy=policy)
    host.at("/a.js", f'init({{dsn:"{DSN}"}})\n//# sourceMappingURL=a.js.map')


MAP = '{"version":3,"sources":["a.ts"],"sourcesContent":["x"],"mappings":"AAAA"}'


def public(host: Host, of: str = LIVE) -> SiteSeen:
    found = outside.ask(place.Place(SiteConnection(host.url), of), None, Server())
    assert isinstance(found, SiteSeen)
    return found


def test_a_public_map_is_found_without_a_browser(host: Host) -> None:
    """And none on a site that has none."""
    serve_page(host)
    clean = public(host)
    host.at("/a.js.map", MAP)
    given = public(host)

    assert (0, ()) == (clean.maps, clean.findings)
    assert clean.asked
    assert [("maps-public", 0)] == [(each.name, each.value) for each in clean.figures]
    assert (1, ["map-public"]) == (given.maps, [each.code for each in given.findings])
    assert [1] == [each.value for each in given.figures]


def test_maps_beside_a_build_that_was_not_stripped_are_no_figure(host: Host) -> None:
    """They go before the deploy."""
    serve_page(host)
    host.at("/a.js.map", MAP)
    here = public(host, HERE)

    assert (1, False, ()) == (here.maps, here.stripped, here.figures)


def test_a_policy_is_read_for_where_the_scripts_send_to(host: Host) -> None:
    """By the DSN that stands in them."""
    serve_page(host, "connect-src 'self'")
    closed = public(host)
    serve_page(host, "connect-src 'self' https://*.ingest.de.sentry.io")
    open_ = public(host)

    assert (["csp-blocks-events"], True) == ([each.code for each in closed.findings], closed.policy)
    assert ((), True) == (open_.findings, open_.policy)
    assert ("https://o1.ingest.de.sentry.io/api/42/envelope/",) == open_.sends_to


def test_the_settings_say_first_where_events_go(host: Host) -> None:
    """Literals in scripts may be of somebody else's SDK."""
    serve_page(host, "connect-src https://*.ingest.de.sentry.io")
    other = "https://0123456789abcdef0123456789abcdef@sentry.example.com/1"
    there = place.Place(SiteConnection(host.url), LIVE)
    found = outside.ask(there, None, Server(dsn=other))

    assert isinstance(found, SiteSeen)
    assert (parse_dsn(other).envelope_url,) == found.sends_to


def test_who_stands_before_a_site_is_why_nothing_is_known(host: Host) -> None:
    """A login is no page without maps."""
    host.at("/", "log in", 401)
    walled = outside.ask(place.Place(SiteConnection(host.url), LIVE), None, Server())
    host.stop()
    nobody = outside.ask(place.Place(SiteConnection(host.url), LIVE), None, Server())

    assert isinstance(walled, Unseen)
    assert isinstance(nobody, Unseen)
    assert walled.asked
    assert nobody.asked


def scope(settings: Settings, asked: Asked, root: Path = Path()) -> Scope:
    def nobody() -> Any:
        raise AssertionError("no server is asked")

    return Scope(Loaded("production", settings, {}, {}, root), None, nobody, asked)


SERVE = Serve("app {port}")


@pytest.mark.parametrize(
    ("settings", "asked", "whys", "tried"),
    [
        (Settings(), Asked(), ("--browser", "no site is set"), (False, False)),
        (Settings(), Asked(browser=True), ("set site, or serve", "no site"), (True, False)),
        (Settings(serve=SERVE), Asked(), ("--browser", "--browser alone"), (False, False)),
        (Settings(site=SITE), Asked(offline=True), ("--offline", "--offline"), (False, False)),
        (
            Settings(site=SITE),
            Asked(only=frozenset({"server"})),
            ("--only=server", "--only=server"),
            (False, False),
        ),
    ],
)
def test_what_was_not_asked_says_how_it_is_asked_for(
    settings: Settings, asked: Asked, whys: tuple[str, str], tried: tuple[bool, bool]
) -> None:
    """Nothing is started, and nobody is asked."""
    found = looking.look(scope(settings, asked))

    for each, why, was_tried in zip(found, whys, tried, strict=True):
        assert isinstance(each, Unseen)
        assert why in each.why
        assert was_tried == each.asked


def test_an_app_that_does_not_come_up_is_unseen(tmp_path: Path) -> None:
    """The rest of the review is none the worse for it."""
    serve = Serve("exit 3", seconds=5)
    page, site = looking.look(scope(Settings(serve=serve), Asked(browser=True), tmp_path))

    assert isinstance(page, Unseen)
    assert page == site
    assert "the app ended with 3 before it answered at http://127.0.0.1/" in page.why, (
        "a port of this run would make two equal reviews differ"
    )


def test_a_site_is_asked_without_a_browser(host: Host) -> None:
    """What plain requests can tell is told."""
    serve_page(host)
    page, site = looking.look(scope(Settings(site=host.url), Asked()))

    assert Unseen("--browser was not given", asked=False) == page
    assert isinstance(site, SiteSeen)
    assert (LIVE, 0) == (site.of, site.maps)

"""What a review tells of pages and of what a site gives away."""

import pytest

from buildtools.checks.review.check import Look
from buildtools.checks.review.of_site import CHECKS
from buildtools.findings import finding
from buildtools.findings.subjects import Url
from buildtools.proof import Proof
from buildtools.proof.counts import Count
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.kept import Kept
from buildtools.review.evidence.page import PageSeen, Tunnel
from buildtools.review.evidence.site import SiteSeen
from buildtools.review.evidence.sources import Call, Code, SourcesSeen, Value
from buildtools.review.unseen import Unseen

NO_BROWSER = Unseen("--browser was not given", asked=False)
NO_SITE = Unseen("no site is set", asked=False)
NOT_READ = Unseen("--only=server leaves it out", asked=False)
CSP = finding("csp-blocks-events", Url("/"), "it lets no event through to https://h: connect-src")
WORKER = finding("csp-blocks-worker", Url("/"), "it lets no worker start: script-src 'self'")
MAP = finding("map-public", Url("~/a.js.map"), "anybody can fetch it")
SOURCE = finding("source-public", Url("~/w.ts"), "anybody can fetch this source")
UNTOLD = finding("debug-id-not-registered", Url("~/a.js"), "ran in the page and told no debug ID")
CONTROL = finding("control-failed", Url("~/x.js.map"), "a made-up name is answered with a map")


def look(
    check: str,
    page: PageSeen | Unseen = NO_BROWSER,
    site: SiteSeen | Unseen = NO_SITE,
    live: Proof | None = None,
    sources: SourcesSeen | Unseen = NOT_READ,
) -> Look:
    (row,) = (each for each in CHECKS if each.name == check)
    kept = Kept("web", "production", "web@1", live=live)
    none = Unseen("not looked at", asked=False)
    evidence = Evidence(kept, sources, none, none, none, page, none, none, site)
    return row.decide(evidence)


def on_page(tunnel: Tunnel | None) -> PageSeen:
    return PageSeen("/", enabled=True, tunnel=tunnel)


@pytest.mark.parametrize(
    ("tunnel", "state", "value", "faults"),
    [
        (None, "absent", None, 0),
        (Tunnel("/t", 200, control=404), "seen", "/t", 0),
        (Tunnel("/t", 404, control=404), "seen", "/t", 1),
        (Tunnel("/t", 0), "seen", "/t", 1),
        (Tunnel("/t", 502, control=404), "seen", "/t", 1),
        (Tunnel("/t", 302, control=404), "seen", "/t", 1),
        (Tunnel("/t", 200, page=True, control=200), "seen", "/t", 1),
        (Tunnel("/t", 200, control=200), "unknown", None, 0),
        (Tunnel("/t", 403, control=404), "unknown", None, 0),
        (Tunnel("https://t.example.com/t"), "seen", "https://t.example.com/t", 0),
    ],
)
def test_a_tunnel_is_told_by_what_answers(
    tunnel: Tunnel | None, state: str, value: str | None, faults: int
) -> None:
    """A host that takes everything says nothing by taking an envelope."""
    told = look("tunnel", on_page(tunnel))

    assert (state, value, faults) == (told.state, told.value, len(told.faults))
    assert {"tunnel-broken"} >= {each.code for each in told.faults}


def test_a_tunnel_is_right_only_where_it_answered() -> None:
    """One of another host was not asked, and one of a page without an SDK is not known."""
    assert look("tunnel", on_page(Tunnel("/t", 200, control=404))).ruled
    assert not look("tunnel", on_page(Tunnel("https://t.example.com/t"))).ruled
    assert "unknown" == look("tunnel", PageSeen("/")).state
    assert "not-asked" == look("tunnel").state


def test_a_tunnel_that_a_plugin_sets_up_stands_behind_the_settings_of_the_app() -> None:
    """`withSentryConfig(nextConfig, {tunnelRoute})`: that is no option of any init."""
    of_app = Code("nextConfig")
    plugin = Call("withSentryConfig", "next.config.ts", 9, (of_app, {"tunnelRoute": "/monitoring"}))
    init = Call("init", "src/init.ts", 4, ({},), "browser")
    told = look("tunnel", sources=SourcesSeen((init, plugin), ()))

    assert "/monitoring" == told.value
    assert "next.config.ts:9" in told.text
    made = Call("withSentryConfig", "next.config.ts", 9, (of_app, {"tunnelRoute": True}))
    assert "unknown" == look("tunnel", sources=SourcesSeen((init, made), ())).state


@pytest.mark.parametrize(
    ("options", "state", "value"),
    [
        ({"tunnel": "/t"}, "seen", "/t"),
        ({"tunnel": Code("route()", "call")}, "unknown", None),
        ({"dsn": "x"}, "absent", None),
    ],
)
def test_without_a_page_a_tunnel_is_told_by_the_sources(
    options: dict[str, Value], state: str, value: str | None
) -> None:
    """Whether it answers they do not say, so it is not right by itself."""
    call = Call("init", "src/a.ts", 3, (options,), "browser")
    told = look("tunnel", sources=SourcesSeen((call,), ()))

    assert (state, value, False) == (told.state, told.value, told.ruled)


@pytest.mark.parametrize(
    ("page", "state", "faults"),
    [
        (PageSeen("/", scripts=3, with_debug_ids=3), "seen", 0),
        (PageSeen("/", scripts=3, with_debug_ids=2, findings=(UNTOLD, CSP)), "seen", 1),
        (PageSeen("/", scripts=0), "unknown", 0),
        (PageSeen("/", scripts=None), "unknown", 0),
    ],
)
def test_debug_ids_are_those_of_the_release(page: PageSeen, state: str, faults: int) -> None:
    """Scripts of others and of before the injection have none to tell."""
    told = look("debug-ids-run", page)

    assert (state, faults) == (told.state, len(told.faults))


def test_the_last_live_tells_where_nothing_was_opened() -> None:
    """What it did not try it does not tell."""
    ran = Count.DEBUG_IDS_READ_IN_A_BROWSER
    asked = Count.PRIVATE_FILES_ASKED_FOR
    assert "seen" == look("debug-ids-run", live=Proof({ran: 3})).state
    assert "not-asked" == look("debug-ids-run", live=Proof({})).state
    assert 0 == look("maps-public", live=Proof({asked: 9})).value
    assert (MAP,) == look("maps-public", live=Proof({asked: 9}, (MAP, CSP))).faults
    assert "unknown" == look("maps-public", live=Proof({asked: 9}, (CONTROL,))).state
    assert "not-asked" == look("maps-public", live=Proof({ran: 3})).state
    assert (CSP,) == look("csp", live=Proof({}, (CSP,))).faults
    assert "not-asked" == look("csp", live=Proof({asked: 9})).state


@pytest.mark.parametrize(
    ("site", "state", "faults"),
    [
        (SiteSeen("x", asked=9, maps=0), "seen", 0),
        (SiteSeen("x", asked=9, maps=1, findings=(MAP, CSP)), "seen", 1),
        (SiteSeen("x", asked=9, maps=None, findings=(CONTROL,)), "unknown", 0),
        (SiteSeen("x", asked=9, maps=9, stripped=False, findings=(MAP,)), "unknown", 0),
        (SiteSeen("x", asked=9, maps=9, stripped=False, findings=(MAP, SOURCE)), "seen", 1),
        (SiteSeen("x", maps=0), "unknown", 0),
        (Unseen("a login stands before it"), "unknown", 0),
        (NO_SITE, "not-asked", 0),
    ],
)
def test_maps_are_public_where_anybody_gets_them(
    site: SiteSeen | Unseen, state: str, faults: int
) -> None:
    """A build that was not stripped yet is no site: what it would give away is not known."""
    told = look("maps-public", site=site)

    assert (state, faults) == (told.state, len(told.faults))


def test_a_browser_tells_of_policies_first() -> None:
    """It tries what the text of a policy only says."""
    sends = ("https://h",)
    right = PageSeen("/", sends_to=sends)
    wrong = PageSeen("/", sends_to=sends, policy="x", findings=(CSP, WORKER, UNTOLD))
    read = SiteSeen("x", sends_to=("https://h/api/1/envelope/",), findings=(CSP,))

    assert (True, True) == (look("csp", right, read).value, look("csp", right, read).ruled)
    assert (CSP, WORKER) == look("csp", wrong, read).faults
    assert (CSP,) == look("csp", site=read).faults
    assert look("csp", site=SiteSeen("x", sends_to=sends)).ruled


def test_policies_are_unknown_where_nobody_knows_what_is_sent() -> None:
    """Without a target nothing can be forbidden."""
    assert "unknown" == look("csp", PageSeen("/")).state
    assert "unknown" == look("csp", site=SiteSeen("x")).state
    assert "not-asked" == look("csp").state

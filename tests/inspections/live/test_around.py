"""A look at a release searches the site as well, for what its ledger does not know."""

import json
from pathlib import Path

import pytest

from buildtools.inspections.live import targets
from buildtools.inspections.live.around import known, places
from buildtools.settings import Server
from buildtools.web.fetching import Bounds
from tests.inspections.live.shops import PAGE, SITE, Pages, Shop, codes, looked

MAP = json.dumps({"version": 3, "sources": ["a.ts"], "mappings": ""}).encode()
BOUNDS = Bounds(requests=100)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A released shop."""
    return Shop(tmp_path)


@pytest.fixture
def site(shop: Shop) -> Pages:
    """It is served as it is."""
    return shop.site()


def test_a_right_site_has_no_findings_with_the_search_either(shop: Shop, site: Pages) -> None:
    """The negative control; without bounds nothing is searched."""
    assert codes(looked(shop, site, bounds=BOUNDS)) == []
    before = len(site.asked)
    looked(shop, site)
    assert len(site.asked) - before < before


def test_a_public_map(shop: Shop, site: Pages) -> None:
    """Each script of the ledger is asked for its map, whether a page names it or not."""
    site.files["/static/receipt-GDOZV2CS.js.map"] = MAP
    assert codes(looked(shop, site, bounds=BOUNDS)) == ["map-public"]
    assert codes(looked(shop, site)) == []


def test_a_script_that_the_ledger_does_not_know(shop: Shop, site: Pages) -> None:
    """One that the build has left without a map is known; another one is told."""
    site.page = PAGE + "<script src=/static/vendor.js></script>"
    site.files["/static/vendor.js"] = b"a()"
    (shop.root / "out/vendor.js").write_bytes(b"a()")
    assert codes(looked(shop, site, bounds=BOUNDS)) == []
    site.page = PAGE + "<script src=/other/forgotten.js></script>"
    site.files["/other/forgotten.js"] = b"a()"
    seen = looked(shop, site, bounds=BOUNDS)
    assert [(each.code, each.subject) for each in seen.proof.findings] == [
        ("served-unknown", "~/other/forgotten.js")
    ]


def test_a_script_in_the_folder_of_the_scripts(shop: Shop, site: Pages) -> None:
    """One without a debug ID was put there by somebody else; one with is of another release."""
    site.page = PAGE + "<script src=/static/forgotten.js></script>"
    site.files["/static/forgotten.js"] = b"a()"
    assert codes(looked(shop, site, bounds=BOUNDS)) == ["served-unknown"]
    site.files["/static/forgotten.js"] = site.files["/static/page.js"]
    assert "page-of-earlier-release" in codes(looked(shop, site, bounds=BOUNDS))
    del site.files["/static/forgotten.js"]
    assert codes(looked(shop, site, bounds=BOUNDS)) == ["page-of-earlier-release"]


def test_a_policy_against_the_dsn_of_the_settings(shop: Shop, site: Pages) -> None:
    """The settings say where events go, also where no script does."""
    site.headers = {"content-security-policy": "connect-src 'self'"}
    sent_to = targets(Server(dsn="https://key@o1.ingest.example.com/42"))
    assert codes(looked(shop, site, bounds=BOUNDS, sent_to=sent_to)) == ["csp-blocks-events"]
    assert codes(looked(shop, site, bounds=BOUNDS)) == []


def test_a_site_that_was_not_seen_is_not_searched(shop: Shop, site: Pages) -> None:
    """What stands before a site stands before its maps too."""
    site.fallback = MAP
    site.redirects["/"] = "https://else.example.com/"
    assert codes(looked(shop, site, bounds=BOUNDS)) == ["site-leads-elsewhere"]


def test_where_events_go_as_far_as_settings_say() -> None:
    """Neither a sandbox nor a server without a DSN says it."""
    assert targets(Server(dsn="https://key@o1.ingest.example.com/42")) == (
        "https://o1.ingest.example.com/api/42/envelope/",
    )
    assert targets(Server()) == targets("sandbox") == ()


def test_folders_of_a_build_by_the_ends_of_paths(shop: Shop, tmp_path: Path) -> None:
    """The URL of a folder and the folder: what both have in common at their ends is below."""
    assert places(shop.release()) == (("https://shop.example.com/static/", tmp_path / "out"),)
    around = known(shop.release(), SITE)
    assert around.of_build
    assert around.of_build(f"{SITE}static/page.js?dpl=1")
    assert not around.of_build(f"{SITE}static/../page.js")
    assert not around.of_build(f"{SITE}page.js")
    assert len(around.scripts) == 3

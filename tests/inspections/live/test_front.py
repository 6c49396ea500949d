"""The first page of a site: whose scripts it names, and how long that is waited for."""

from pathlib import Path

import pytest

from buildtools.errors import ServerUnreachable
from buildtools.inspections.live import look
from tests.inspections.live.shops import PAGE, SITE, Pages, Shop, codes, looked

OLD = '<!doctype html><script type="module" src="/static/page-OLD.js"></script>'


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A released shop."""
    return Shop(tmp_path)


def test_a_page_of_the_last_release_is_told_from_wrong_files(shop: Shop) -> None:
    """The scripts are right, and users get the old ones: only the page's cache is wrong."""
    site = shop.site()
    site.page = OLD
    site.headers = {"age": "3600", "x-cache": "HIT"}
    seen = looked(shop, site)
    (found,) = seen.proof.findings

    assert "page-of-earlier-release" == found.code
    assert "/static/page-OLD.js" in found.sentence
    assert "age: 3600, x-cache: HIT" in found.sentence
    assert 3 == seen.right


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(PAGE, id="a tag"),
        pytest.param('<script src="/static/page.js?dpl=1"></script>', id="a query"),
        pytest.param("<script>import('./static/page.js')</script>", id="a literal"),
        pytest.param(r'self.f.push([1,"[\"\/static\/page.js\"]"])', id="escaped slashes"),
        pytest.param('<script src="https://shop.example.com/static/page.js"></script>', id="whole"),
        pytest.param('["static/chunk-R6QZX3VN.js"]', id="without the first folder's slash"),
        pytest.param("<p>no script at all</p>", id="silent"),
        pytest.param('<script src="https://x.example.net/a.js"></script>', id="third party"),
        pytest.param('<script src="/cdn-cgi/beacon.js"></script>', id="the host's own"),
    ],
)
def test_a_page_that_names_ours_or_none_is_no_fault(shop: Shop, page: str) -> None:
    """Frameworks name scripts in tags, in literals and in data."""
    site = shop.site()
    site.page = page

    assert () == looked(shop, site).proof.findings


def test_a_script_of_the_build_without_a_map_is_no_strange_one(shop: Shop) -> None:
    """It is in no ledger; the files that are at hand tell that it is ours."""
    (shop.root / "out/runtime.js").write_text("run()")
    site = shop.site()
    site.page = '<script src="/static/runtime.js"></script>'

    assert () == looked(shop, site).proof.findings


def test_an_old_page_that_shares_a_script_is_known_by_the_files(shop: Shop) -> None:
    """A vendor chunk keeps its name from release to release."""
    site = shop.site()
    site.page = PAGE + OLD
    assert ["page-of-earlier-release"] == codes(looked(shop, site))

    for file in (shop.root / "out").iterdir():
        file.unlink()
    (shop.root / "out").rmdir()
    assert [] == codes(looked(shop, site)), "without the files a strange name proves nothing"


def test_another_page_than_html_tells_nothing(shop: Shop) -> None:
    """An API at the root, or an answer of 404, is no fault of the release."""
    site = shop.site()
    site.status = {"/": 404}

    assert () == looked(shop, site).proof.findings


class Deploying(Pages):
    """A site that shows the release after a while; `until` counts how often its page was read."""

    def __init__(self, shop: Shop, until: int, *, dead: bool = False) -> None:
        super().__init__(shop.site().files)
        self.until, self.is_dead, self.reads = until, dead, 0

    def get(self, url: str, encoding: str = "identity"):  # type: ignore[no-untyped-def]
        if url == SITE:
            self.reads += 1
        late = self.reads <= self.until
        self.page = OLD if late else PAGE
        self.dead = {"*"} if late and self.is_dead else set()
        return super().get(url, encoding)


class Clock:
    """A clock that goes on only while somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.now += max(seconds, 0.001)


@pytest.mark.parametrize("dead", [False, True])
def test_it_is_waited_for_until_the_page_names_the_new_scripts(shop: Shop, dead: bool) -> None:
    """Hosts show the old page for a while, or nothing."""
    clock, site = Clock(), Deploying(shop, 3, dead=dead)
    seen = look(site, SITE, shop.release(), wait_seconds=60, clock=clock, pause=clock.pause)

    assert () == seen.proof.findings
    assert 4 == site.reads
    assert 0 < clock.now < 60


def test_a_wait_has_its_end(shop: Shop) -> None:
    """What is there then is what is told."""
    clock, site = Clock(), Deploying(shop, 10**6)
    seen = look(site, SITE, shop.release(), wait_seconds=10, clock=clock, pause=clock.pause)

    assert ["page-of-earlier-release"] == codes(seen)
    assert 10 <= clock.now < 11
    with pytest.raises(ServerUnreachable):
        look(
            Deploying(shop, 10**6, dead=True),
            SITE,
            shop.release(),
            wait_seconds=10,
            clock=clock,
            pause=clock.pause,
        )


def test_what_no_wait_can_help_is_told_at_once(shop: Shop) -> None:
    """A host that rewrites scripts does so in five minutes, too."""
    clock, site = Clock(), shop.site()
    site.files["/static/page.js"] += b"\n;beacon()"
    seen = look(site, SITE, shop.release(), wait_seconds=300, clock=clock, pause=clock.pause)

    assert ["served-rewritten"] == codes(seen)
    assert 0 == clock.now

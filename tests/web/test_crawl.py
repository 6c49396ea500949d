"""The crawl finds what a site serves, counts no page as a script, and keeps its bounds."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from buildtools.web.crawl import MADE_UP, crawl
from buildtools.web.crawled import Crawled
from buildtools.web.fetching import Bounds
from buildtools.web.site import Site

if TYPE_CHECKING:
    from tests.web.hosts import Host

SCRIPT = "export const oven = 220;"


def paths(found: Crawled) -> dict[str, str]:
    """The scripts that were found, each with what named it."""
    return {urlsplit(each.reply.url).path: each.how for each in found.scripts}


def page(*scripts: str, more: str = "") -> str:
    """A page that loads scripts."""
    return "".join(f"<script src='{src}'></script>" for src in scripts) + more


def crawled(host: "Host", **options: object) -> Crawled:
    """What is found on a host."""
    with Site(host.url, pause=lambda seconds: None) as site:
        return crawl(site, **options)  # type: ignore[arg-type] # handed on as they are


def publish(host: "Host", folder: Path, under: str = "/") -> set[str]:
    """Serve the files of a build, and name its scripts."""
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".map":
            host.at(under + path.relative_to(folder).as_posix(), path.read_bytes())
    if (folder / "index.html").exists():
        host.at(under, (folder / "index.html").read_bytes())
    return {path for path in host.files if path.endswith((".js", ".mjs"))}


@pytest.mark.parametrize(
    ("fixture", "by_tags"),
    [
        ("vite/dist", 1),
        ("vite-workbox/dist", 1),
        ("webpack/dist", 1),
        ("astro/dist", 1),
        ("angular/dist/web/browser", 1),
    ],
)
def test_all_scripts_of_real_builds(
    host: "Host", repository_root: Path, fixture: str, by_tags: int
) -> None:
    """Tags name the least of them; names in scripts, manifests and workers the rest."""
    scripts = publish(host, repository_root / "tests/fixtures" / fixture)
    assert set(paths(crawled(host))) == scripts
    assert len(paths(crawled(host, level="tags"))) == by_tags


def test_a_page_in_the_place_of_a_script_is_none(host: "Host") -> None:
    """Hosts of single-page apps answer all names with 200, some under the type of a script."""
    from tests.web.hosts import Served

    host.at("/", page("/a.js", "/gone.js"))
    host.at("/a.js", f'{SCRIPT}import("./lazy.js");"b.js"')
    host.fallback = Served(page("/a.js").encode(), 200, {"Content-Type": "text/html"})
    found = crawled(host)
    assert set(paths(found)) == {"/a.js"}
    assert [tag.url.rpartition("/")[2] for tag, _ in found.not_served] == ["gone.js"]

    host.fallback = Served(page("/a.js").encode(), 200, {"Content-Type": "text/javascript"})
    assert (set(paths(crawled(host))), crawled(host).control_failed) == ({"/a.js"}, False)


def test_where_a_made_up_name_is_a_script_no_name_is_tried(host: "Host") -> None:
    """Without the control each name would be a hit; tags still count, and it is told."""
    from tests.web.hosts import Served

    host.at("/", page("/a.js"))
    host.at("/a.js", 'import("./b.js")')
    host.fallback = Served(b"// nothing here", 200, {"Content-Type": "text/javascript"})
    found = crawled(host)
    assert found.control_failed
    assert "/b.js" not in paths(found)
    assert found.untried == ("names in scripts, as a made-up one is answered like a script",)


def test_names_relative_to_a_public_path(host: "Host") -> None:
    """Next.js names chunks relative to /_next/, webpack to its own path, Vite to its base."""
    host.at("/", page("/app/_next/static/chunks/main.js", "/w/js/main.js"))
    host.at("/app/_next/static/chunks/main.js", '"static/chunks/lazy.js"')
    host.at("/app/_next/static/chunks/lazy.js", SCRIPT)
    host.at("/w/js/main.js", 'r.p="/cdn/";r.u=e=>"c/"+e+"."+{7:"h"}[e]+".js"')
    host.at("/cdn/c/7.h.js", '__vite__mapDeps=["js/deep.js"]')
    host.at("/w/js/deep.js", SCRIPT)
    assert set(paths(crawled(host))) == {
        "/app/_next/static/chunks/main.js",
        "/app/_next/static/chunks/lazy.js",
        "/w/js/main.js",
        "/cdn/c/7.h.js",
        "/w/js/deep.js",
    }


def test_pages_manifests_and_pages_of_errors(host: "Host") -> None:
    """Further pages, a site map, the page of a 404, and what Next.js and workers list."""
    build = "oW1A3NnVmkYbLiS9"
    next_ = "/_next/static"
    host.at(
        "/",
        page(f"{next_}/chunks/a.js", more="<a href=/two#x>2</a><a href=/x.png>"),
        kind="text/html",
    )
    host.at("/two", page("/two.js", more=f'<script>"b":"{build}"</script>'))
    host.at("/three", page("/three.js"))
    host.at("/sitemap.xml", f"<loc>{host.url}three</loc>", Content_Type="application/xml")
    host.at(f"/{MADE_UP}.js", page("/404.js"), 404, kind="text/html")
    host.at("/_global-error", page("/500.js"), 500)
    host.at(f"{next_}/{build}/_buildManifest.js", '"static/chunks/pages.js"')
    for name in (f"{next_}/chunks/a.js", f"{next_}/chunks/pages.js", "/sw.js"):
        host.at(name, SCRIPT)
    for name in ("/two.js", "/three.js", "/404.js", "/500.js"):
        host.at(name, SCRIPT)
    assert set(paths(crawled(host))) == {path for path in host.files if path.endswith(".js")} - {
        f"/{MADE_UP}.js"
    }
    assert "/x.png" not in host.asked()


def test_a_page_of_errors_may_answer_with_200(host: "Host") -> None:
    """As the same server does once the app has pages of the older kind as well."""
    host.at("/", page("/_next/static/chunks/a.js"))
    host.at("/_global-error", page("/500.js"))
    for name in ("/_next/static/chunks/a.js", "/500.js"):
        host.at(name, SCRIPT)

    assert "/500.js" in paths(crawled(host))


def test_robots_are_obeyed_for_pages(host: "Host") -> None:
    """The page that was named is looked at; those that robots.txt forbids are told as left out."""
    host.at("/robots.txt", "User-agent: *\nDisallow: /private")
    host.at(
        "/",
        page("/a.js", more="<a href=/private/x><a href=/open><a href=/log-out><form action=/send>"),
        kind="text/html",
    )
    host.at("/private/x", page("/private.js"))
    host.at("/a.js", SCRIPT)
    found = crawled(host)
    assert "/private/x" not in host.asked()
    assert "/open" in host.asked()
    assert not {"/send", "/log-out"} & set(host.asked())
    assert found.untried == ("pages that robots.txt forbids",)
    assert {one.method for one in host.requests} == {"GET"}


def test_other_origins_and_the_host_own_scripts(host: "Host", hosts: Callable[[], "Host"]) -> None:
    """Neither is asked for; an origin that is the site's own is."""
    other, cdn = hosts(), hosts()
    tags = (f"{other.url}t.js", f"{cdn.url}c.js", "/cdn-cgi/x.js", "/_vercel/insights/script.js")
    host.at("/", page(*tags))
    cdn.at("/c.js", SCRIPT)
    found = crawled(host, origins=[cdn.url.rstrip("/")])
    assert [each.reply.url for each in found.scripts] == [f"{cdn.url}c.js"]
    assert (found.elsewhere, other.requests) == ((f"{other.url}t.js",), [])
    assert [urlsplit(url).path for url in found.of_host] == [*tags[2:]]
    assert "/cdn-cgi/x.js" not in host.asked()


def test_known_scripts_lead_to_others(host: "Host") -> None:
    """What is known from elsewhere is looked through as well."""
    host.at("/", page())
    host.at("/js/a.js", 'import("./b.js")')
    host.at("/js/b.js", SCRIPT)
    assert paths(crawled(host, known=[f"{host.url}js/a.js"])) == {
        "/js/a.js": "known",
        "/js/b.js": "name",
    }


def test_styles_are_kept(host: "Host") -> None:
    """They may have maps as well."""
    host.at("/", "<link rel=stylesheet href=/a.css>")
    host.at("/a.css", "a{}")
    (style,) = crawled(host).styles
    assert style.path == "/a.css"


def test_a_wall_or_a_lead_elsewhere_ends_it(host: "Host", hosts: Callable[[], "Host"]) -> None:
    """One request is made, and its answer says who is there."""
    host.at("/", "", 401)
    found = crawled(host)
    assert found.start.wall is not None
    host.at("/", status=301, Location=hosts().url)
    assert crawled(host).start.leads_to
    assert host.asked() == ["/", "/"]


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        (Bounds(requests=4), "more than 4 requests"),
        (Bounds(seconds=0), "what takes longer than 0 s"),
        (Bounds(body_bytes=0), "what is larger than 0 MiB together"),
        (Bounds(pages=1), "more than 1 pages"),
    ],
)
def test_bounds_are_kept_and_told(host: "Host", bounds: Bounds, told: str) -> None:
    """What a site without an end costs is known beforehand."""
    ticks = iter(range(10_000))
    links = "".join(f"<a href=/{number}>" for number in range(50))
    host.at("/", page(*(f"/{number}.js" for number in range(50)), more=links))
    host.at("/0.js", SCRIPT)
    found = crawled(host, bounds=bounds, now=lambda: float(next(ticks)))
    assert told in found.untried
    assert found.requests < 100


def test_names_that_lead_nowhere_are_bounded(host: "Host") -> None:
    """A script full of names costs so many requests, and no more."""
    host.at("/", page("/a.js"))
    host.at("/a.js", "".join(f'"lib{number}.js"' for number in range(500)))
    crawled(host, bounds=Bounds(names=5), level="names")
    assert len([path for path in host.asked() if path.startswith("/lib")]) == 5


def test_a_limit_of_the_site_ends_it(host: "Host") -> None:
    """After a 429 nothing more is asked for, and that is told."""
    host.at("/", page(*(f"/{number}.js" for number in range(50))))
    host.at("/0.js", "slow down", 429, kind="text/plain")
    found = crawled(host)
    assert found.untried == ("the rest, as the site takes no more requests for now (429)",)
    assert found.requests < 20


def test_a_control_that_nobody_answers(host: "Host") -> None:
    """Without it no name is tried: nobody knows what a hit would mean."""
    host.at("/", page("/a.js"))
    host.at("/a.js", 'import("./b.js")')
    host.at("/b.js", SCRIPT)
    host.at(f"/{MADE_UP}.js", "", claimed=5)
    found = crawled(host)
    assert "names in scripts, as a made-up one was not answered" in found.untried
    assert set(paths(found)) == {"/a.js"}

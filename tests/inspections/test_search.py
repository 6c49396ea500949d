"""The search around a release: what is public, what pages forbid, and what nobody knows."""

import base64
import hashlib
import json
from collections.abc import Iterator

import pytest

from buildtools.findings import Finding
from buildtools.inspections.search import Known, Searched, search
from buildtools.inspections.search import public as public_files
from buildtools.values import Secret
from buildtools.web.crawl import MADE_UP
from buildtools.web.fetching import Bounds
from buildtools.web.site import Site
from tests.web.hosts import Host, Served, hosting

MAP = json.dumps({"version": 3, "sources": ["a.ts"], "sourcesContent": ["a"], "mappings": ""})
DSN = "https://0123456789abcdef@o1.ingest.example.com/42"
PAGE = "<script src=/checkout.js></script><link rel=stylesheet href=/a.css>"
SCRIPT = "export const oven=220;\n"


@pytest.fixture
def host() -> Iterator[Host]:
    """A site with a page, a script and a style, all of it right."""
    with hosting() as start:
        made = start()
        made.at("/", PAGE)
        made.at("/checkout.js", SCRIPT)
        made.at("/a.css", "a{}")
        yield made


def searched(host: Host, known: Known | None = None) -> Searched:
    """What the search finds on a host."""
    with Site(host.url, pause=lambda seconds: None) as site:
        return search(site, known, bounds=Bounds(pages=3))


def found(host: Host, known: Known | None = None) -> dict[str, Finding]:
    """The findings by their codes."""
    return {each.code: each for each in searched(host, known).findings}


def test_a_site_without_faults_has_no_findings(host: Host) -> None:
    """The negative control of all tests below."""
    assert searched(host).findings == ()


def test_maps_by_each_way_that_leads_to_them(host: Host) -> None:
    """By name, by comment, by either header, inside of the file, and of a style."""
    host.at("/checkout.js.map", MAP)
    assert found(host)["map-public"].subject == "~/checkout.js.map"
    del host.files["/checkout.js.map"]

    host.at("/hidden-name.map", MAP)
    host.at("/checkout.js", f"{SCRIPT}//# sourceMappingURL=hidden-name.map")
    assert found(host)["map-public"].subject == "~/hidden-name.map"

    host.at("/checkout.js", SCRIPT, SourceMap="/hidden-name.map")
    assert "by the header SourceMap" in found(host)["map-public"].sentence
    host.at("/checkout.js", SCRIPT, X_SourceMap="/hidden-name.map")
    assert "by the header X-SourceMap" in found(host)["map-public"].sentence

    inside = base64.b64encode(MAP.encode()).decode()
    host.at("/checkout.js", f"{SCRIPT}//# sourceMappingURL=data:application/json;base64,{inside}")
    assert found(host)["map-public"].subject == "~/checkout.js"
    host.at("/checkout.js", SCRIPT)
    assert found(host) == {}

    host.at("/a.css.map", MAP)
    assert found(host)["map-public"].subject == "~/a.css.map"


def test_a_map_whose_name_only_the_ledger_knows(host: Host) -> None:
    """Turbopack calls them otherwise than their scripts."""
    host.at("/maps/0x1.map", MAP)
    assert found(host) == {}
    assert found(host, Known(maps=(f"{host.url}maps/0x1.map",)))["map-public"]


def test_what_is_no_map_is_none(host: Host) -> None:
    """Hosts of single-page apps answer all names with their page."""
    host.fallback = Served(PAGE.encode(), 200, {"Content-Type": "application/json"})
    assert found(host) == {}


def test_a_host_with_a_map_for_every_name_is_not_believed(host: Host) -> None:
    """The made-up name is the control: nothing is called public where it fails."""
    host.fallback = Served(MAP.encode(), 200, {"Content-Type": "application/json"})
    assert set(found(host)) == {"control-failed"}


def test_trials_tell_what_was_asked_for(host: Host) -> None:
    """Each address, what it was answered with, and the control beside them."""
    host.at("/checkout.js.map", MAP)
    with Site(host.url, pause=lambda seconds: None) as site:
        asked = search(site).maps
    tried = list(public_files.tried(host.url, asked))
    assert [(str(each.subject), each.outcome) for each in tried] == [
        ("~/checkout.js.map", "failed"),
        ("~/a.css.map", "passed"),
        (f"~/{MADE_UP}.js.map", "passed"),
    ]


def test_the_number_of_maps_is_bounded(host: Host) -> None:
    """Fifty say what a thousand would."""
    names = [f"{number}.js" for number in range(70)]
    host.at("/", "".join(f"<script src=/{name}></script>" for name in names))
    for name in names:
        host.at(f"/{name}", SCRIPT)
        host.at(f"/{name}.map", MAP)
    findings = found(host)
    assert 50 <= 1 + len(findings["map-public"].also) < 60
    assert "more maps, as 5" in findings["site-not-searched"].sentence


def test_sources_that_scripts_name(host: Host) -> None:
    """A worker that was copied as it was written, but no video and no page of that name."""
    host.at("/checkout.js", f'{SCRIPT}new Worker("/media/oven.worker.ts");"/video.ts";"/gone.ts"')
    host.at("/media/oven.worker.ts", "export const oven: number = 220")
    host.at("/video.ts", b"G@\0\x11")
    assert found(host)["source-public"].subject == "~/media/oven.worker.ts"
    host.fallback = Served(b"export const x = 1", 200, {"Content-Type": "text/plain"})
    del host.files["/media/oven.worker.ts"]
    assert "source-public" not in found(host)


def test_integrity_against_the_bytes_that_came(host: Host) -> None:
    """A right digest is no finding, another one is."""
    digest = base64.b64encode(hashlib.sha384(SCRIPT.encode()).digest()).decode()
    host.at("/", f'<script src=/checkout.js integrity="sha384-{digest}"></script>')
    assert found(host) == {}
    host.at("/checkout.js", f"{SCRIPT}//beacon")
    assert found(host)["integrity-broken"].subject == "~/checkout.js"


def test_policies_against_where_events_go(host: Host) -> None:
    """Of the answer or in the page; a tunnel is asked for in place of the server."""
    host.at("/checkout.js", f'{SCRIPT}init({{dsn:"{DSN}"}})')
    host.at("/", PAGE, Content_Security_Policy="connect-src 'self'")
    assert "connect-src 'self'" in found(host)["csp-blocks-events"].sentence
    meta = "<meta http-equiv=content-security-policy content=\"default-src 'self'\">"
    host.at("/", meta + PAGE)
    assert "default-src" in found(host)["csp-blocks-events"].sentence
    host.at("/", PAGE, Content_Security_Policy="connect-src https://*.ingest.example.com")
    assert found(host) == {}
    host.at("/checkout.js", f'{SCRIPT}init({{dsn:"{DSN}",tunnel:"/t"}})')
    host.at("/", PAGE, Content_Security_Policy="connect-src 'self'")
    assert found(host) == {}
    known = Known(targets=("https://else.example.com/api/1/envelope/",))
    host.at("/checkout.js", SCRIPT)
    assert found(host, known)["csp-blocks-events"].subject == "~/"
    host.at("/", PAGE, Content_Security_Policy_Report_Only="connect-src 'self'")
    assert found(host, known) == {}


def test_scripts_that_no_ledger_knows(host: Host) -> None:
    """Neither those of the ledger count, nor those that the build left without a map."""
    known = Known(
        scripts=(f"{host.url}checkout.js",), of_build=lambda url: url.endswith("manifest.js")
    )
    host.at("/", f"{PAGE}<script src=/manifest.js></script>")
    host.at("/manifest.js", SCRIPT)
    assert found(host, known) == {}
    host.at("/", f"{PAGE}<script src=/forgotten.js></script>")
    host.at("/forgotten.js", SCRIPT)
    unknown = found(host, known)["served-unknown"]
    assert (unknown.severity, unknown.subject) == ("info", "~/forgotten.js")


def test_behind_a_wall_nothing_is_said(host: Host) -> None:
    """What stands before a site tells nothing of it."""
    host.at("/", "", 401)
    result = searched(host)
    assert (result.findings, result.crawled.scripts) == ((), ())
    assert result.crawled.start.wall


def test_a_secret_that_a_host_echoes_is_in_no_finding(host: Host) -> None:
    """A page may print the request's headers, and even name scripts by them."""
    secret = "made-up-5ecret-of-the-bypass"
    host.at("/", f"{PAGE}<script src=/{secret}.js></script><!-- {secret} -->", Server=secret)
    host.at(f"/{secret}.js", SCRIPT, SourceMap=f"/{secret}.map")
    host.at(f"/{secret}.map", MAP)
    headers = {"x-vercel-protection-bypass": Secret(secret)}
    with Site(host.url, headers=headers) as site:
        result = search(site, Known(scripts=(f"{host.url}checkout.js",)))
    assert {each.code for each in result.findings} == {"map-public", "served-unknown"}
    assert secret not in repr(result.findings)
    assert all(one.headers["x-vercel-protection-bypass"] == secret for one in host.requests)

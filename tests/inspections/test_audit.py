"""The audit of any site: right ones pass, each planted fault is an error with its own code."""

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import brotli
import pytest

from buildtools.inspections.audit import Audited, audit, is_same_site
from buildtools.inspections.audit.lines import lines, shown
from buildtools.sourcemaps.scripts.snippet import snippet
from buildtools.values import DebugId
from buildtools.web.site import Site
from tests.web.hosts import Host, Served, hosting

ID = DebugId("6f2a1c34-5b7d-4e8f-9a0b-1c2d3e4f5a6b")
OTHER = "0f2a1c34-5b7d-4e8f-9a0b-1c2d3e4f5a6b"
DSN = "https://0123456789abcdef@o1.ingest.example.com/42"
SCRIPT = f"export const oven=220;{snippet(ID).decode()}\n//# debugId={ID}\n".encode()
MAP = json.dumps({"version": 3, "sources": ["a.ts"], "mappings": ""})
PAGE = "<script src=/checkout.js></script>"


@pytest.fixture
def hosts() -> Iterator[Callable[[], Host]]:
    """Start hosts of sites."""
    with hosting() as start:
        yield start


@pytest.fixture
def host(hosts: Callable[[], Host]) -> Host:
    """A site without a fault."""
    made = hosts()
    made.at("/", PAGE)
    made.at("/checkout.js", SCRIPT, encoded={"gzip": gzip.compress(SCRIPT)})
    return made


def audited(host: Host) -> Audited:
    """What the audit sees of a host."""
    with ExitStack() as stack:
        return audit(lambda url: stack.enter_context(Site(url)), host.url)


def rows(host: Host) -> dict[str, tuple[str, str]]:
    """State and text of each row."""
    return {row.what: (row.state, row.text) for row in audited(host).rows}


def codes(host: Host) -> list[str]:
    """The codes of all findings."""
    return [each.code for each in audited(host).findings]


def test_a_site_without_faults(host: Host) -> None:
    """Each row says what was looked at; what is not there is told, and not judged."""
    seen = audited(host)
    assert (seen.is_clean, seen.findings) == (True, ())
    assert rows(host) == {
        "scripts": ("told", "1 script on 1 page"),
        "source maps": ("good", "none public, of 1 addresses asked for"),
        "encodings": ("good", "identity, gzip: the same bytes in 1 answer"),
        "debug IDs": ("good", "registered by 1 of 1 script"),
        "SDK": (
            "told",
            "a Sentry SDK; no release found as a literal; no DSN found as a literal",
        ),
        "integrity": ("told", "no tag names a digest"),
        "policy": ("told", "no page has a content security policy"),
    }
    assert "  nothing wrong in what can be seen from outside" in lines(seen)


@pytest.mark.parametrize(
    "stale",
    [
        {"gzip": gzip.compress(b"old")},
        {"br": brotli.compress(SCRIPT + b"//")},
        {"gzip": b"no gzip"},
        {"gzip": gzip.compress(SCRIPT)[:-9]},
    ],
)
def test_a_stale_variant(host: Host, stale: dict[str, bytes]) -> None:
    """Most users get the compressed one, so it is an error of its own."""
    host.at("/checkout.js", SCRIPT, encoded=stale)
    (found,) = audited(host).findings
    assert (found.code, found.severity) == ("served-encoding-stale", "error")
    assert f"in {next(iter(stale))} it is another file" in found.sentence
    assert rows(host)["encodings"][0] == "bad"


def test_a_page_in_the_place_of_a_variant(host: Host) -> None:
    """Status and type count for each coding."""
    host.files["/checkout.js"] = Served(SCRIPT, encoded={"br": brotli.compress(b"<html>")})
    assert "it is no script: status 200" in audited(host).findings[0].sentence


def test_public_maps_and_sources(host: Host) -> None:
    """The row names the first of them."""
    host.at("/checkout.js.map", MAP)
    assert codes(host) == ["map-public"]
    assert rows(host)["source maps"] == ("bad", "1 map public: ~/checkout.js.map")
    host.fallback = Served(MAP.encode(), 200, {"Content-Type": "application/json"})
    assert codes(host) == ["control-failed"]
    assert rows(host)["source maps"][0] == "told"


def test_scripts_that_pages_load_and_that_are_none(host: Host) -> None:
    """Missing, a page, and cut off; what runs under another type is no error."""
    host.at("/", f"{PAGE}<script src=/gone.js></script><script src=/page.js></script>")
    host.at("/page.js", "<!doctype html>", kind="text/html")
    assert codes(host) == ["served-missing", "served-not-script"]
    host.at("/", f"{PAGE}<script src=/plain.js></script><script src=/private.js></script>")
    host.at("/plain.js", "a()", kind="text/plain")
    host.at("/private.js", "", 401)
    assert codes(host) == []
    host.at("/", PAGE)
    host.at("/checkout.js", SCRIPT, claimed=len(SCRIPT) + 5)
    assert "served-cut-off" in codes(host)


def test_debug_ids_are_told_and_never_an_error(host: Host) -> None:
    """Nobody knows from outside which scripts should have one."""
    host.at("/checkout.js", f"a()\n//# debugId={ID}\n")
    assert rows(host)["debug IDs"] == (
        "told",
        "registered by 0 of 1 script; 1 have one in a comment alone, which no SDK reads",
    )
    host.at("/checkout.js", SCRIPT.replace(f"debugId={ID}".encode(), f"debugId={OTHER}".encode()))
    assert "another one in the comment" in rows(host)["debug IDs"][1]
    host.at("/checkout.js", "a()")
    assert rows(host)["debug IDs"] == ("told", "registered by 0 of 1 script")
    assert rows(host)["SDK"][1].startswith("none found")
    assert audited(host).is_clean


def test_the_sdk_its_release_and_its_policy(host: Host) -> None:
    """What stands in the scripts as a literal is told; a policy is held against its DSN."""
    host.at("/checkout.js", f'init({{dsn:"{DSN}",release:"web@1"}})')
    host.at("/", PAGE, Content_Security_Policy="connect-src *")
    assert rows(host)["SDK"][1] == (
        "a Sentry SDK; release web@1; events to https://…@o1.ingest.example.com/42"
    )
    assert rows(host)["policy"] == ("good", "lets events through, on 1 page")
    host.at("/", PAGE, Content_Security_Policy="connect-src 'self'")
    assert (codes(host), rows(host)["policy"][0]) == (["csp-blocks-events"], "bad")
    host.at("/checkout.js", "a()")
    assert rows(host)["policy"] == ("told", "not judged: no DSN was found to ask it for")


def test_integrity(host: Host) -> None:
    """Digests that hold are told as good ones."""
    import base64
    import hashlib

    digest = base64.b64encode(hashlib.sha256(SCRIPT).digest()).decode()
    host.at("/", f"<script src=/checkout.js integrity=sha256-{digest}></script>")
    assert rows(host)["integrity"] == ("good", "the digests of 1 tag hold")
    host.at("/", "<script src=/checkout.js integrity=sha256-AAAA></script>")
    assert (codes(host), rows(host)["integrity"][0]) == (["integrity-broken"], "bad")


def test_walls_are_not_tried_and_no_error(host: Host) -> None:
    """A login says nothing of the site behind it."""
    host.at("/", "", 401)
    seen = audited(host)
    assert (seen.is_clean, seen.reached, seen.rows) == (True, False, ())
    assert [each.code for each in seen.findings] == ["site-not-reachable"]
    assert "  not seen: nothing is said of the site" in lines(seen)


def test_another_host_is_told_and_not_followed(host: Host, hosts: Callable[[], Host]) -> None:
    """The site that was named is the one that is looked at."""
    other = hosts()
    host.at("/", status=301, Location=other.url)
    assert (codes(host), other.requests) == (["site-leads-elsewhere"], [])


@pytest.mark.parametrize(
    ("site", "target", "same"),
    [
        ("http://example.com/", "https://example.com/", True),
        ("https://example.com/", "https://www.example.com/shop/", True),
        ("https://www.example.com/", "https://example.com/", True),
        ("https://example.com/", "http://example.com/", False),
        ("https://example.com/", "https://example.org/", False),
        ("http://example.com:8080/", "https://example.com/", False),
        ("https://example.com/", "https://shop.example.com/", False),
    ],
)
def test_moves_that_stay_at_the_site(site: str, target: str, same: bool) -> None:
    """To https, and to its www. or from it: hosts do that with every visitor."""
    assert is_same_site(site, target) is same


def test_a_page_without_scripts_and_scripts_of_others(host: Host) -> None:
    """Nothing was asked for, so nothing is called good."""
    host.at("/", "<script src=https://cdn.example.com/x.js></script><script src=/cdn-cgi/a.js>")
    assert rows(host)["scripts"][1] == (
        "0 scripts on 1 page; 1 at other hosts were not looked at; 1 of the host itself"
    )
    assert rows(host)["source maps"][0] == "told"
    assert rows(host)["encodings"] == ("told", "no script comes compressed")


def test_a_real_build_with_its_maps_left_beside_it(host: Host, repository_root: Path) -> None:
    """Vite's starter deployed as it was built: maps public, and no script has an ID."""
    folder = repository_root / "tests/fixtures/vite/dist"
    host.files.clear()
    for path in folder.rglob("*"):
        if path.is_file():
            host.at("/" + path.relative_to(folder).as_posix(), path.read_bytes())
    host.at("/", (folder / "index.html").read_bytes())
    seen = audited(host)
    assert [each.code for each in seen.findings] == ["map-public"]
    assert len(seen.findings[0].also) == 2
    assert rows(host)["scripts"][1] == "3 scripts on 1 page"


def test_one_screen_and_json(host: Host) -> None:
    """Errors first, each with what helps; in JSON all of it."""
    names = [f"{number}.js" for number in range(12)]
    host.at("/", "".join(f"<script src=/{name}></script>" for name in names))
    seen = audited(host)
    text = "\n".join(lines(seen))
    assert "    try: " in text
    assert "  4 more notes: --json shows all" in text
    assert text.endswith("12 errors")
    told = shown(seen)
    assert (told["reached"], len(told["findings"]), told["rows"][0]["what"]) == (
        True,
        12,
        "scripts",
    )

"""A site is asked by hand: codings, redirects, secrets for one origin, and who stands before it."""

import gzip
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import brotli
import pytest
from backports import zstd

from buildtools.api.http.certificates import Trust
from buildtools.api.http.response_limits import Limits
from buildtools.errors import BuildtoolsError, ConfigurationError, ServerUnreachable
from buildtools.values import Secret
from buildtools.web.content_coding import CODINGS
from buildtools.web.reply import Reply, origin_of
from buildtools.web.site import Site
from tests.api.lying import Liar, whole

if TYPE_CHECKING:
    from tests.web.hosts import Host

TLS = Path(__file__).parent.parent / "fixtures/tls"
SCRIPT = b"export const oven = 220;\n" * 40
SECRET = "made-up-5ecret-of-the-bypass"
BYPASS = {"x-vercel-protection-bypass": Secret(SECRET)}


@pytest.fixture
def site(host: "Host") -> Iterator[Site]:
    """The host's site, asked with a secret header."""
    with Site(host.url, headers=BYPASS, pause=lambda seconds: None) as made:
        yield made


def test_each_coding_is_asked_for_by_itself_and_undone(host: "Host", site: Site) -> None:
    """What comes in each coding is decoded here, so that they can be compared."""
    packed = {
        "gzip": gzip.compress(SCRIPT),
        "br": brotli.compress(SCRIPT),
        "zstd": zstd.compress(SCRIPT),
    }
    host.at("/a.js", SCRIPT, encoded=packed)
    replies = [site.get("a.js", coding) for coding in CODINGS]

    assert [one.encoding for one in replies] == list(CODINGS)
    assert {one.body for one in replies} == {SCRIPT}
    assert [one.wire_bytes for one in replies[1:]] == [len(one) for one in packed.values()]
    assert all(one.is_script and not one.broken for one in replies)
    assert [one.headers["accept-encoding"] for one in host.requests] == list(CODINGS)


def test_a_stale_variant_shows_its_own_bytes(host: "Host", site: Site) -> None:
    """Nothing between the wire and the test hides that one coding stands for something else."""
    host.at("/a.js", SCRIPT, encoded={"br": brotli.compress(b"old")})
    assert (site.get("a.js").body, site.get("a.js", "br").body) == (SCRIPT, b"old")


def test_a_body_that_ends_before_its_length(host: "Host", site: Site) -> None:
    """A cut-off file is an answer with a fault, and its bytes are kept."""
    host.at("/a.js", SCRIPT[:100], claimed=len(SCRIPT))
    reply = site.get("a.js")
    assert reply.body == SCRIPT[:100]
    assert reply.broken == "ends after 100 bytes, before its length is reached"


def test_a_body_larger_than_the_limit(host: "Host") -> None:
    """It is read no further than the limit."""
    host.at("/a.js", SCRIPT)
    with Site(host.url, limits=Limits(body_bytes=64)) as site:
        reply = site.get("a.js")
    assert (reply.body, reply.broken) == (SCRIPT[:64], "is larger than 64 bytes")


# Redirects and origins


def test_redirects_within_the_origin_are_followed(host: "Host", site: Site) -> None:
    """All hops are told, and the answer knows the URL that gave it."""
    host.at("/", status=308, Location="/shop")
    host.at("/shop", status=302, Location="shop/#top")
    host.at("/shop/", "<title>shop</title>")
    reply = site.get("/")
    assert (reply.status, reply.url) == (200, f"{host.url}shop/")
    assert reply.hops == (host.url, f"{host.url}shop")
    assert reply.join("a.js") == f"{host.url}shop/a.js"


def test_another_origin_is_told_and_gets_nothing(
    host: "Host", hosts: Callable[[], "Host"], site: Site
) -> None:
    """A redirect never carries a secret to another host, not even a request."""
    other = hosts()
    host.at("/a.js", status=302, Location=f"{other.url}a.js")
    reply = site.get("a.js")
    assert (reply.leads_to, reply.status, other.requests) == (f"{other.url}a.js", 302, [])


def test_headers_go_to_the_origin_of_the_site_alone(
    host: "Host", hosts: Callable[[], "Host"], site: Site
) -> None:
    """Scripts of an asset prefix can be asked for; they get no header of the site."""
    other = hosts()
    site.get("a.js")
    site.get(f"{other.url}a.js")
    assert host.requests[0].headers["x-vercel-protection-bypass"] == SECRET
    assert "x-vercel-protection-bypass" not in other.requests[0].headers


def test_no_cookie_is_sent_back(host: "Host", site: Site) -> None:
    """Each request is a new visitor's: what one answer set tells nothing to the next."""
    host.at("/", "", Set_Cookie="seen=1")
    site.get("/")
    site.get("/")
    assert all("cookie" not in one.headers for one in host.requests)


def test_a_circle_of_redirects_ends(host: "Host", site: Site) -> None:
    """What leads back to itself is an answer of its status, and no hang."""
    host.at("/a", status=302, Location="/b")
    host.at("/b", status=302, Location="/a")
    assert site.get("/a").status == 302
    for number in range(30):
        host.at(f"/{number}", status=302, Location=f"/{number + 1}")
    assert len(site.get("/0").hops) == 10


def test_origins_are_compared_as_browsers_do() -> None:
    """Host names count in small letters, and the usual ports count as none."""
    assert origin_of("https://Example.com:443/a") == origin_of("https://example.com/")
    assert origin_of("http://[::1]:8080/") == "http://[::1]:8080"
    assert [origin_of(odd) for odd in ("data:,x", "mailto:a@b", "//x", "http://x:y/")] == [""] * 4


@pytest.mark.parametrize("url", ["example.com", "ftp://example.com", "", "http://[", "//example"])
def test_what_is_no_address(url: str) -> None:
    """The sentence names a form that works."""
    with pytest.raises(ConfigurationError, match="is no address of a site") as failed:
        Site(url)
    assert failed.value.remedy == "give one like https://example.com"


def test_a_password_in_the_address_is_refused_and_not_shown() -> None:
    """It would stand in every report; a header is redacted everywhere."""
    with pytest.raises(ConfigurationError) as failed:
        Site(f"https://dev:{SECRET}@example.com")
    assert SECRET not in "\n".join(failed.value.lines())


# Who stands before it


def wall_of(site: Site, path: str = "/") -> tuple[str, str]:
    """The kind and the name of who keeps us out; empty texts where nobody does."""
    wall = site.get(path).wall
    return (wall.kind, wall.name) if wall else ("", "")


def test_logins(host: "Host", hosts: Callable[[], "Host"], site: Site) -> None:
    """A status, a redirect to a login, and a login page in the place of a file."""
    host.at("/", "<title>Authentication Required</title>", 401, Server="Vercel", X_Vercel_Id="x")
    assert wall_of(site) == ("login", "Vercel")
    wall = site.get("/").wall
    assert wall is not None
    assert "VERCEL_AUTOMATION_BYPASS_SECRET" in wall.remedy

    host.at("/", status=302, Location="https://acme.cloudflareaccess.com/cdn-cgi/access/login/x")
    assert wall_of(site) == ("login", "Cloudflare Access")
    host.at("/", status=307, Location="https://vercel.com/sso-api?url=x")
    assert wall_of(site) == ("login", "Vercel")
    other = hosts()
    host.at("/", status=302, Location=f"{other.url}oauth2/start")
    assert wall_of(site)[0] == "login"
    host.at("/", "<form><input type=password></form>", 403)
    assert wall_of(site)[0] == "login"
    host.at("/a.js", status=302, Location="/login")
    host.at("/login", "<title>Sign in</title>")
    assert wall_of(site, "/a.js")[0] == "login"


def test_bot_walls_and_limits(host: "Host", site: Site) -> None:
    """They are known by their own header, or by the title of their page; a 429 is a limit."""
    host.at("/", "<title>x</title>", 403, cf_mitigated="challenge")
    assert wall_of(site) == ("bots", "Cloudflare")
    host.at("/", "<title>Just a moment...</title>", 503)
    assert wall_of(site)[0] == "bots"
    host.at("/", "", 202, x_amzn_waf_action="challenge")
    assert wall_of(site) == ("bots", "AWS WAF")
    host.at("/", "slow down", 429, Content_Type="text/plain")
    assert wall_of(site)[0] == "limit"
    host.at("/", "", 407, Content_Type="text/plain")
    assert wall_of(site)[0] == "proxy"


def test_what_is_the_site_itself(host: "Host", hosts: Callable[[], "Host"], site: Site) -> None:
    """Its own login page, a plain 403 or 404, and a move to another host are no walls."""
    host.at("/", "<title>Sign in</title><input type=password>")
    assert wall_of(site) == ("", "")
    host.at("/", "<Error/>", 403, Content_Type="application/xml")
    assert wall_of(site) == ("", "")
    host.at("/", "<title>Just a moment, please</title>")
    assert wall_of(site) == ("", "")
    host.at("/", status=301, Location=hosts().url)
    assert wall_of(site) == ("", "")


# Failures, and secrets


def told(error: BuildtoolsError) -> str:
    """All that a person would read of a failure."""
    return "\n".join((*error.lines(), str(error)))


def test_nobody_answers(host: "Host") -> None:
    """The sentence names the host and the setting `site`, and never the secret."""
    host.stop()
    with (
        Site(f"{host.url}{SECRET}/", headers=BYPASS, pause=lambda seconds: None) as site,
        pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1 did not answer") as failed,
    ):
        site.get("")
    assert failed.value.remedy == "check site, the network and the proxy"
    assert SECRET not in told(failed.value)


def test_what_a_host_echoes_is_shown_without_the_secret(host: "Host", site: Site) -> None:
    """A page that prints the request's headers gives nothing away in what we say of it."""
    host.at("/", f"<title>Login {SECRET}</title>", 401, Server=f"x-{SECRET}")
    reply = site.get("/")
    assert SECRET in reply.text
    assert SECRET not in f"{reply.wall}"
    assert SECRET not in reply.shown(reply.text)


def test_what_is_read_of_an_answer() -> None:
    """Type, text and path, whatever is missing or odd."""
    odd = Reply("http://x/a%20b", "http://x/a%20b", 200, {}, b"\xe9")
    assert (odd.kind, odd.text, odd.path, odd.is_page, odd.is_script, odd.is_json) == (
        *("", "�", "/a b"),
        *(False, False, False),
    )
    latin = {"content-type": "Text/HTML; charset=ISO-8859-1"}
    assert Reply("", "", 200, latin, b"\xe9").text == "é"
    unknown = {"content-type": "application/javascript;charset=x-nobody"}
    assert Reply("", "", 200, unknown, b"\xe9").text == "�"
    assert Reply("", "", 200, unknown, b"").is_script
    assert not Reply("", "", 404, unknown, b"").is_script
    assert Reply("", "http://x/", 200, {}, b"").join("http://[") == ""


def test_certificates_of_the_settings_are_trusted_and_others_are_not() -> None:
    """As for requests to a server; the sentence says what helps."""
    with Liar(lambda: [whole(b"a()")], str(TLS / "here.pem"), str(TLS / "here.key")) as liar:
        with Site(liar.url, trust=Trust(str(TLS / "ca.pem"), "sentry.yml:9")) as site:
            assert site.get("a.js").body == b"a()"
        with Site(liar.url) as site, pytest.raises(ServerUnreachable) as failed:
            site.get("a.js")
    assert "set server.ca_bundle" in failed.value.remedy


def test_a_proxy_is_asked_as_for_a_server(host: "Host") -> None:
    """It gets the whole address, and the header of the site with it, over http alone."""
    os.environ["HTTP_PROXY"] = host.url
    host.at("/a.js", SCRIPT)
    with Site("http://shop.example.com", headers=BYPASS) as site:
        reply = site.get("a.js")
    assert (reply.body, reply.through) == (SCRIPT, "HTTP_PROXY")
    assert host.asked() == ["http://shop.example.com/a.js"]
    host.at("/a.js", status=407, Content_Type="text/plain")
    with Site("http://shop.example.com") as site:
        wall = site.get("a.js").wall
    assert wall is not None
    assert (wall.kind, wall.remedy) == ("proxy", "correct HTTP_PROXY")

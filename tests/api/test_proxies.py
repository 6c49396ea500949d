"""Proxies: the variable that is wrong is the one that is named, and no password shows."""

import os
from pathlib import Path

import msgspec
import pytest

from buildtools.api.http.proxies import proxy_for
from buildtools.api.http.request import Request
from buildtools.api.http.response import Refused
from buildtools.api.http.transport import Transport
from buildtools.connection import Connection
from buildtools.errors import BuildtoolsError, ConfigurationError, ServerUnreachable
from tests.api.lying import Liar

TLS = Path(__file__).parent.parent / "fixtures" / "tls"


def failure(connection: Connection, url: str, **variables: str) -> BuildtoolsError:
    """Ask a far server with these variables set, and give the failure."""
    os.environ.update(variables)
    far = msgspec.structs.replace(connection, url=url, retries=0)
    with Transport(far) as transport, pytest.raises(BuildtoolsError) as caught:
        transport.send(Request("GET"))
    return caught.value


def told(error: BuildtoolsError) -> str:
    """All that is read of a failure."""
    return "\n".join(error.lines())


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("socks5://127.0.0.1:1080", "PySocks"),
        ("http://127.0.0.1:port", "port cannot be read"),
        ("http://127.0.0.1:99999", "port cannot be read"),
        ("ftp://127.0.0.1:1", "ftp is no kind of proxy"),
        ("http://:8080", "names no host"),
        ("http://pro xy:8080", "names no host"),
    ],
)
@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "ALL_PROXY"])
def test_a_variable_that_holds_no_proxy_is_named(
    connection: Connection, variable: str, value: str, why: str
) -> None:
    """ "Set server.url" for a bad port in a proxy's address sends people the wrong way."""
    error = failure(connection, "http://sentry.example", **{variable: value})

    assert isinstance(error, ConfigurationError)
    assert why in error.what
    assert f"correct {variable}: http://HOST:PORT" in error.remedy


def test_the_variables_are_read_once_for_each_host(connection: Connection) -> None:
    """They do not change within a run; another host may have another way."""
    os.environ["http_proxy"] = "http://127.0.0.1:1"
    far = msgspec.structs.replace(connection, url="http://sentry.example", retries=0)
    other = Request("GET", url="http://other.example/")
    with Transport(far) as transport:
        with pytest.raises(ServerUnreachable):
            transport.send(Request("GET"))
        os.environ["http_proxy"] = "ftp://127.0.0.1:1"
        with pytest.raises(ServerUnreachable):
            transport.send(Request("GET"))
        with pytest.raises(ConfigurationError):
            transport.send(other)


def test_the_variable_in_small_letters_goes_first() -> None:
    """That is the one that was used, so it is the one to correct."""
    os.environ.update(
        {"http_proxy": "a.example:1", "HTTP_PROXY": "http://b:1", "all_proxy": "http://c:1"}
    )
    chosen = proxy_for("http://sentry.example/")

    assert chosen is not None
    assert ("http_proxy", "http://a.example:1") == (chosen.variable, chosen.url)
    assert proxy_for("http://127.0.0.1/") is None


def test_a_host_that_needs_no_proxy_gets_none() -> None:
    """NO_PROXY is read as everywhere."""
    os.environ.update({"HTTPS_PROXY": "http://a.example:1", "NO_PROXY": ".example"})

    assert proxy_for("https://sentry.example/") is None
    assert proxy_for("https://sentry.other/") is not None


@pytest.mark.parametrize(
    ("answer", "remedy"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "give HTTPS_PROXY a user"),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "let sentry.example through, or name sentry.example"),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", "HTTPS_PROXY cannot reach sentry.example"),
        (b"rubbish\r\n\r\n", "check the proxy of HTTPS_PROXY"),
        (b"", "check the proxy of HTTPS_PROXY"),
    ],
)
def test_a_proxy_that_makes_no_tunnel_is_what_has_to_be_corrected(
    connection: Connection, answer: bytes, remedy: str
) -> None:
    """The server was never asked, so it is not to blame."""
    with Liar(lambda: [answer]) as liar:
        proxy = liar.url.replace("://", "://ann:hunter2@")
        error = failure(connection, "https://sentry.example", HTTPS_PROXY=proxy)

    assert isinstance(error, ServerUnreachable)
    assert remedy in error.remedy
    assert f"by the proxy {liar.url} (HTTPS_PROXY)" in told(error)
    assert "hunter2" not in told(error)


@pytest.mark.parametrize(
    ("proxy", "remedy"),
    [
        ("http://127.0.0.1:1", "correct http_proxy (http://HOST:PORT), or name sentry.example"),
        ("http://no-such-proxy.invalid:1", "correct http_proxy"),
    ],
)
def test_a_proxy_that_is_not_there_is_named(
    connection: Connection, proxy: str, remedy: str
) -> None:
    """Its variable, not the server's address."""
    error = failure(connection, "http://sentry.example", http_proxy=proxy)

    assert isinstance(error, ServerUnreachable)
    assert remedy in error.remedy


def test_a_proxy_that_speaks_no_tls_is_named(connection: Connection) -> None:
    """https:// in front of a proxy's name is the usual slip."""
    with Liar(lambda: [b"HTTP/1.1 400 No\r\n\r\n"]) as liar:
        error = failure(
            connection,
            "https://sentry.example",
            https_proxy=liar.url.replace("http:", "https:"),
        )

    assert "correct https_proxy" in error.remedy


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        ("407 Proxy Authentication Required", "give http_proxy a user and password"),
        ("403 No\r\nX-Squid-Error: ERR_ACCESS_DENIED 0", "have the proxy let this host through"),
        ("403 Forbidden", "have the proxy let this host through, or correct http_proxy"),
        ("503 Service Unavailable", "have the proxy let this host through, or correct http_proxy"),
    ],
)
def test_over_http_the_refusal_of_a_proxy_is_its_own(
    connection: Connection, status: str, remedy: str
) -> None:
    """It comes as the answer to the request, and looks like the server's."""
    page = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nServer: squid/5.7\r\n\r\n<title>x"
    with Liar(lambda: [page.encode()]) as liar:
        error = failure(connection, "http://sentry.example", http_proxy=liar.url)

    assert isinstance(error, Refused)
    sure = status[:3] == "407" or "Squid" in status
    assert "the proxy squid/5.7, which http_proxy names," in error.what.replace(
        "Squid", "squid/5.7"
    )
    assert sure == ("or something behind it" not in error.what)
    assert remedy in error.remedy

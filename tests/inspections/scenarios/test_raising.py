"""Requests that raise errors: any answer of the app is one, nobody's and another's is none."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from buildtools.config.connecting import SiteConnection
from buildtools.inspections.scenarios.raising import NotRaised, asking
from buildtools.values import Secret


@pytest.fixture
def site() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A site that fails, and at one address asks for a password; and what it was asked."""
    seen: list[dict[str, str]] = []

    class App(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append({name.lower(): text for name, text in self.headers.items()})
            self.send_response(401 if self.path == "/private" else 500)
            if self.path == "/private":
                self.send_header("WWW-Authenticate", 'Basic realm="staging"')
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass  # what it has to say is nobody's business

    with ThreadingHTTPServer(("127.0.0.1", 0), App) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()


def test_a_request_carries_its_trace_and_the_headers_of_the_site(
    site: tuple[str, list[dict[str, str]]],
) -> None:
    """An answer of 500 is what was asked for."""
    url, seen = site
    connection = SiteConnection(url, {"X-Own": Secret("1")})
    asking(connection, url)(f"{url}/fail", {"sentry-trace": "a-b-1"})

    assert [("1", "a-b-1")] == [(one["x-own"], one["sentry-trace"]) for one in seen]


def test_a_login_in_front_of_the_app_raised_nothing(
    site: tuple[str, list[dict[str, str]]],
) -> None:
    """The app never heard of it."""
    url, _ = site
    with pytest.raises(NotRaised, match="the site was not reached"):
        asking(SiteConnection(url), url)(f"{url}/private", {})


def test_nobody_answered() -> None:
    """It is not tried then."""
    url = "http://127.0.0.1:9"
    with pytest.raises(NotRaised, match="nobody answered"):
        asking(SiteConnection(url), url)(f"{url}/fail", {})

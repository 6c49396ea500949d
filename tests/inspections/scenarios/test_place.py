"""Where errors are raised, and what an app that is started for it is told."""

import json
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from buildtools.config import Loaded, SiteConnection
from buildtools.errors import ConfigurationError
from buildtools.inspections.scenarios.place import Told, opened, place_of
from buildtools.settings import Build, Deploy, LiveSite, Serve, Settings
from buildtools.values import Secret

TELLING = """
import http.server, json, os, sys
class App(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        text = json.dumps(dict(os.environ)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), App).serve_forever()
"""
SERVE = Serve("app {port}")
SITE = LiveSite("https://www.example.com", {"X-Key": Secret("of-the-site")})


def loaded(settings: Settings, root: Path = Path(), **variables: str) -> Loaded:
    return Loaded("local", settings, {}, variables, root)


def test_an_app_that_can_be_started_is_preferred_to_a_site() -> None:
    """Errors in a real project are raised where it is asked for."""
    settings = Settings(serve=SERVE, site="http://127.0.0.1:8080")
    started = place_of(loaded(settings), live=False, yes=False)
    live = place_of(loaded(settings), live=True, yes=False)

    assert (SERVE, "http://127.0.0.1:{port}") == (started.serve, started.site.url)
    assert (None, "http://127.0.0.1:8080") == (live.serve, live.site.url)


def test_a_site_of_another_machine_wants_a_yes() -> None:
    """Its errors are seen by whoever is on duty."""
    with pytest.raises(ConfigurationError) as caught:
        place_of(loaded(Settings(site=SITE)), live=False, yes=False)
    place = place_of(loaded(Settings(site=SITE)), live=False, yes=True)

    assert "https://www.example.com, which is not this machine" in caught.value.what
    assert SiteConnection(SITE.url, SITE.headers) == place.site


@pytest.mark.parametrize("url", ["http://app.example.com:{port}", "http://192.0.2.1:80"])
def test_so_does_an_app_that_is_started_elsewhere(url: str) -> None:
    """A command may start anything."""
    with pytest.raises(ConfigurationError):
        place_of(loaded(Settings(serve=Serve("x", url))), live=False, yes=False)


def test_nowhere_is_told_with_what_to_set() -> None:
    """It is what a first run meets."""
    with pytest.raises(ConfigurationError) as caught:
        place_of(loaded(Settings()), live=False, yes=True)

    assert "set serve: {command: …} in sentry.yml" == caught.value.remedy


@pytest.mark.parametrize(
    ("own_dsn", "dsn", "proxy"),
    [
        (False, "http://k@127.0.0.1:9/1", "mine.example,127.0.0.1,localhost"),
        (True, "https://mine@sentry.example/7", "mine.example"),
    ],
)
def test_an_app_is_told_where_it_reports(
    tmp_path: Path, own_dsn: bool, dsn: str, proxy: str
) -> None:
    """To the sandbox in any case; to a real server as its own variables say. Never a token."""
    (tmp_path / "app.py").write_text(TELLING)
    serve = Serve(f"{sys.executable} app.py {{port}}")
    variables = {
        "SENTRY_DSN": "https://mine@sentry.example/7",
        "SENTRY_AUTH_TOKEN": "sntryu_" + "0" * 64,
        "NO_PROXY": "mine.example",
        "MINE": "1",
    }
    build = Build(environment={"MODE": "dark"})
    whole = loaded(Settings(serve=serve, build=build), tmp_path, **variables)
    place = place_of(whole, live=False, yes=False)
    told = Told("http://k@127.0.0.1:9/1", "web@1", "7", own_dsn=own_dsn)
    with opened(place, whole, told) as url, urlopen(url, timeout=20) as answer:
        seen = json.load(answer)

    assert (dsn, proxy) == (seen["SENTRY_DSN"], seen["NO_PROXY"])
    assert ("web@1", "7", "local", "1", "dark") == (
        *(seen[f"SENTRY_{name}"] for name in ("RELEASE", "DIST", "ENVIRONMENT")),
        *(seen["MINE"], seen["MODE"]),
    )
    assert "SENTRY_AUTH_TOKEN" not in seen


def test_an_app_is_told_the_environment_that_is_deployed_to(tmp_path: Path) -> None:
    """Its events stand beside those of the deployed app, whatever the section is called."""
    (tmp_path / "app.py").write_text(TELLING)
    settings = Settings(
        serve=Serve(f"{sys.executable} app.py {{port}}"), deploy=Deploy(environment="production")
    )
    whole = loaded(settings, tmp_path)
    place = place_of(whole, live=False, yes=False)
    told = Told("http://k@127.0.0.1:9/1", "web@1", None, own_dsn=True)
    with opened(place, whole, told) as url, urlopen(url, timeout=20) as answer:
        assert "production" == json.load(answer)["SENTRY_ENVIRONMENT"]


def test_a_live_site_is_there_already() -> None:
    """Nothing is started for it."""
    place = place_of(loaded(Settings(site=SITE)), live=True, yes=True)
    with opened(place, loaded(Settings(site=SITE)), Told("", "", None, own_dsn=True)) as url:
        assert SITE.url == url

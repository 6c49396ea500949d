"""A look at a live site with a browser: which site, and what it is held to."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from buildtools.api.client import Client
from buildtools.config import load
from buildtools.errors import ConfigurationError, NotAuthenticated
from buildtools.inspections.live import Release
from buildtools.ledger import Entry, Ledger
from buildtools.pipeline import in_browser
from buildtools.pipeline.job import NOTHING_ASKED, Asked, InBrowser, Job
from buildtools.pipeline.table import BY_NAME
from buildtools.proof import Proof
from buildtools.proof.record import Record
from buildtools.results import Injected, InjectedPair, Looked
from buildtools.values import DebugId, Pair, digest_of
from tests.web.chromium.speaking import speaking

ID = DebugId("e08a2094-fb8b-58cc-bcc5-18d78fd46660")
SCRIPT = b"shop()\n"
SETTINGS = """\
version: 1
environments:
  local:
    build: {{outputs: [{{path: out, url: "~/"}}]}}
    server: {server}
    {more}
"""
APP = "serve: {{command: '{python} -m http.server -d out --bind 127.0.0.1 {{port}}'}}"
SERVER = "{org: acme, projects: [web]}"
GIVEN = dict.fromkeys(("dsn", "release", "environment", "dist", "tunnel"))

Make = Callable[..., Job]


class OneProject:
    """As much of a client as is asked here."""

    class connection:  # noqa: N801 - as the client has it
        projects = ("web",)

    def dsn(self, project: str) -> str:
        """Return the DSN of a project."""
        return f"https://key@o1.ingest.example.com/{len(project)}"


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make a job of an app with one script."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.js").write_bytes(SCRIPT)
    (tmp_path / "out" / "index.html").write_text('<script src="/a.js"></script>')

    def made(
        asked: Asked = NOTHING_ASKED,
        *,
        more: str = APP.format(python=sys.executable),
        server: str = "sandbox",
        client: Callable[[], OneProject] | None = None,
    ) -> Job:
        (tmp_path / "sentry.yml").write_text(SETTINGS.format(server=server, more=more))
        loaded = load(tmp_path / "sentry.yml", "local", dict(os.environ))
        pair = Pair("out/a.js", None, "~/a.js", None, "browser")
        injected = Injected((InjectedPair(pair, ID, digest_of(SCRIPT), None),))
        entry = Entry(0, {}, injected, "2026-01-01T00:00:00Z", 0.1)
        ledger = Ledger("local", "web@1").record("inject", entry)
        connect: Callable[[], Client] = client or OneProject  # type: ignore[assignment]
        return Job("live", ledger, loaded, loaded.root, connect, asked=asked)

    return made


def looked(job: Job) -> Looked:
    """Do the step."""
    outcome = BY_NAME["live"].run(job)
    assert isinstance(outcome, Looked)
    return outcome


def test_an_app_is_started_and_looked_at_in_a_browser(make: Make, tmp_path: Path) -> None:
    """Where there is no site yet; what the browser sees is added to what was compared."""
    told = [["Error\n    at http://elsewhere/a.js:1:2", ID]]
    browser = speaking(tmp_path, ran=("a.js",), values={"__SENTRY__": [], "_sentryDebugIds": told})
    seen = looked(make(Asked(0, InBrowser(str(browser)))))

    codes = [each.code for each in seen.proof.findings]
    assert (1, 1) == (seen.scripts, seen.right)
    assert "debug-id-not-registered" in codes
    assert "sdk-not-found" in codes
    assert 1 == seen.proof.counts["debug IDs read in a browser"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("server", "client", "codes", "outcome"),
    [
        ("sandbox", None, [], "not-tried"),
        (SERVER, None, [], "passed"),
        (SERVER, NotAuthenticated("no token"), [], "not-tried"),
    ],
)
def test_the_sdk_is_held_to_the_projects_of_the_server(
    make: Make,
    tmp_path: Path,
    server: str,
    client: NotAuthenticated | None,
    codes: list[str],
    outcome: str,
) -> None:
    """Without a token nobody knows which project it should be."""

    def refuse() -> OneProject:
        assert client
        raise client

    dsn = "https://other@o1.ingest.example.com/3"
    sdk = {**GIVEN, "dsn": dsn, "release": "web@1", "environment": "local", "enabled": True}
    browser = speaking(tmp_path, values={"__SENTRY__": [sdk]})
    job = make(
        Asked(0, InBrowser(str(browser))), server=server, client=refuse if client else OneProject
    )
    seen = looked(job)
    kept = next((tmp_path / ".buildtools").rglob("*.jsonl")).read_text()

    assert codes == [each.code for each in seen.proof.findings if each.code.startswith("sdk")]
    project = next(line for line in kept.splitlines() if '"value":"project"' in line)
    assert f'"outcome":"{outcome}"' in project


def test_nothing_is_opened_unasked(make: Make) -> None:
    """And a site that answers nothing is not asked a second time."""
    with pytest.raises(ConfigurationError, match="there is no live site for local"):
        looked(make(Asked(0)))

    site = "site: http://127.0.0.1:9"
    job = make(Asked(0), more=site)
    with in_browser.site(job) as there:
        assert "http://127.0.0.1:9" == there.url.rstrip("/")
        release = Release("web@1", (), job.root)
        seen = Looked(Proof({}), there.url)
        closed = Looked(Proof({}), there.url, reached=False)
        asked = make(Asked(0, InBrowser("/nowhere")), more=site)
        assert seen is in_browser.added(job, there, release, Record(), seen)
        assert closed is in_browser.added(asked, there, release, Record(), closed)


@pytest.mark.parametrize(
    "more", ["site: https://www.example.com", "serve: {command: x, url: 'https://www.example.com'}"]
)
def test_an_event_leaves_this_machine_only_with_a_yes(make: Make, more: str) -> None:
    """It would stand among those of users."""
    asked = Asked(0, InBrowser("/nowhere", event=True))
    with (
        pytest.raises(ConfigurationError, match="which is not this machine") as refused,
        in_browser.site(make(asked, more=more)),
    ):
        pytest.fail("nobody said that it may")
    allowed = Asked(0, InBrowser("/nowhere", event=True, anywhere=True))
    with in_browser.site(make(allowed, more="site: https://www.example.com")) as there:
        assert "--yes" in refused.value.remedy

    assert "https://www.example.com" == there.url.rstrip("/")

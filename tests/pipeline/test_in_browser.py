"""A look at a live site with a browser: which site, and what it is held to."""

import os
import sys
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from buildtools.api.client import Client
from buildtools.api.models.capabilities import Capabilities
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
MAP = b'{"version":3,"sources":["a.ts"],"sourcesContent":["shop()"],"names":[],"mappings":"AAAA"}'
APP = "serve: {{command: '{python} -m http.server -d out --bind 127.0.0.1 {{port}}'}}"
STARTED = APP.format(python=sys.executable)
SERVER = "{org: acme, projects: [web]}"
GIVEN = dict.fromkeys(("dsn", "release", "environment", "dist", "tunnel"))

Make = Callable[..., Job]


class OneProject:
    """As much of a client as is asked here."""

    class connection:  # noqa: N801 - as the client has it
        projects = ("web",)

    events = True

    def capabilities(self) -> Capabilities:
        """Return what it has."""
        none: frozenset[str] = frozenset()
        return Capabilities("sentry", True, True, True, True, none, True, True, self.events)

    def recent_events(self, project: str) -> tuple[str, ...]:
        """Return that there is none."""
        return ()

    def dsn(self, project: str) -> str:
        """Return the DSN of a project."""
        return f"https://key@o1.ingest.example.com/{len(project)}"


class WithoutEvents(OneProject):
    """One that has no events to be read."""

    events = False


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make a job of an app with one script."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.js").write_bytes(SCRIPT)
    (tmp_path / "out" / "index.html").write_text('<script src="/a.js"></script>')

    def made(
        asked: Asked = NOTHING_ASKED,
        *,
        more: str = STARTED,
        server: str = "sandbox",
        client: Callable[[], OneProject] | None = None,
        content: bytes = SCRIPT,
        **variables: str,
    ) -> Job:
        (tmp_path / "sentry.yml").write_text(SETTINGS.format(server=server, more=more))
        loaded = load(tmp_path / "sentry.yml", "local", dict(os.environ) | variables)
        pair = Pair("out/a.js", None, "~/a.js", None, "browser")
        injected = Injected((InjectedPair(pair, ID, digest_of(content), None),))
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


def asked_for_an_event(browser: Path) -> Asked:
    """Ask for an event, too."""
    return Asked(0, InBrowser(str(browser), event=True))


def test_without_a_scenario_the_pages_sdk_sends_an_event(make: Make, tmp_path: Path) -> None:
    """One that cannot says why, and that is an error."""
    values = {"captureException": "it has no DSN", "__SENTRY__": []}
    browser = speaking(tmp_path, ran=("a.js",), values=values)
    code = b"shop()\n//# sourceMappingURL=data:application/json;base64," + b64encode(MAP) + b"\n"
    (tmp_path / "out" / "a.js").write_bytes(code)
    seen = looked(make(asked_for_an_event(browser), content=code))
    lost = [each for each in seen.proof.findings if each.code == "event-not-stored"]

    assert ["the page's SDK does not send it: it has no DSN"] == [each.sentence for each in lost]


@pytest.mark.parametrize("scenario", ["{request: /api}", "{cannot_resolve: it is a text}"])
def test_a_scenario_that_no_page_can_resolve_is_none(
    make: Make, tmp_path: Path, scenario: str
) -> None:
    """The script is not at hand with its map here: that is told, and no pass."""
    (tmp_path / "shop.ts").write_text("throw new Error() // @expect buy\n")
    more = f"{STARTED}\n    scenarios: {{buy: {scenario}}}"
    seen = looked(make(asked_for_an_event(speaking(tmp_path, ran=("a.js",))), more=more))

    told = [each.sentence for each in seen.proof.findings if each.code == "not-tried"]
    assert ["no script that ran in the page is at hand with its map"] == told


def test_a_scenario_is_raised_in_place_of_a_test_event(make: Make, tmp_path: Path) -> None:
    """It is the app's own error; a page that raises none of it is told."""
    (tmp_path / "shop.ts").write_text("throw new Error() // @expect buy\n")
    more = f"{STARTED}\n    scenarios: {{buy: {{page: /none}}}}\n    verify: {{wait_seconds: 1}}"
    browser = speaking(tmp_path)
    job = make(asked_for_an_event(browser), more=more, server=SERVER)
    seen = looked(job)

    assert "scenario-not-reported" in [each.code for each in seen.proof.findings]


def test_a_server_that_gives_no_event_back_is_sent_none(make: Make, tmp_path: Path) -> None:
    """What nobody can read back proves nothing."""
    job = make(asked_for_an_event(speaking(tmp_path)), server=SERVER, client=WithoutEvents)
    seen = looked(job)

    assert "not-offered" in [each.code for each in seen.proof.findings]

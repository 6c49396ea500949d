"""Pages for people: lists with filters, links both ways, and nothing that is asked of others."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
import requests

from buildtools.sandbox.serving import serve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from buildtools.sandbox.serving import Running
    from tests.sandbox.conftest import Api, Clock, Made

PLACE = (1, 14, "h")
TEST_EVENT = {"tags": {"sentry-buildtools": "probe"}, "release": "web@1", "environment": "local"}


class Reader:
    """Somebody who reads pages."""

    def __init__(self, running: Running) -> None:
        self._url = running.url

    def __call__(self, path: str, **asked: str) -> str:
        """Open a page that must be there."""
        answer = requests.get(urljoin(self._url, path), params=asked, timeout=10)
        assert 200 == answer.status_code, path
        return answer.text

    def rows(self, path: str, **asked: str) -> list[str]:
        """Return the titles of the events that a page lists."""
        return re.findall(r'class="title" href="/events/\w+/">([^<]*)', self(path, **asked))


@pytest.fixture
def read(sandbox: Running) -> Reader:
    """Open pages of the sandbox."""
    return Reader(sandbox)


@pytest.fixture
def event_of(made: type[Made]) -> Callable[..., dict[str, Any]]:
    """Make an event with one frame that resolves, of a type."""

    def make(type_: str, *positions: tuple[int, int, str], **more: Any) -> dict[str, Any]:
        event = made.event(*(positions or (PLACE,)), **more)
        event["exception"]["values"][0]["type"] = type_
        return event

    return make


def test_an_empty_sandbox_says_what_to_run(sandbox: Running, read: Reader) -> None:
    """Whoever opens it first learns how something comes into it."""
    page = read("/")

    assert "Nothing here yet" in page
    assert "invoke release --env=local" in page
    assert sandbox.dsn in page
    assert sandbox.token.reveal() not in page
    assert all("None yet" in read(path) for path in ("/events/", "/releases/", "/bundles/"))


def test_events_are_told_by_kind_environment_and_frames(
    api: Api, made: type[Made], read: Reader, event_of: Callable[..., dict[str, Any]]
) -> None:
    """Addresses filter, alone and together, and each says how many there are."""
    api.upload(made.bundle())
    api.send_event(event_of("Own", release="web@1"))
    api.send_event(event_of("Staged", environment="staging"))
    api.send_event(event_of("Half", PLACE, (9, 9, "g")))
    api.send_event(event_of("Lost", (9, 9, "g"), environment="staging"))
    api.send_event(event_of("Raised", tags={"buildtools.scenario": "cart"}))
    api.send_event(event_of("Tried", (1, 14, "control"), PLACE, **TEST_EVENT))
    api.send_event({"platform": "python", "message": "Snake", "tags": [["a", "b"]]})

    def titles(**asked: str) -> list[str]:
        return [title.split(":")[0] for title in read.rows("/events/", **asked)]

    assert ["Snake", "Test event", "Raised", "Lost", "Half", "Staged", "Own"] == titles()
    assert ["Snake", "Lost", "Half", "Staged", "Own"] == titles(kind="app")
    assert ["Test event"] == titles(kind="test")
    assert ["Raised"] == titles(kind="scenario")
    assert ["Lost", "Staged"] == titles(environment="staging")
    assert ["Lost"] == titles(environment="staging", state="minified")
    assert ["Half"] == titles(state="partly")
    assert ["Snake"] == titles(state="nothing to resolve")
    assert ["Test event", "Own"] == titles(release="web@1")
    assert ["Staged"] == titles(q="sTAGed")
    assert 6 == len(titles(q=made.debug_id.upper()))
    assert [] == titles(q="nothing of this")
    assert "No event is like that" in read("/events/", state="moon")
    assert 'staging <span class="number">2</span>' in read("/events/")


@pytest.mark.parametrize("headers", [{"Buildtools.Scenario": "1"}, [["buildtools.scenario", "1"]]])
def test_what_a_request_raised_on_purpose_is_a_scenario(
    api: Api, read: Reader, headers: object
) -> None:
    """An SDK of a server tells the headers of the request, and knows no tag of ours."""
    api.send_event({"message": "stock", "request": {"headers": headers}})
    api.send_event({"message": "own", "request": {"headers": [5, ["cookie", "a"]]}})
    api.send_event({"message": "odd", "request": "GET"})

    assert ["stock"] == read.rows("/events/", kind="scenario")
    assert ["odd", "own"] == read.rows("/events/", kind="app")


def test_a_long_list_comes_in_parts(api: Api, read: Reader) -> None:
    """The filters stay from part to part; a part that is not there is the nearest one."""
    for number in range(53):
        api.send_event({"message": f"m{number}", "environment": "e&f"})
    first = read("/events/", environment="e&f")
    following = re.search(r'rel="next" href="([^"]*)"', first)
    assert following is not None
    last = read.rows(following[1].replace("&amp;", "&"))

    assert 50 == len(read.rows("/events/"))
    assert ["m2", "m1", "m0"] == last
    assert last == read.rows("/events/", page="99")
    assert 50 == len(read.rows("/events/", page="minus one"))
    assert "1–50 of 53" in first


def test_links_lead_both_ways(
    api: Api, made: type[Made], read: Reader, event_of: Callable[..., dict[str, Any]]
) -> None:
    """From a release over its bundle and a file to the events that used it, and back."""
    api.upload(made.bundle(), version="web@1", dist="7")
    sent = api.send_event(event_of("Own", release="web@1"))
    release = read("/releases/web@1/")
    (bundle,) = set(re.findall(r"/bundles/[0-9a-f-]{36}/", release))
    files = re.findall(rf'href="({bundle}file/[^"]+)"', read(bundle))
    shown = [read(path.replace("&amp;", "&")) for path in files]
    event = read(f"/events/{sent['event_id']}/")

    assert 2 == len(files)
    assert all(f"/events/{sent['event_id']}/" in page for page in shown)
    assert all(other.split("?")[1] in page for other, page in zip(files[::-1], shown, strict=True))
    assert f'href="{bundle}"' in event
    assert 'href="/releases/web@1/"' in event
    assert any(path in event for path in files)
    assert f"/events/{sent['event_id']}/" in release
    assert "1 event" in read(bundle)
    assert 'href="/releases/web@1/"' in read("/bundles/")
    assert 'href="/releases/web@1/"' in read("/releases/")


def test_a_file_without_debug_id_knows_its_events_too(
    api: Api, made: type[Made], read: Reader, event_of: Callable[..., dict[str, Any]]
) -> None:
    """By the map that a frame was resolved with."""
    api.upload(made.bundle(made.files(None)), version="web@1")
    sent = api.send_event(event_of("Own", release="web@1", debug_meta={}))
    (bundle,) = set(re.findall(r"/bundles/[0-9a-f-]{36}/", read("/bundles/")))
    files = re.findall(rf'href="({bundle}file/[^"]+)"', read(bundle))

    assert all(f"/events/{sent['event_id']}/" in read(path) for path in files)
    assert "no debug ID" in read(bundle)


def test_an_event_shows_both_sides_of_a_frame(
    api: Api, made: type[Made], read: Reader, event_of: Callable[..., dict[str, Any]]
) -> None:
    """The lines of source, the minified line, and the word in each."""
    api.upload(made.bundle())
    sent = api.send_event(event_of("Own", dist="7", environment="oven"))
    page = read(f"/events/{sent['event_id']}/")

    assert "<strong>hello</strong>" in page
    assert "<code>  <mark>throw</mark> new Error(&#39;x&#39;);</code>" in page
    assert "function h(){<mark>throw</mark> new Error" in page
    assert "https://h/a.js:1:14" in page
    assert all(f"<dd>{value}</dd>" in page for value in ("oven", "7", "javascript", "web"))
    assert "sentry.javascript.browser 10.78.0" in page


def test_a_control_is_no_failure(
    api: Api, made: type[Made], read: Reader, event_of: Callable[..., dict[str, Any]]
) -> None:
    """That nobody's script stays minified is what the test event is to show."""
    api.upload(made.bundle())
    event = event_of("Tried", (1, 1, "control"), PLACE, **TEST_EVENT)
    frames = event["exception"]["values"][0]["stacktrace"]["frames"]
    frames[0]["filename"] = "https://h/nobody.js"
    page = read(f"/events/{api.send_event(event)['event_id']}/")
    frames[0]["filename"] = frames[1]["filename"]
    failed = api.send_event({**event, "event_id": "f" * 32})
    bad = read(f"/events/{failed['event_id']}/")

    assert "1 control stayed minified as it must" in page
    assert "nobody has uploaded this script" in page
    assert ">minified<" not in page
    assert "test event" in page
    assert 'class="state good"' in page
    assert "A control that failed" in bad
    assert 'class="state bad"' in bad


def test_events_of_an_earlier_sandbox_are_listed(
    tmp_path: Path, made: type[Made], api_of: Callable[[Running], Api]
) -> None:
    """Their line is made when the list is first looked at."""
    with serve(tmp_path) as running:
        api_of(running).send_event(made.event(PLACE))
    with sqlite3.connect(tmp_path / "sandbox.sqlite") as db:
        db.execute("drop table summaries")
        db.execute("drop table event_scripts")
    db.close()
    with serve(tmp_path) as running:
        assert ["Error: x"] == Reader(running).rows("/events/")


def test_times_are_told_from_now(api: Api, clock: Clock, read: Reader) -> None:
    """And exactly where the pointer rests."""
    api.send_event({"message": "m"})
    told = []
    for ahead in (0, 90, 3 * 3600, 2 * 86400, 40 * 86400):
        clock.ahead = ahead
        told += re.findall(r"<time [^>]*>([^<]*)</time>", read("/events/"))
    (exact,) = re.findall(r'<time [^>]*title="([^"]*)"', read("/events/"))

    assert ["just now", "1 min ago", "3 h ago", "2 days ago"] == told[:4]
    assert told[4] == exact.split()[0]
    assert exact.endswith(" UTC")


def test_a_time_that_is_none_is_shown_as_it_is(api: Api, read: Reader) -> None:
    """Commits bring times of their own, from other machines."""
    api.post(api.org("releases/"), {"version": "web@1", "projects": ["web"]})
    body = {"commits": [{"id": "c" * 40, "timestamp": "2999-01-01T00:00:00Z"}]}
    api.put(api.org("releases/web@1/"), body)

    assert ">2999-01-01</time>" in read("/releases/web@1/")


def test_pages_ask_for_nothing_foreign(
    api: Api, made: type[Made], read: Reader, event_of: Callable[..., dict[str, Any]]
) -> None:
    """No script, no style in a page, one stylesheet of our own; every link is to a page of ours."""
    api.upload(made.bundle(), version="web@1")
    sent = api.send_event(event_of("Own", release="web@1"))
    (bundle,) = set(re.findall(r"/bundles/[0-9a-f-]{36}/", read("/")))
    paths = ("/", "/events/", f"/events/{sent['event_id']}/", "/releases/", "/releases/web@1/")
    pages = [read(path) for path in (*paths, "/bundles/", bundle)]
    links = {link for page in pages for link in re.findall(r'(?:href|src|action)="([^"]*)"', page)}

    assert all(link.startswith(("/", "#")) and not link.startswith("//") for link in links)
    assert not [page for page in pages if re.search(r"<script|<style|\sstyle=|\son\w+=", page)]
    assert {"/pages.css"} == {link for link in links if "css" in link}


def test_the_stylesheet_is_fetched_once(sandbox: Running) -> None:
    """And again only where it has changed; it asks for nothing itself."""
    first = requests.get(f"{sandbox.url}/pages.css", timeout=10)
    known = {"If-None-Match": first.headers["ETag"]}
    again = requests.get(f"{sandbox.url}/pages.css", headers=known, timeout=10)

    assert "text/css; charset=utf-8" == first.headers["Content-Type"]
    assert 304 == again.status_code
    assert "url(" not in first.text
    assert "@import" not in first.text


@pytest.mark.parametrize("path", ["/bundles/no/", "/bundles/no/file/?path=a", "/releases/no/"])
def test_a_missing_page_leads_back(sandbox: Running, path: str) -> None:
    """It says what is not there, and where everything is."""
    answer = requests.get(sandbox.url + path, timeout=10)

    assert 404 == answer.status_code
    assert "What it has" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]

"""What Sentry costs: what can be told of pairs, and what is measured of pages and servers."""

import contextlib
import http.client
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from buildtools.config import Loaded
from buildtools.errors import BuildFailed
from buildtools.inspections.review import cost
from buildtools.inspections.review.asked import Asked, Scope
from buildtools.inspections.review.cost import Copies, builds, pages, paired, servers, sink
from buildtools.inspections.review.cost.pages import AGAIN, Looked, Timed
from buildtools.project.serving import Running
from buildtools.review.evidence.cost import CostSeen
from buildtools.review.unseen import Unseen
from buildtools.settings import Build, Serve, Settings


@pytest.mark.parametrize(
    ("base", "other", "seen"),
    [
        ([10.0] * 9, [15.0] * 9, True),
        ([10.0] * 9, [15.0] * 8 + [9.0], True),
        ([10.0] * 9, [15.0] * 7 + [9.0, 9.0], False),
        ([10.0, 30.0] * 4, [15.0, 35.0] * 4, True),
        ([10.0, 11.0, 12.0], [15.0, 16.0, 17.0], True),
        ([10.0, 11.0, 16.0], [15.0, 16.0, 17.0], False),
        ([10.0, 11.0], [15.0, 16.0], False),
        ([10.0] * 9, [10.0] * 9, False),
        ([10.0] * 9, [5.0] * 9, False),
        ([10.0] * 9, [12.0] * 9, False),
    ],
)
def test_a_difference_is_seen_where_chance_would_hardly_make_it(
    base: list[float], other: list[float], seen: bool
) -> None:
    """Noise is never told as a cost, and a cost is not lost in the noise of the machine."""
    assert seen == paired.difference(base, other, 3.0).seen


def test_differences_are_taken_pair_by_pair() -> None:
    """What else the machine does moves both of a pair."""
    found = paired.difference([10.0, 90.0, 20.0], [15.0, 96.0, 24.0])

    assert (5.0, 4.0, 6.0, 3) == found.spread


def test_turns_are_turned_round_and_the_first_is_not_kept() -> None:
    """Whoever is always first would pay for caches that others find filled."""
    asked: list[str] = []

    def measure(name: str) -> int:
        asked.append(name)
        return len(asked)

    kept = paired.in_turns({"a": lambda: measure("a"), "b": lambda: measure("b")}, 2)

    assert ["b", "a", "a", "b", "b", "a"] == asked
    assert {"a": [3, 6], "b": [4, 5]} == kept


def test_a_figure_below_its_noise_says_so() -> None:
    """It is kept with its range, and nobody takes it for a cost."""
    seen = paired.figure("page-cpu", paired.difference([1.0] * 9, [21.0] * 9, 3), "Chromium")
    lost = paired.figure("page-cpu", paired.difference([1.0] * 9, [2.0] * 9, 3), "Chromium")

    assert (20.0, 9, "Chromium") == (seen.value, seen.n, seen.source)
    assert f"Chromium; {paired.BELOW}" == lost.source


class Pages:
    """Pages that take what they are said to: the double of a browser."""

    version = "Chrome/1"

    def __init__(self, takes: Mapping[str, float], runs: Mapping[str, Looked]) -> None:
        self._takes, self._runs = takes, runs
        self.visited: list[str] = []

    def visit(self, url: str) -> Timed:
        self.visited.append(url)
        return Timed(self._takes[url], 1.0, 2e6, 300)

    def look(self, url: str) -> Looked:
        return self._runs[url]


def test_pages_are_told_above_the_first() -> None:
    """The figure is the last one's; each has a row."""
    visits = Pages({"/0": 10.0, "/1": 40.0, "/2": 70.0}, {})
    measured = pages.measure(visits, {"none": "/0", "init": "/1", "replay": "/2"}, 9)
    (figure,), table = pages.told(measured, visits.version)

    assert ("page-cpu", 60.0, 9) == (figure.name, figure.value, figure.n)
    assert [None, 30.0, 60.0] == [row[5] for row in table.rows]
    assert ["", "seen", "seen"] == [row[8] for row in table.rows]
    assert [None, 120, 240] == [row[9] for row in table.rows]
    assert "a phone was not measured" in table.note
    assert 30 == len(visits.visited)


def test_a_page_that_differs_from_itself_leaves_no_figure() -> None:
    """The machine is too busy then to tell anything."""
    visits = Pages({"/0": 10.0, "/0b": 40.0, "/2": 70.0}, {})
    measured = pages.measure(visits, {"none": "/0", AGAIN: "/0b", "replay": "/2"}, 9)
    figures, table = pages.told(measured, visits.version)

    assert [] == figures
    assert "too busy" in table.note


FINE = Looked(1, ())
BARE = Looked(0, ())


@pytest.mark.parametrize(
    ("bare", "full", "why"),
    [
        (BARE, FINE, ""),
        (Looked(0, ("Error: a",)), Looked(1, ("Error: a",)), ""),
        (BARE, BARE, "no SDK is at work"),
        (FINE, FINE, "an SDK is at work"),
        (Looked(0, ("TypeError: init",)), FINE, "throws: TypeError: init"),
    ],
)
def test_pages_are_compared_only_where_both_are_what_they_are_to_be(
    bare: Looked, full: Looked, why: str
) -> None:
    """A page that broke looks cheap, and Sentry dear."""
    found = pages.hindrance(Pages({}, {"/0": bare, "/1": full}), "/0", "/1")

    assert bool(why) == bool(found)
    assert why in found


DSN = "https://0123456789abcdef0123456789abcdef@o1.ingest.de.sentry.io/42"


def test_events_of_measured_apps_reach_nobody() -> None:
    """Neither by a DSN in a variable, nor by one that is built in."""
    environ = {"APP_DSN": DSN, "SENTRY_DSN": DSN, "HOME": "/h", "no_proxy": "*"}
    given = sink.leading_to("http://127.0.0.1:7", environ)

    assert "/h" == given["HOME"]
    assert f"http://{'0' * 32}@127.0.0.1:7/1" == given["APP_DSN"] == given["SENTRY_DSN"]
    assert "http://127.0.0.1:7" == given["https_proxy"]
    assert "127.0.0.1,localhost" == given["no_proxy"]


def test_a_listener_takes_envelopes_and_leads_nowhere() -> None:
    """It answers as a server would, so that an SDK goes on."""
    with sink.listening() as url:
        port = urlsplit(url).port
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as asking:
            asking.request("POST", "/api/1/envelope/", body=b"x" * 100_000)
            taken = asking.getresponse()
            body = taken.read()
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as asking:
            asking.request("CONNECT", "o1.ingest.de.sentry.io:443")
            led = asking.getresponse().status

    assert (200, b"{}", 403) == (taken.status, body, led)


APP = """
import http.server, sys
class App(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        sum(range(int(sys.argv[2])))
        self.send_response(500 if self.path == "/broken" else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")
    def log_message(self, *told): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), App).serve_forever()
"""


def app(folder: Path, work: int) -> servers.App:
    """Return an app that works for each request."""
    folder.mkdir()
    (folder / "app.py").write_text(APP)
    serve = Serve(f"exec {sys.executable} -S app.py {{port}} {work}", seconds=30)
    return servers.App(serve, folder, {})


def test_a_server_is_measured_by_its_own_cpu(tmp_path: Path) -> None:
    """Whoever asks is another process, whose work counts nothing."""
    apps = {"light": app(tmp_path / "a", 1), "heavy": app(tmp_path / "b", 400_000)}
    with servers.all_running(apps) as there:
        asked = {name: servers.request_us(each, 10) for name, each in there.items()}
        with pytest.raises(BuildFailed, match="answers 500"):
            servers.request_us(Running(f"{there['light'].url}/broken", there["light"].leader), 1)
    starts = servers.measure_starts({"light": apps["light"]}, 1)

    assert asked["heavy"] > asked["light"] > 0
    assert starts["light"][0] > 0
    with pytest.raises(BuildFailed, match="does not answer"):
        servers.request_us(Running(there["light"].url, 1), 1)


def test_a_server_is_told_in_two_rows() -> None:
    """Its start and a request, each with what the difference says."""
    starts = {"a": [100.0] * 5, "b": [400.0, 410.0, 390.0, 400.0, 405.0]}
    figures, table = servers.told(starts, {"a": [40.0] * 9, "b": [41.0] * 9})

    assert [("server-start-cpu", 300.0), ("server-request-cpu", 1.0)] == [
        (each.name, each.value) for each in figures
    ]
    assert ["seen", paired.BELOW] == [row[-1] for row in table.rows]


def scope(settings: Settings, asked: Asked, root: Path = Path()) -> Scope:
    def nobody() -> Any:
        raise AssertionError("no server is asked")

    return Scope(Loaded("production", settings, {}, {}, root), None, nobody, asked)


def no_build() -> Unseen:
    return Unseen("this bundler cannot leave packages out")


@contextlib.contextmanager
def same(scope: Scope) -> Iterator[Scope]:
    yield scope


NONE = Copies(no_build, same, lambda _: ())
COST = Asked(cost=True)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (Asked(), "--cost was not given"),
        (Asked(cost=True, only=frozenset({"server"})), "--only=server"),
    ],
)
def test_what_nobody_asked_for_is_not_measured(asked: Asked, why: str) -> None:
    """Nothing is started, and nothing built."""
    found = cost.measure(scope(Settings(serve=Serve("app {port}")), asked), NONE)

    assert isinstance(found, Unseen)
    assert why in found.why
    assert not found.asked


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (Settings(), "set serve"),
        (Settings(serve=Serve("x", "http://127.0.0.1:80")), "one port for both"),
        (Settings(serve=Serve("app {port}")), "this bundler cannot leave packages out"),
    ],
)
def test_without_the_other_app_nothing_is_invented(settings: Settings, why: str) -> None:
    """A cost is a difference, and half of one is none: a table says why."""
    found = cost.measure(scope(settings, COST), NONE)

    assert isinstance(found, CostSeen)
    assert () == found.figures
    ((what, told),) = found.tables[0].rows
    assert "pages, server and build" == what
    assert why in str(told)
    assert (f"{what}: {told}",) == found.untried


def test_an_app_that_does_not_start_is_told_for_each_part(tmp_path: Path) -> None:
    """The review goes on."""
    serve = Serve("exit 3", seconds=5)
    there = scope(Settings(serve=serve), COST, tmp_path)
    found = cost.measure(there, Copies(lambda: there, same, lambda _: ()))

    assert isinstance(found, CostSeen)
    assert ["pages", "server", "build"] == [each.partition(":")[0] for each in found.untried]
    assert all("ended with 3" in each for each in found.untried[:2])
    assert "build.command is not set" in found.untried[2]


BUILD = """
import pathlib, sys
sum(range(int(sys.argv[1])))
out = pathlib.Path("out")
out.mkdir()
(out / "a.js").write_text("x")
"""


def test_a_build_begins_with_nothing_each_time(tmp_path: Path) -> None:
    """What the one before has left would be taken from its cache."""
    copies = {}
    for name, work in (("without Sentry", 1), ("with Sentry", 12_000_000)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "build.py").write_text(BUILD)
        command = f"{sys.executable} -S build.py {work}"
        copies[name] = builds.Copy(command, folder, {}, [folder / "out"])
    measured = builds.measure(copies, 1)
    (figure,), table = builds.told(measured)

    assert measured["with Sentry"][0] > measured["without Sentry"][0] > 0
    assert ("build-cpu", 1) == (figure.name, figure.n)
    assert paired.BELOW in figure.source
    assert ["without Sentry", "with Sentry", "the difference"] == [row[0] for row in table.rows]


def test_three_builds_that_lie_apart_are_enough() -> None:
    """Of three pairs their signs say too little; their ranges do."""
    apart = {"without Sentry": [18e3, 19e3, 20e3], "with Sentry": [27e3, 26e3, 28e3]}
    (figure,), _ = builds.told(apart)

    assert (8000.0, 3) == (figure.value, figure.n)
    assert paired.BELOW not in figure.source


def test_a_build_that_fails_is_no_measurement(tmp_path: Path) -> None:
    """It took little, and made nothing."""
    with pytest.raises(BuildFailed, match="ended with 4") as caught:
        builds.build_ms(builds.Copy("echo broken; exit 4", tmp_path, {}, []))

    assert ("broken",) == caught.value.evidence


def test_builds_are_measured_in_copies(tmp_path: Path) -> None:
    """The app's own outputs, injected as they are, stay."""
    command = f"{sys.executable} -S -c 'pass'"
    settings = Settings(serve=Serve("exit 3", seconds=5), build=Build(command=command))
    asked: list[Scope] = []

    @contextlib.contextmanager
    def copied(scope: Scope) -> Iterator[Scope]:
        asked.append(scope)
        yield scope

    there = scope(settings, COST, tmp_path)
    found = cost.measure(there, Copies(lambda: there, copied, lambda _: ()))

    assert isinstance(found, CostSeen)
    assert ["build-cpu"] == [each.name for each in found.figures]
    assert ["cost-build", "cost-not-measured"] == [each.name for each in found.tables]
    assert 1 == len(asked)

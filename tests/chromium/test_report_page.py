"""The page of a report in a real browser: accessible, alone, without JavaScript, under a policy."""

from __future__ import annotations

import base64
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, NamedTuple

import pytest

from buildtools.reports.html.page import page as written
from buildtools.reports.html.palette import COLOURS, LEAST_CONTRAST, contrast
from buildtools.web.chromium import Chromium, Page
from tests.reports.html import making

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from buildtools.reports.full.report import FullReport

pytestmark = pytest.mark.chromium

REPORTS: dict[str, Callable[[], FullReport]] = {
    "clean": making.clean,
    "failed": making.failed,
    "stopped": making.stopped,
    "warned": making.warned,
    "many": lambda: making.many(60, findings=200),
}
RULES = "axe.run(document, {resultTypes: ['violations', 'incomplete']})"
OPEN = "document.querySelectorAll('details').forEach(each => { each.open = true; })"
WIDE = """[...document.querySelectorAll("body *")].filter(each =>
  each.getBoundingClientRect().right > innerWidth + 1 && !each.closest(".map, .hidden, .wide")
).map(each => each.outerHTML.slice(0, 80))"""
STOPS = """[...document.querySelectorAll("a, summary, [tabindex]")].map(each => {
  each.focus();
  const shown = each.matches(":focus") && getComputedStyle(each).outlineStyle !== "none";
  return [each.tagName, shown];
})"""
DRAWN = """[...document.querySelectorAll(".tile text")].flatMap(text => {
  const standing = text.closest(".tile").classList[1];
  const grounds = document.querySelectorAll(`#${standing}-hatch rect`);
  return [...(grounds.length ? grounds : document.querySelectorAll(`#${standing}`))].map(
    ground => [getComputedStyle(text).fill, getComputedStyle(ground).fill]);
})"""
SIGN = """[getComputedStyle(document.querySelector(".sign text")).fill,
  getComputedStyle(document.querySelector(".verdict")).backgroundColor]"""
FOLDED = """[...new Set([...document.querySelectorAll("details > :not(summary)")].map(
  each => each.checkVisibility()))]"""
JENKINS = "sandbox allow-same-origin; default-src 'none'; img-src 'self'; style-src 'self';"
"""What Jenkins sends with files that a build has kept. Source: its handbook, Configuring CSP."""


class Look(NamedTuple):
    """How wide, and in which scheme."""

    width: int
    dark: bool


LOOKS = [Look(width, dark) for width in (320, 900, 1600) for dark in (False, True)]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every page as a file of its own."""
    folder = tmp_path_factory.mktemp("reports")
    for name, make in REPORTS.items():
        (folder / f"{name}.html").write_text(written(make()), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in REPORTS}


@pytest.fixture(
    scope="module",
    params=LOOKS,
    ids=lambda look: f"{look.width}-{'dark' if look.dark else 'light'}",
)
def seen(request: pytest.FixtureRequest) -> Iterator[Page]:
    """A browser of this width and scheme."""
    look: Look = request.param
    flags = ("--blink-settings=preferredColorScheme=0",) if look.dark else ()
    with Chromium.start(flags=flags) as browser, browser.page() as page:
        page.resize(look.width, 900)
        yield page


@pytest.fixture(params=REPORTS)
def opened(request: pytest.FixtureRequest, seen: Page, places: dict[str, Path]) -> Page:
    """A page that was just opened from its file, and how much was seen before."""
    seen.requests.clear()
    seen.entries.clear()
    seen.go(places[request.param].as_uri())
    return seen


def test_it_is_alone_accessible_and_readable(opened: Page, axe: str) -> None:
    """One request, no word in the console, no rule broken, nothing cut off, all by keyboard.

    What axe leaves to somebody is text that is drawn, and that is computed below.
    """
    asked, said = len(opened.requests), list(opened.entries)
    opened.evaluate(OPEN)
    wide, stops = opened.evaluate(WIDE), opened.evaluate(STOPS)
    told = opened.evaluate(f"{axe};\n{RULES}")
    broken = [
        f"{kind}: {rule['id']}: {node['html'][:120]}"
        for kind in ("violations", "incomplete")
        for rule in told[kind]
        for node in rule["nodes"]
        if not (rule["id"] == "color-contrast" and node["html"].startswith(("<text", "<tspan")))
    ]

    assert (1, []) == (asked, said)
    assert [] == broken
    assert [] == wide
    assert {True} == {shown for _, shown in stops}
    assert {"A", "SUMMARY", "DIV"} >= {tag for tag, _ in stops}


def test_drawn_text_can_be_read(opened: Page) -> None:
    """As the browser has computed its colours, on each colour that it stands on."""
    pairs = [*opened.evaluate(DRAWN), opened.evaluate(SIGN)]

    assert len(pairs) > 1
    assert [] == [
        (text, ground)
        for text, ground in pairs
        if contrast(_hex(text), _hex(ground)) < LEAST_CONTRAST
    ]


def _hex(computed: str) -> str:
    red, green, blue = computed.removeprefix("rgb(").removesuffix(")").split(", ")
    return f"#{int(red):02x}{int(green):02x}{int(blue):02x}"


def test_the_scheme_of_the_reader_is_taken(seen: Page, places: dict[str, Path]) -> None:
    """The control of all looks: in the dark it is dark."""
    seen.go(places["clean"].as_uri())
    dark = seen.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    ground = _hex(seen.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert (COLOURS["ground"].dark if dark else COLOURS["ground"].light) == ground


def test_without_javascript_it_is_the_same(places: dict[str, Path]) -> None:
    """To the pixel."""
    pictures = []
    for off in (False, True):
        with Chromium.start() as browser, browser.page() as page:
            page.resize(900, 2400)
            page.command("Emulation.setScriptExecutionDisabled", value=off)
            page.go(places["failed"].as_uri())
            pictures.append(page.command("Page.captureScreenshot")["data"])

    assert pictures[0] == pictures[1]


def test_on_paper_all_of_it_is_open(places: dict[str, Path]) -> None:
    """Nobody can open a part of a sheet of paper, and it is light whatever the screen was."""
    flags = ("--blink-settings=preferredColorScheme=0",)
    with Chromium.start(flags=flags) as browser, browser.page() as page:
        page.go(places["failed"].as_uri())
        on_screen = page.evaluate(FOLDED)
        page.command("Emulation.setEmulatedMedia", media="print")
        on_paper = page.evaluate(FOLDED)
        colour = page.evaluate("getComputedStyle(document.documentElement).printColorAdjust")
        ground = _hex(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        pdf = base64.b64decode(page.command("Page.printToPDF", printBackground=True)["data"])

    assert ([False], [True]) == (on_screen, on_paper)
    assert ("exact", COLOURS["ground"].light) == (colour, ground)
    assert pdf.startswith(b"%PDF-")


class Jenkins:
    """A server that gives one file as Jenkins gives what a build has kept."""

    def __init__(self, file: Path) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                data = file.read_bytes()
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Security-Policy", JENKINS)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/report.html"

    def close(self) -> None:
        """Stop it."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def jenkins(places: dict[str, Path]) -> Iterator[Jenkins]:
    """The page of a failed proof, kept by a build."""
    server = Jenkins(places["failed"])
    yield server
    server.close()


def test_under_a_policy_without_styles_it_is_still_read(jenkins: Jenkins) -> None:
    """Drawings keep their colours, sizes and marks, and nothing but the page was asked for."""
    with Chromium.start() as browser, browser.page() as page:
        page.resize(900, 2400)
        page.go(jenkins.url)
        found = {name: _attributes(page, f"#{name}") for name in ("proven", "wrong")}
        pairs = page.evaluate(DRAWN)
        styled = page.evaluate(
            "getComputedStyle(document.body).maxWidth + document.styleSheets.length"
        )
        high = page.evaluate("document.querySelector('.map').getBoundingClientRect().height")
        asked = [request.url for request in page.requests if not request.failed]

    assert "none0" == styled
    assert high > 90
    assert {jenkins.url} == set(asked) - {jenkins.url.replace("report.html", "favicon.ico")}
    assert COLOURS["proven"].light == found["proven"]
    assert pairs
    for text, ground in pairs:
        assert contrast(_hex(text), _hex(ground)) >= LEAST_CONTRAST


def _attributes(page: Page, selector: str) -> str:
    fill: str = page.evaluate(f"document.querySelector('{selector}').getAttribute('fill')")
    return fill

"""The sandbox's pages in a real browser: accessible, narrow and wide, in light and in dark."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import pytest
import requests

from buildtools.sandbox.serving import serve
from buildtools.web.chromium import Chromium, Page
from tests.sandbox.conftest import Api, make_bundle, make_event

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.chromium

RULES = "axe.run(document, {resultTypes: ['violations', 'incomplete']})"
PLACE = (1, 14, "h")
WIDE = """[...document.querySelectorAll("body *")].filter(each => {
  const box = each.getBoundingClientRect();
  return box.right > innerWidth + 1 && !each.closest(".code, .hidden");
}).map(each => each.outerHTML.slice(0, 80))"""
STOPS = "a, button, input, summary, [tabindex='0']"
UNMARKED = f"""[...document.querySelectorAll("{STOPS}")].filter(each => {{
  each.focus();
  return each.matches(":focus") && getComputedStyle(each).outlineStyle === "none";
}}).map(each => each.outerHTML.slice(0, 80))"""


class Look(NamedTuple):
    """How pages are looked at; all of them, or those on which most can be seen."""

    width: int
    dark: bool
    only: tuple[str, ...] = ()


SOME = ("nothing", "overview", "events", "partly")
LOOKS = [
    *(Look(400, dark=False), Look(1400, dark=True)),
    *(Look(400, dark=True, only=SOME), Look(1400, dark=False, only=SOME)),
]


class Visit(NamedTuple):
    """What a page told."""

    broken: list[str]
    wide: list[str]
    unmarked: list[str]
    first_stop: str
    dark: bool
    width: int


class Tour(NamedTuple):
    """What came of a look at all pages."""

    look: Look
    visits: dict[str, Visit]
    page: Page


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A sandbox with some of everything, and one with nothing; its pages by name."""
    with (
        serve(tmp_path_factory.mktemp("full"), projects=("web", "shop")) as full,
        serve(tmp_path_factory.mktemp("empty")) as empty,
        requests.Session() as session,
    ):
        api = Api(full, session)
        events = fill(api)
        (bundle,) = api.get(api.project("files/artifact-bundles/")).json()
        at = f"{full.url}/bundles/{bundle['bundleId']}/"
        yield {
            "nothing": empty.url,
            "no events": f"{empty.url}/events/",
            "overview": full.url,
            "events": f"{full.url}/events/",
            "filtered": f"{full.url}/events/?kind=app&page=2&q=o",
            "releases": f"{full.url}/releases/",
            "release": f"{full.url}/releases/web@1/",
            "bundles": f"{full.url}/bundles/",
            "bundle": at,
            "file": f"{at}file/?path=files/_/_/a.js",
            "missing": f"{full.url}/releases/no/",
            **{name: f"{full.url}/events/{event_id}/" for name, event_id in events.items()},
        }


def fill(api: Api) -> dict[str, str]:
    """Upload and send; give the IDs of the events that pages are looked at."""
    api.upload(make_bundle(), version="web@1", dist="7")
    api.put(api.org("releases/web@1/"), {"commits": [{"id": "c" * 40, "message": "bake"}]})
    api.post(api.org("releases/web@1/deploys/"), {"environment": "oven"})
    tests = {"sentry-buildtools": "probe"}
    events = {
        "resolved": make_event(PLACE, release="web@1", tags={"oven": "3"}),
        "partly": make_event((9, 9, "g"), PLACE, release="web@1"),
        "minified": make_event(PLACE, debug_id="", release="web@9", environment="staging"),
        "test event": make_event((1, 1, "control"), PLACE, release="web@1", tags=tests),
        "scenario": make_event(PLACE, tags={"buildtools.scenario": "cart"}),
        "message": {"message": "no more bread " * 30},
    }
    events["test event"]["exception"]["values"][0]["stacktrace"]["frames"][0]["filename"] = "no.js"
    for number in range(60):
        api.send_event({"message": f"another loaf {number}"})
    return {name: api.send_event(event)["event_id"] for name, event in events.items()}


@pytest.fixture(
    scope="module",
    params=LOOKS,
    ids=lambda look: f"{look.width}-{'dark' if look.dark else 'light'}",
)
def tour(request: pytest.FixtureRequest, pages: dict[str, str], axe: str) -> Iterator[Tour]:
    """Look at the pages so, each once."""
    look: Look = request.param
    flags = ("--blink-settings=preferredColorScheme=0",) if look.dark else ()
    with Chromium.start(flags=flags) as browser, browser.page() as page:
        page.resize(look.width, 900)
        chosen = look.only or tuple(pages)
        yield Tour(look, {name: visit(page, pages[name], axe) for name in chosen}, page)


def visit(page: Page, url: str, axe: str) -> Visit:
    """Open a page, and ask it everything."""
    page.go(url)
    wide, width = page.evaluate(WIDE), page.evaluate("innerWidth")
    told = page.evaluate(f"{axe};\n{RULES}")
    broken = [
        f"{kind}: {rule['id']}: {node['html'][:120]}"
        for kind in ("violations", "incomplete")
        for rule in told[kind]
        for node in rule["nodes"]
    ]
    first = page.evaluate("document.querySelector('a, button, input').getAttribute('href')")
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    return Visit(broken, wide, page.evaluate(UNMARKED), first, dark, width)


def test_they_are_looked_at_so(tour: Tour) -> None:
    """The control: the browser has the width and the scheme that were asked for."""
    seen = {(visit.width, visit.dark) for visit in tour.visits.values()}

    assert {(tour.look.width, tour.look.dark)} == seen


def test_pages_are_accessible(tour: Tour) -> None:
    """No rule is broken, and none is left for somebody to decide; contrast is among them."""
    assert {} == {name: visit.broken for name, visit in tour.visits.items() if visit.broken}


def test_nothing_is_cut_off(tour: Tour) -> None:
    """A page never scrolls sideways; only lines of code do, in their box."""
    assert {} == {name: visit.wide for name, visit in tour.visits.items() if visit.wide}


def test_pages_are_used_by_keyboard(tour: Tour) -> None:
    """The first stop leads past the navigation, and every stop can be seen."""
    assert {"#main"} == {visit.first_stop for visit in tour.visits.values()}
    assert {} == {name: visit.unmarked for name, visit in tour.visits.items() if visit.unmarked}


def test_nothing_is_asked_of_others(tour: Tour) -> None:
    """Neither of another host nor for a script, and the pages' policy refuses nothing of theirs."""
    hosts = {request.url.split("/")[2].partition(":")[0] for request in tour.page.requests}
    refused = [entry for entry in tour.page.entries if "Content Security Policy" in entry.text]

    assert {"127.0.0.1"} == hosts
    assert [] == refused
    assert "Script" not in {request.kind for request in tour.page.requests}


def test_the_rules_notice_what_is_wrong(tour: Tour) -> None:
    """The control of axe itself: text that is too pale, and a picture without words."""
    bad = "<p>too pale to be read</p><img src=/none>"
    tour.page.evaluate(f"document.querySelector('main').innerHTML = {json.dumps(bad)}")
    tour.page.evaluate("document.querySelector('main p').style.color = '#888'")
    tour.page.evaluate("document.querySelector('main p').style.background = '#777'")
    told = tour.page.evaluate(RULES)

    assert {"image-alt", "color-contrast"} <= {rule["id"] for rule in told["violations"]}

"""The page: its verdict first, nothing that steers a reader's browser, nothing left out unsaid."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

from buildtools.findings import finding, subjects
from buildtools.ledger import Failed
from buildtools.proof.trials import Original
from buildtools.reports.full.report import FullReport
from buildtools.reports.full.weight import Weighed
from buildtools.reports.html.page import page
from buildtools.reports.html.palette import COLOURS, TEXTS
from buildtools.review.reviewed import Table
from tests.reports.html import making

GOLDEN = Path(__file__).parent / "golden"
TEMPLATES = files("buildtools.reports.html") / "templates"
REPORTS = {
    "clean": making.clean,
    "failed": making.failed,
    "stopped": making.stopped,
    "warned": making.warned,
}
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HOSTILE = (
    "\"'><script>alert(1)</script><img src=//evil.test onerror=alert(1)></title></style>"
    "{{ 7*7 }}{% raw %}<!-- javascript:alert(1) &lt;b&gt; " + BIDI + "\x00\x1b[2J\r\n\ud800"
)
LARGEST_SMALL, LARGEST = 30_000, 1_000_000
FETCHES = {"src", "srcset", "data", "poster", "action", "formaction", "ping", "background", "style"}


class Read(HTMLParser):
    """A page as a browser reads it: its elements in order, its texts, its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data)

    def attributes(self) -> Iterator[tuple[str, str, str]]:
        """Return each attribute with its element."""
        for tag, attributes in self.elements:
            yield from ((tag, name, value) for name, value in attributes.items())


@pytest.fixture(params=REPORTS)
def report(request: pytest.FixtureRequest) -> FullReport:
    """One report of each kind."""
    return REPORTS[request.param]()


@pytest.mark.parametrize("name", REPORTS)
def test_it_is_the_page_that_was_looked_at(name: str) -> None:
    """A change of it is seen in review: `python -m tests.reports.html.golden` writes these anew."""
    assert (GOLDEN / f"{name}.html").read_text(encoding="utf-8") == page(REPORTS[name]())


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("clean", "✓ proven and finalized · shop@1.4.0 · production"),
        ("failed", "✕ failed at verify · shop@1.4.0 · production"),
        ("stopped", "✕ failed at upload · shop@1.4.0 · production"),
    ],
)
def test_the_verdict_is_read_in_the_tab(name: str, title: str) -> None:
    """Who has twenty tabs open sees which one is wrong."""
    assert f"<title>{title}</title>" in page(REPORTS[name]())


def test_what_counts_comes_first(report: FullReport) -> None:
    """The verdict, what to do, what failed, then all the rest."""
    text = page(report)
    wanted = [
        *("<h1>", *(["Next:"] if report.command else []), 'id="noticed"', 'id="steps"'),
        *('id="scripts"', 'id="weight"', 'id="frames"', 'id="checks"', 'id="made"'),
    ]

    assert sorted(wanted, key=text.index) == wanted
    assert report.command in text


def test_errors_come_before_warnings_and_say_what_helps() -> None:
    """A reader who stops after the first lines knows what to do."""
    text = page(making.failed())
    noticed = text[text.index('id="noticed"') : text.index('id="steps"')]

    assert noticed.index("frame-wrong") < noticed.index("source-contradicts")
    assert "<strong>Fix:</strong>" in noticed
    assert "out/web/money.js:1:2043" in noticed


def test_an_error_that_was_noticed_is_not_told_twice() -> None:
    """The failure's own evidence is there where nothing else tells of it."""
    noticed = page(making.failed()).partition('id="steps"')[0]

    assert 1 == noticed.count("resolves to ../src/till.ts:44")
    assert "502 Bad Gateway" in page(making.stopped())


def test_nothing_is_fetched_and_nothing_runs(report: FullReport) -> None:
    """It is opened behind a firewall, from an archive, under the policy of a CI system."""
    read = Read(page(report))
    tags = {tag for tag, _ in read.elements}
    hrefs = {value for _, name, value in read.attributes() if name in ("href", "xlink:href")}
    style = page(report).partition("<style>")[2].partition("</style>")[0]

    assert set() == tags & {"script", "link", "img", "iframe", "object", "embed", "image", "base"}
    assert [] == [name for _, name, _ in read.attributes() if name in FETCHES or name[:2] == "on"]
    assert {"#"} == {href[:1] for href in hrefs}
    assert [] == re.findall(r"url\(|@import|expression\(", style)
    assert {"url(#"} >= set(re.findall(r"url\(.", page(report)))


def test_a_policy_of_its_own_allows_its_style_alone(report: FullReport) -> None:
    """Were anything ever unescaped, it could neither run nor ask anybody."""
    policy = next(
        attributes["content"]
        for tag, attributes in Read(page(report)).elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )

    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def _hostile(report: FullReport) -> FullReport:
    """The same report with the same hostile text in everything that others can name."""
    found = finding(
        "frame-wrong", subjects.File(HOSTILE), HOSTILE, HOSTILE, also=[subjects.Url(HOSTILE)]
    )
    accepted = msgspec.structs.replace(
        finding("map-stale", subjects.Source(HOSTILE), HOSTILE), accepted=HOSTILE
    )
    table = Table("weight-by-package", HOSTILE, (HOSTILE,), ((HOSTILE, 1, 2),), HOSTILE, HOSTILE)
    pages = Table("weight-by-page", HOSTILE, (HOSTILE, HOSTILE), ((HOSTILE, HOSTILE),), HOSTILE)
    lines = [
        msgspec.structs.replace(line, words=HOSTILE, findings=(found, accepted))
        for line in report.lines
    ]
    shown = Original(HOSTILE, 1, 2, HOSTILE, HOSTILE, HOSTILE)
    frames = [
        msgspec.structs.replace(
            each, url=HOSTILE, script=HOSTILE, expected=shown, shown=shown, why=HOSTILE
        )
        for each in report.frames
    ]
    failure = report.failure and msgspec.structs.replace(
        report.failure,
        step="build",
        what=HOSTILE,
        evidence=(HOSTILE,),
        remedy=HOSTILE,
        code=HOSTILE,
    )
    of_pairs = [
        msgspec.structs.replace(each, script=HOSTILE, why=HOSTILE, debug_id=HOSTILE)
        for each in report.pairs
    ]
    checks = [msgspec.structs.replace(each, what=HOSTILE, why=HOSTILE) for each in report.checks]
    return msgspec.structs.replace(
        report,
        release=HOSTILE,
        dist=HOSTILE,
        environment=HOSTILE,
        app=HOSTILE,
        server=HOSTILE,
        sentence=HOSTILE,
        kept=HOSTILE,
        next_command=report.next_command and HOSTILE,
        lacking=(HOSTILE,),
        lines=tuple(lines),
        frames=tuple(frames),
        failure=failure,
        pairs=tuple(of_pairs),
        checks=tuple(checks),
        weight=Weighed(HOSTILE, HOSTILE, (), (table, pages)),
    )


def test_whatever_others_name_is_text_and_nothing_else(report: FullReport) -> None:
    """Names of files, messages of servers and lines of source may hold markup, and worse."""
    text = page(_hostile(report))
    read = Read(text)

    assert {tag for tag, _ in read.elements} <= {tag for tag, _ in _every_element()}
    assert {name for _, name, _ in read.attributes()} <= {name for _, name in _every_attribute()}
    assert [] == re.findall(
        r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]",
        text,
    )
    assert "<script>alert(1)</script>" in "".join(read.texts)
    assert text.encode()


def _every_element() -> Iterator[tuple[str, dict[str, str]]]:
    for make in REPORTS.values():
        yield from Read(page(make())).elements
    yield ("details", {})
    yield ("summary", {})


def _every_attribute() -> Iterator[tuple[str, str]]:
    for make in REPORTS.values():
        yield from ((tag, name) for tag, name, _ in Read(page(make())).attributes())


def test_templates_trust_nothing_but_our_own_style() -> None:
    """One word in a template would undo all escaping."""
    trusted = [
        (file.name, found)
        for file in TEMPLATES.iterdir()
        for found in re.findall(
            r"\{\{[^}]*\|\s*safe[^}]*\}\}|\{% *autoescape", file.read_text("utf-8")
        )
    ]

    assert {
        ("page.html", "{{ css|safe }}"),
        ("page.css", "{{ light|safe }}"),
        ("page.css", "{{ dark|safe }}"),
    } == set(trusted)


def test_it_is_small(report: FullReport) -> None:
    """It is kept with every build, and opened on a train."""
    assert len(page(report).encode()) < LARGEST_SMALL


def test_a_very_large_release_fits_too_and_nothing_is_lost() -> None:
    """What there is no room for is counted."""
    text = page(making.many(1_700, findings=5_000))

    assert len(text.encode()) < LARGEST
    assert "1,700 failed" in text
    assert '<strong class="bad">5,000</strong>' in text
    assert "1,500 smaller ones are counted and not shown" in text
    assert "1,551 more" in text
    assert 2 == text.count("2,500 places")
    assert 2 == text.count("2,460 more are counted and not shown")
    assert "6,660 more are counted and not shown" in text


def test_a_very_long_text_is_cut_and_says_by_how_much() -> None:
    """A message of a megabyte is no report."""
    made = making.ledger(Failed("x" * 1_000_000, 31, ("y" * 1_000_000,) * 100, "z" * 1_000_000))
    text = page(making.told(made))

    assert len(text.encode()) < LARGEST
    assert "(999,000 characters more)" in text
    assert "60 more are counted and not shown" in text


def test_lines_of_source_can_be_left_out() -> None:
    """A report that everybody can download shows places alone."""
    line = "return total(lines, 1);"

    assert line in page(making.clean())
    assert line not in page(making.clean(source=False))
    assert "../src/till.ts:41:12" in page(making.clean(source=False))


def test_the_weight_of_the_sdk_is_what_a_review_has_measured() -> None:
    """Of this release, or it says of which; without a review nothing is claimed."""
    own = page(making.clean())
    other = page(msgspec.structs.replace(making.clean(), release="shop@1.5.0"))

    assert "62.6 kB" in own
    assert "28.9 %" in own
    assert "measured of this release on 2026-11-26" in own
    assert "measured of release shop@1.4.0 on 2026-11-26" in other
    assert 2 == own.count('<span class="quiet">(Sentry)</span>')
    assert "Not measured." in page(making.failed())


def test_the_same_report_is_the_same_page(report: FullReport) -> None:
    """Two jobs that tell of one ledger write one file."""
    assert page(report) == page(report)


def test_drawn_text_is_judged_on_what_it_stands_on(report: FullReport) -> None:
    """A checker of pages does not: every tile has the colours that the palette's tests judge."""
    text = page(report)
    grounds = {
        name: set(re.findall(r'fill="(#\w+)"', pattern))
        for name, pattern in re.findall(r'<pattern id="(\w+)-hatch"(.*?)</pattern>', text)
    }
    grounds["proven"] = set(re.findall(r'<rect id="proven"[^>]* fill="(#\w+)"', text))
    tiles = re.findall(r'<svg class="tile (\w+)"[^>]*fill="(#\w+)"', text)

    for standing, colour in tiles:
        assert COLOURS[f"{standing}-text"].light == colour
        assert {COLOURS[each].light for each in TEXTS[f"{standing}-text"]} == grounds[standing]


def test_every_mark_of_a_tile_is_in_the_legend(report: FullReport) -> None:
    """What a tile says is not said by its colour alone."""
    text = page(report)
    legend, *drawn = re.split(r'<svg class="map"', text)
    marks = {mark for part in drawn for mark in re.findall(r'<text x="6" y="16"[^>]*>(.)', part)}

    assert marks
    assert marks <= set(re.findall(r'text-anchor="middle"[^>]*>(.)</text>', legend))

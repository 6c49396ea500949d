"""The calendar of a roadmap, read by Mermaid itself: it loses titles without a word."""

import json
from pathlib import Path
from typing import Any

import pytest

from buildtools.reports.roadmap.gantt import gantt, title
from buildtools.roadmap.roadmap import composed
from buildtools.roadmap.schedule import scheduled
from tests.reviewing.builds import run
from tests.roadmap.making import CHECKS, card

pytestmark = [pytest.mark.review, pytest.mark.timeout(600)]

_READ = """
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";
const { window } = new JSDOM("");
Object.assign(globalThis, { window, document: window.document });
const { default: mermaid } = await import("mermaid");
const text = readFileSync(0, "utf8");
await mermaid.parse(text);
const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
const day = (date) => date?.toISOString().slice(0, 10);
console.log(JSON.stringify({ title: db.getDiagramTitle(), tasks: db.getTasks().map((each) => ({
  title: each.task.trim(), id: each.id, section: each.section, start: day(each.startTime),
  end: day(each.endTime), done: each.done, active: each.active, milestone: each.milestone })) }));
"""

TITLES = (
    *("Load replay: late", "a :: b", "section off the site", "Section two", "title page", "TITLE"),
    *("title", "section", "gantt", "gantt chart", "dateFormat YYYY", "axisFormat x", "topAxis"),
    *(
        "tickInterval 1",
        "excludes weekends",
        "includes 2027-01-01",
        "todayMarker off",
        "accTitle: x",
    ),
    *("accDescr { x }", "weekday monday", "weekend friday", "click here", "call x", "href x"),
    *("inclusiveEndDates", "displayMode: compact", "%% comment", "%%{init}%%", "a%%b", "a % b"),
    *("50% off", "x%", "5% of it", "```", "--- x", "#12", "a # b", "; x", "a;b", "<b>x</b>", "{x}"),
    *("'q'", '"q" & r', "Größe – später", "done", "active, x", "crit", "milestone", "vert", "end"),
    *("after x", "until x", "style x", "direction TB", "// x", "1. first", "[x](y)", "-38 kB"),
)


@pytest.fixture(scope="module")
def mermaid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Mermaid, which GitHub draws with, in a folder."""
    folder = tmp_path_factory.mktemp("mermaid")
    (folder / "package.json").write_text('{"name": "drawn", "private": true, "type": "module"}')
    run(folder, "npm", "install", "--no-audit", "--no-fund", "mermaid@12.3.0", "jsdom@26.1.0")
    (folder / "read.mjs").write_text(_READ)
    return folder


def drawn(folder: Path, text: str) -> Any:
    """Let Mermaid read a chart."""
    chart = folder / "chart.mmd"
    chart.write_text(text, encoding="utf-8")
    return json.loads(run(folder, "sh", "-c", f"node read.mjs < {chart}"))


def test_every_title_is_drawn_whole(mermaid: Path) -> None:
    """As a task of its section, with its days; none names the chart or begins a section."""
    names = ("after", "done", "active", "crit", "a b", "-")
    cards = [
        card((*names, *(f"c{at}" for at in range(len(TITLES))))[at], title=text,
             start="2027-01-11", effort_days=(1, 3))
        for at, text in enumerate(TITLES)
    ]  # fmt: skip
    cards.append(card("waits", title="behind: it", after="done", needed_by="2027-03-01"))
    roadmap = composed(cards, [], CHECKS)
    chart = gantt(roadmap, scheduled(cards)).removeprefix("```mermaid\n").removesuffix("```")
    seen = drawn(mermaid, chart)
    tasks = {each["id"]: each for each in seen["tasks"]}
    first = [each for each in seen["tasks"] if each["id"].startswith("card-")]

    assert not seen["title"]
    assert sorted([*map(title, TITLES), title("behind: it")]) == sorted(
        each["title"] for each in first
    )
    assert {"Now", "Needed by"} == {each["section"] for each in seen["tasks"]}
    assert {("2027-01-11", "2027-01-14"), ("2027-01-14", "2027-01-15")} == {
        (each["start"], each["end"]) for each in first
    }
    assert tasks["by-card-waits"]["milestone"]


@pytest.mark.parametrize("text", ["section off the site", "%% comment", "Load: late", "title page"])
def test_it_would_be_lost(mermaid: Path, text: str) -> None:
    """The control: the same titles as they are written."""
    chart = "gantt\n    dateFormat YYYY-MM-DD\n    section Now\n"
    seen = drawn(mermaid, f"{chart}    {text} :card-a, 2027-01-11, 2027-01-14\n")

    assert [text] != [each["title"] for each in seen["tasks"]] or seen["title"]

"""The summary stays within its budget, and no text of others gets out of its cell."""

import re

import pytest
from markdown_it import MarkdownIt

from buildtools.reports.formats.markdown import BUDGET, render
from tests.reports.formats.hostile import hostile, many
from tests.reports.goldens import RUNS, report_of

GITHUB = MarkdownIt("gfm-like", {"linkify": False})


def kinds(text: str) -> set[str]:
    """Return what a reader of Markdown sees in a text, by kind."""
    found = set()
    waiting = GITHUB.parse(text)
    while waiting:
        token = waiting.pop()
        found.add(token.type)
        waiting += token.children or ()
    return found


@pytest.mark.parametrize("run", [*RUNS, "hostile"])
def test_texts_of_others_are_text(run: str) -> None:
    """No link, no picture, no HTML, no heading but ours."""
    report = hostile() if run == "hostile" else report_of(run)
    text = render(report)
    ours = {"<details><summary>", "</details>", "<sub>", "</sub>"}
    for mark in ours:
        text = text.replace(mark, "")
    text = text.replace("</summary>", "")

    assert {"html_block", "html_inline", "link_open", "image", "code_inline"} & kinds(text) == set()
    assert "evil.example" in text or run != "hostile"
    text = re.sub(r"(?ms)^```.*?^```$", "", text)
    assert not any(each in text for each in ("http://", "https://", "www.", "@e", "<script"))
    headings = [each for each in text.splitlines() if each.startswith("#")]
    assert all(each.startswith(("## ", "### ")) for each in headings)


@pytest.mark.parametrize("run", [*RUNS, "hostile"])
def test_every_row_has_the_columns_of_its_head(run: str) -> None:
    """A stroke in a file name must not move what stands behind it."""
    text = render(hostile() if run == "hostile" else report_of(run))
    columns = 0
    for line in text.splitlines():
        if not line.startswith("|"):
            columns = 0
            continue
        columns = columns or line.count("|")

        assert columns == line.count("|")


@pytest.mark.parametrize("budget", [2_000, 20_000, 200_000, BUDGET])
def test_a_summary_keeps_its_budget_and_counts_the_rest(budget: int) -> None:
    """GitHub loses a summary whole that is a byte too long."""
    report = many(12_000)
    text = render(report, budget)
    rows = sum(line.startswith("| ❌ error |") for line in text.splitlines())
    rows += sum(line.startswith("| ⚠️ warning |") for line in text.splitlines())
    last = text.splitlines()[-1]

    assert budget * 0.5 < len(text.encode()) <= budget
    assert f"{12_000 - rows} findings" in last
    assert 12_000 > rows


def test_errors_come_before_all_else() -> None:
    """What is left out is what matters least."""
    text = render(many(6_000), 200_000)

    assert "| ❌ error |" in text
    assert "| ⚠️ warning |" not in text


def test_the_smallest_summary_still_has_the_verdict() -> None:
    """Nobody may read an empty page as a good one."""
    text = render(many(10), 500)

    assert text.startswith("## ❌ failed: release web&#64;1 for production")
    assert "10 findings" in text.splitlines()[-1]


def test_cases_that_are_alike_share_a_row() -> None:
    """A thousand pairs that wait for the proof are one fact."""
    text = render(report_of("failed-upload"))

    assert "| 4, such as out/server/server.js | not tried | verify has not run |" in text

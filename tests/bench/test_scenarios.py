"""The table of docs/scenarios.md is about the marks that are in the example now."""

from typing import Any

import pytest

from bench.scenarios import BUNDLERS, EXAMPLE, PAGE, ROOT, outcome, unresolved, written
from buildtools.config import load
from buildtools.inspections.scenarios.sources import cases, marked

SETTINGS = load(ROOT / "sentry.yml", "local", {}).settings
MARKS = {mark.name: mark for mark in marked(ROOT, SETTINGS.build)}
HEAD = "| scenario | runs in | expected |"


def rows() -> dict[str, list[str]]:
    """Return the cells of each row of the page's table, by the name of its scenario."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith(HEAD))
    cut = [line.strip("|").split("|") for line in lines[begin + 2 :] if line.startswith("|")]
    return {cells[0].strip(" `"): [cell.strip() for cell in cells[1:]] for cells in cut}


def test_every_mark_has_its_scenario_and_its_row() -> None:
    """An error that nobody raises shows nothing; a row of one that is gone is a lie."""
    told = cases(list(MARKS.values()), SETTINGS.scenarios)

    assert [] == [case.raising.mark.name for case in told if case.scenario is None]
    assert list(SETTINGS.scenarios) == list(rows())


@pytest.mark.parametrize("name", MARKS)
def test_a_row_is_about_the_line_that_is_marked_now(name: str) -> None:
    """A line that moved wants the table written anew: `nox -s scenarios -- --write`."""
    where, place, *came = rows()[name]
    mark, scenario = MARKS[name], SETTINGS.scenarios[name]
    wanted = f"`{mark.file.removeprefix(EXAMPLE + '/')}:{mark.line}`"

    assert scenario.runs_in == where
    assert f"{wanted} {mark.function}" if mark.function else wanted == place
    assert len(BUNDLERS) == len(came)
    for each in came:
        assert each.startswith("cannot: " if scenario.cannot_resolve else "resolved")


def test_all_that_a_browser_and_a_server_run_code_in_are_there() -> None:
    """An edge or a worker has debug IDs of its own world."""
    assert {"browser", "worker", "server", "edge"} == {row[0] for row in rows().values()}


def trial(name: str, **more: Any) -> dict[str, Any]:
    expected = {"source": f"{EXAMPLE}/src/{name}.ts", "line": 7, "function": "bake"}
    return {"where": "browser", "expected": expected, "outcome": "passed"} | more


@pytest.mark.parametrize(
    ("one", "cell"),
    [
        (trial("a"), "resolved"),
        (trial("a", shown={"function": "b"}), "resolved, `b`"),
        (trial("a", shown={"function": "?"}), "resolved"),
        (trial("a", outcome="failed", cannot="a text"), "cannot: a text"),
        (trial("a", outcome="failed", why="came back minified"), "**came back minified**"),
        (trial("a", outcome="not-tried", why="no button"), "**no button**"),
    ],
)
def test_a_cell_says_how_it_came_back(one: dict[str, Any], cell: str) -> None:
    """What did not resolve leaps to the eye, and ends the run with an error."""
    assert cell == outcome(one)
    assert bool(unresolved({"webpack": {"a": one}})) == cell.startswith("**")


def test_the_page_keeps_what_is_written_by_hand() -> None:
    """Only the table is written."""
    page = "above\n<!-- scenarios:begin -->\nold\n<!-- scenarios:end -->\nbelow\n"
    text = written(page, {"Turbopack": {"a": trial("a")}, "webpack": {"a": trial("a")}})

    assert text.startswith("above\n")
    assert text.endswith("\nbelow\n")
    assert "old" not in text
    assert "| `a` | browser | `src/a.ts:7` bake | resolved | resolved |" in text

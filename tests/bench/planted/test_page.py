"""docs/planted.md shows the table that is kept, as a run of it has printed it."""

from pathlib import Path

from bench.planted import page, table
from bench.planted.judge import Verdict
from bench.planted.plants import PLANTS
from tests.stories.shopping import PACKAGE

PAGE = PACKAGE / "docs/planted.md"


REMEDY = "build it at 127.0.0.1:4711"


def measured() -> list[str]:
    """Return the lines of the page that a run wrote."""
    return PAGE.read_text("utf-8").split(page.MARK)[1].strip().splitlines()


def shown() -> list[list[str]]:
    """Return the cells of its rows."""
    return [page.cells(line) for line in measured()[2:-2]]


def test_every_row_is_planted_and_nothing_else() -> None:
    """A row without its fault would be one that nobody tries."""
    assert {row.name for row in table.read()} == PLANTS.keys()


def test_the_page_has_every_row_of_the_table() -> None:
    """`nox -s planted -- --write docs/planted.md` writes it; what differs was not run since."""
    kept = [*page.table([Verdict(row) for row in table.read()])][2:-2]

    assert [page.cells(line)[: page.KEPT] for line in kept] == [
        cells[: page.KEPT] for cells in shown()
    ]


def test_the_page_hides_nothing_that_was_missed() -> None:
    """What its last line says is what its rows add up to."""
    ends = [cells[page.KEPT] for cells in shown()]
    missed = sum(end == "**missed**" for end in ends)
    noticed = sum(end == "yes" for end in ends)
    untried = sum(end.startswith("not tried") for end in ends)

    assert len(ends) == noticed + missed + untried
    said = f"{len(ends)} faults: {noticed} noticed, {missed} missed, {untried} not tried."
    assert said == measured()[-1]


def test_a_run_is_written_behind_what_is_written_by_hand(tmp_path: Path) -> None:
    """The words stay, the table is the run's."""
    file = tmp_path / "planted.md"
    file.write_text(f"# Planted\n\n{page.MARK}\n\nold\n")
    first, second, third = table.read()[:3]
    page.write(
        file,
        [Verdict(first, remedy=REMEDY), Verdict(second, missed="x"), Verdict(third, untried="y")],
    )
    text = file.read_text()

    assert text.startswith(f"# Planted\n\n{page.MARK}\n\n| fault |")
    assert "old" not in text
    assert (
        f"| {first.name} | `build` | 21 | `map-wrong` | yes | build it at 127.0.0.1:8000 |" in text
    )
    assert "| **missed** |  |" in text
    assert "| not tried: y |  |" in text
    assert text.endswith("3 faults: 1 noticed, 1 missed, 1 not tried.\n")

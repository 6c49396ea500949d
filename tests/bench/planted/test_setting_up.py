"""The faults of a set-up: each row is planted, and says what a release has to do."""

from bench.planted import page, table
from bench.planted.setting_up import PLANTS, TABLE
from tests.stories.shopping import PACKAGE

PAGE = PACKAGE / "docs/planted-setups.md"


def test_each_row_is_planted() -> None:
    """A row that nobody plants would be told as noticed by nobody."""
    rows = table.read(TABLE)

    assert {row.name for row in rows} == PLANTS.keys()
    assert len(rows) > 20


def test_a_release_stops_by_what_doctor_ends_with_or_not_at_all() -> None:
    """One fault has one code, whoever notices it; and some faults end no release."""
    rows = table.read(TABLE)

    assert all(row.release in (0, row.exit) for row in rows)
    assert {0, 10, 11, 20, 30, 31} == {row.release for row in rows}
    assert {10, 11, 20, 30, 31} >= {row.release for row in rows if row.release}


def test_the_page_shows_every_row_as_noticed() -> None:
    """`nox -s planted_setups -- --write docs/planted-setups.md` writes it."""
    shown = PAGE.read_text(encoding="utf-8").partition(page.MARK)[2]
    lines = [line for line in shown.splitlines() if line.startswith("| ")][1:]
    told = {cells[0]: cells for cells in map(page.cells, lines)}

    assert told.keys() == PLANTS.keys()
    assert all("yes" == told[row.name][4] for row in table.read(TABLE))
    assert f"{len(PLANTS)} faults: {len(PLANTS)} noticed, 0 missed" in shown

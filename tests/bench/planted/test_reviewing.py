"""The faults of integrations: each row is planted, and the page shows what a run has printed."""

import re

from bench.planted import page, table
from bench.planted.reviewing import PLANTS, TABLE
from buildtools.findings.catalogue import CATALOGUE
from tests.stories.shopping import PACKAGE

PAGE = PACKAGE / "docs/planted-integrations.md"


def test_each_row_is_planted_and_has_a_code_that_there_is() -> None:
    """A row that nobody plants, or that nothing can notice, would be told as noticed by nobody."""
    rows = table.read(TABLE)

    assert {row.name for row in rows} == PLANTS.keys()
    assert {row.code for row in rows} <= CATALOGUE.keys()
    assert len(rows) > 20


def test_the_page_shows_every_row_as_noticed() -> None:
    """`nox -s planted_reviews -- --write docs/planted-integrations.md` writes it."""
    shown = PAGE.read_text(encoding="utf-8").partition(page.MARK)[2]
    lines = [line for line in shown.splitlines() if line.startswith("| ")][1:]
    told = {cells[0]: cells for cells in map(page.cells, lines)}

    assert told.keys() == PLANTS.keys()
    for row in table.read(TABLE):
        assert [f"`{row.command}`", f"{row.exit}", f"`{row.code}`", "yes"] == told[row.name][1:5]
    assert re.search(
        rf"^{len(PLANTS)} faults: {len(PLANTS)} noticed, 0 missed", shown, re.MULTILINE
    )

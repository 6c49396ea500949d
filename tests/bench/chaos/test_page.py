"""docs/chaos.md: one place for each fault of the table, none for others."""

import re
from pathlib import Path

from bench.chaos import page
from bench.chaos.cases import Seen
from bench.chaos.faults import FAULTS

PAGE = Path(__file__).resolve().parents[3] / "docs/chaos.md"


def shown(text: str) -> set[tuple[str, str]]:
    """Return where and what of each row."""
    rows = re.findall(r"^\| (.*?) \| (.*) \| \d+ \| `.*` \|$", text, re.M)
    return {(where, what) for places, what in rows for where in places.split(", ")}


def test_the_page_shows_every_fault_there_is() -> None:
    """A fault that was added is measured before it is shown."""
    seen = {fault.name: Seen("", "", (), 30, "error: no") for fault in FAULTS}
    wanted = shown("\n".join(page.table(seen)))

    assert len(wanted) == len(FAULTS)
    assert shown(PAGE.read_text(encoding="utf-8")) == wanted


def test_faults_that_end_alike_share_a_row_and_texts_break_no_table() -> None:
    """What a server says may hold anything."""
    names = ("create: status 409", "date: status 409")
    alike = Seen("", "", (), 30, "a|b\x07`<i>")
    lines = list(page.table(dict.fromkeys(names, alike)))

    assert "| create, date | status 409 | 30 | `a\\|b\\x07'<i>` |" in lines


def test_only_what_stands_behind_the_mark_is_written(tmp_path: Path) -> None:
    """The words of the page are ours."""
    path = tmp_path / "chaos.md"
    path.write_text(f"# Words\n\n{page.MARK}\n\nold\n")
    page.write(path, [Seen("lie/create: status 409", "", (), 30, "error: no")])
    text = path.read_text()

    assert text.startswith("# Words\n")
    assert "old" not in text
    assert "| create | status 409 | 30 | `no` |" in text

"""docs/chaos.md: its table of the lying server, made of a run over all faults."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from bench.chaos.cases import Seen
from bench.chaos.faults import KINDS
from bench.chaos.faults.rows import Fault

MARK: Final = "<!-- measured -->"
_LONGEST: Final = 150


class _Row(NamedTuple):
    """What is shown in one line: faults of one name that end alike."""

    what: str
    code: int
    line: str


def write(page: Path, seen: Sequence[Seen]) -> None:
    """Write the table behind the part of the page that is written by hand."""
    by_name = {one.name.removeprefix("lie/"): one for one in seen if not one.untried}
    head = page.read_text(encoding="utf-8").split(MARK)[0]
    page.write_text(f"{head}{MARK}\n\n" + "\n".join(table(by_name)) + "\n", encoding="utf-8")


def table(seen: Mapping[str, Seen]) -> Iterator[str]:
    """Return the lines of the table, a part for each kind of fault."""
    for kind, faults in KINDS.items():
        yield from (
            f"### {kind}",
            "",
            "| where | fault | exit code | first line |",
            "|---|---|---|---|",
        )
        rows: dict[_Row, list[str]] = defaultdict(list)
        for fault in faults:
            if fault.name in seen:
                where, row = _row(fault, seen[fault.name])
                rows[row].append(where)
        for row, places in rows.items():
            yield f"| {', '.join(places)} | {row.what} | {row.code} | {row.line} |"
        yield ""


def _row(fault: Fault, seen: Seen) -> tuple[str, _Row]:
    where, _, what = fault.name.partition(": ")
    return where, _Row(_cell(what), seen.code, f"`{shown(seen.line)}`")


def shown(line: str) -> str:
    """Make a line the same for every run, and fit for a cell."""
    same = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:8000", line.removeprefix("error: "))
    same = re.sub(r"\b[0-9a-f]{32}\b", "<event>", same)
    same = re.sub(r"\d+\.\d+ s\b", "some s", same)
    cut = same if len(same) <= _LONGEST else f"{same[:_LONGEST]}…"
    return _cell(cut.replace("`", "'"))


def _cell(text: str) -> str:
    """Take out what ends a cell or is no letter."""
    plain = "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in text)
    return plain.replace("|", "\\|")

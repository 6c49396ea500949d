"""docs/planted.md: the table of a run, behind what is written by hand."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from bench.planted.judge import Verdict

MARK: Final = "<!-- measured -->"
_HEAD: Final = (
    "| fault | command | exit | finding | noticed | its remedy |",
    "|---|---|---|---|---|---|",
)
KEPT: Final = 4
"""Cells of a row that the table of faults says, before what a run says."""

_SAME: Final = ((r"127\.0\.0\.1:\d+", "127.0.0.1:8000"), (r"-[A-Z0-9]{8}(?=\.\w)", "-HASH"))
"""What differs from run to run, and what stands for it."""


def write(page: Path, seen: Sequence[Verdict]) -> None:
    """Write the table behind the part of the page that is written by hand."""
    head = page.read_text(encoding="utf-8").split(MARK)[0]
    page.write_text(f"{head}{MARK}\n\n" + "\n".join(table(seen)) + "\n", encoding="utf-8")


def table(seen: Sequence[Verdict]) -> Iterator[str]:
    """Return the lines of the table, and what it adds up to."""
    yield from _HEAD
    for one in seen:
        fault = one.fault
        kept = (fault.name, f"`{fault.command}`", f"{fault.exit}", _finding(one))
        cells = (*kept, _noticed(one), _remedy(one))
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"
    yield ""
    yield summed(seen)


def summed(seen: Sequence[Verdict]) -> str:
    """Return how many were noticed, missed, and not tried."""
    counts = Counter(one.word for one in seen)
    parts = [f"{counts[word]} {word}" for word in ("noticed", "missed", "not tried")]
    return f"{len(seen)} faults: {', '.join(parts)}."


def _finding(one: Verdict) -> str:
    return f"`{one.fault.code}`" if one.fault.code else "the command's own failure"


def _noticed(one: Verdict) -> str:
    if one.untried:
        return f"not tried: {one.untried}"
    return "**missed**" if one.missed else "yes"


def _remedy(one: Verdict) -> str:
    if one.missed or one.untried:
        return ""
    text = one.remedy
    for differs, same in _SAME:
        text = re.sub(differs, same, text)
    return text or "nothing is to be done"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def cells(line: str) -> list[str]:
    """Return the cells of a line of the table, what is escaped as it stands."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]

"""docs/findings.md, written from the catalogue: `python -m buildtools.findings.page`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from buildtools.findings.catalogue import ALIASES, GROUPS
from buildtools.findings.catalogue.row import Row

_HEAD = """\
# Findings

Each code that a command can name: what is so, what comes of it, and what helps. `explain CODE`
says the same in a terminal, with the places where a release has it. What a finding holds, and how
one is accepted: [what is proven](proof.md#findings). The severity is the usual one. What helps is
the usual thing too: a finding may know better. More stands on the page that each code leads to.
"""

_NEVER = """
## Never accepted

| code | why |
|---|---|
"""

_FORMER = """
## Former codes

An old code holds for good in `accept`. No output has it any more.

| old | new |
|---|---|
"""


def page() -> str:
    """Write the page."""
    return "".join((_HEAD, *_groups(), _NEVER, *_never(), _FORMER, *_former()))


def write(path: Path) -> None:
    """Write the page into this file."""
    path.write_text(page(), encoding="utf-8")


def _groups() -> Iterator[str]:
    for heading, rows in GROUPS.items():
        yield f"\n## {heading}\n\n"
        yield "| code | severity | what is so | what comes of it | what helps |\n"
        yield "|---|---|---|---|---|\n"
        yield from map(line, rows)


def line(row: Row) -> str:
    """Write the line of one code."""
    code = f"[`{row.code}`]({row.page})"
    return f"| {code} | {row.severity} | {row.title} | {row.why} | {row.remedy or 'nothing'} |\n"


def _never() -> Iterator[str]:
    for rows in GROUPS.values():
        yield from (f"| `{row.code}` | {row.never} |\n" for row in rows if row.never)


def _former() -> Iterator[str]:
    yield from (f"| `{old}` | `{new}` |\n" for old, new in sorted(ALIASES.items()))


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/findings.md"))

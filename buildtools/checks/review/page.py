"""docs/review-checks.md, written from the table: `python -m buildtools.checks.review.page`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from buildtools.checks.review import CHECKS
from buildtools.review.figures import ROWS

_HEAD = """\
# Checks and figures of a review

The names that a plan and the cards of a roadmap can use, and where each can be seen:
[reviewing](review.md).

## The checks

A topic is what `--only` takes. Where a check can be seen stands with the best place first.

| check | what it asks | topic | seen in |
|---|---|---|---|
"""

_FIGURES = """
## The figures

A counted figure is the same whenever it is counted again. Differences below the noise are none.

| figure | what it is | unit | noise | counted |
|---|---|---|---|---|
"""


def page() -> str:
    """Write the page."""
    return "".join((_HEAD, *_checks(), _FIGURES, *_figures()))


def _checks() -> Iterator[str]:
    for check in CHECKS:
        cells = (f"`{check.name}`", check.title, check.topic, ", ".join(check.sources))
        yield f"| {' | '.join(cells)} |\n"


def _figures() -> Iterator[str]:
    for row in ROWS:
        counted = "yes" if row.counted else "measured"
        cells = (f"`{row.name}`", row.title, row.unit, f"{row.noise:g}", counted)
        yield f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else "docs/review-checks.md").write_text(
        page(), encoding="utf-8"
    )

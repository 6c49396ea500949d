"""Write docs/PERFORMANCE.md and its plot from the figures that `bench.run` kept.

    python -m bench.report [--figures FILE] [--docs FOLDER]

Medians of whole runs, and the ratio to the other contestant of the same rounds. What the figures
mean is written by hand in `notes.md`, and put below them.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from bench.figures import Row, rows
from bench.goals import Outcome, outcomes
from bench.run import OUT

DOCS = Path("docs")
_WIDTH, _BAR, _LEFT = 760, 13, 250

_HEAD = """\
# Performance

Whole processes, start-up included, ours and sentry-cli by turns on the same machine and the same
files: `invoke inject` against `sentry-cli sourcemaps inject`, each on a fresh copy; `invoke upload`
against `sentry-cli sourcemaps upload --no-rewrite --wait`, the faster of its modes, to one server
at loopback that unpacks and checks every chunk, over links that are emulated: 1 Gbit/s with a round
trip of 5 ms, 100 Mbit/s with one of 20 ms. Medians. Absolute figures drift with the machine, the
ratio of one row does not drift as much.

Repeat it with `nox -s bench`; the files come from npm, by `bench/corpora.py`.

"""


def page(figures: Mapping[str, Any], notes: str = "") -> str:
    """Write the whole page."""
    machine = ", ".join(f"{name} {value}" for name, value in figures["machine"].items())
    made = rows(figures["cases"])
    return (
        f"{_HEAD}Machine: {machine}.\n\n"
        f"## What is wanted, and what was seen\n\n{goals(list(outcomes(made, figures['cases'])))}\n"
        f"{notes}\n## All figures\n\n{table(made)}\n![seconds](performance.svg)\n"
    )


def goals(seen: Sequence[Outcome]) -> str:
    """Write what was seen of each goal as a table in Markdown."""
    lines = ["| case | wanted | seen | |", "|---|---|---|---|"]
    lines += [
        f"| {each.what} | {each.wanted} | {each.seen} | {'reached' if each.reached else '**no**'} |"
        for each in seen
    ]
    return "\n".join(lines) + "\n"


def table(made: Sequence[Row]) -> str:
    """Write the rows as a table in Markdown."""
    lines = [
        "| case | who | s | other, s | times as fast | least to greatest | peak MB | other "
        "| MB sent | other |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in made:
        sent = (
            (f"{row.mine.sent_mb:.1f}", f"{row.theirs.sent_mb:.1f}")
            if row.theirs.sent_mb
            else ("", "")
        )
        cells = (
            f"{row.case}{f' ({row.corpus})' if row.corpus else ''}",
            row.contestant,
            f"{row.mine.seconds:.3f}",
            f"{row.theirs.seconds:.3f} ({row.other})",
            f"**{row.faster:.2f}**",
            f"{row.least:.2f} to {row.greatest:.2f}",
            f"{row.mine.peak_mb:.0f}",
            f"{row.theirs.peak_mb:.0f}",
            *sent,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def plot(made: Sequence[Row]) -> str:
    """Draw the times as pairs of bars, each pair on a scale of its own slower bar, as SVG."""
    parts = []
    for number, row in enumerate(made):
        top = 30 + number * (2 * _BAR + 16)
        parts.append(
            f'<text x="{_LEFT - 8}" y="{top + _BAR}" class="case">{escape(row.case)}</text>'
        )
        bars = ((row.contestant, row.mine.seconds), (row.other, row.theirs.seconds))
        for place, (name, seconds) in enumerate(bars):
            width = (_WIDTH - _LEFT - 150) * seconds / max(seconds for _, seconds in bars)
            y = top + place * _BAR
            parts.append(
                f'<rect class="{"other" if place else "ours"}" x="{_LEFT}" y="{y}" '
                f'width="{width:.1f}" height="{_BAR - 2}"/>'
                f'<text x="{_LEFT + width + 6:.1f}" y="{y + _BAR - 4}">'
                f"{escape(name)} {seconds:.2f} s</text>"
            )
    height = 30 + len(made) * (2 * _BAR + 16)
    style = (
        "text{font:11px sans-serif;fill:#333}.case{text-anchor:end;font-weight:bold}"
        ".ours{fill:#2a7f62}.other{fill:#b8b8b8}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}"><style>{style}</style>'
        '<rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="{_LEFT}" y="18">seconds, each pair on its own scale</text>'
        f"{''.join(parts)}</svg>\n"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page and the plot."""
    parser = argparse.ArgumentParser(prog="python -m bench.report")
    parser.add_argument("--figures", type=Path, default=OUT)
    parser.add_argument("--docs", type=Path, default=DOCS)
    given = parser.parse_args(arguments)
    figures = json.loads(given.figures.read_text())
    notes = Path(__file__).with_name("notes.md").read_text()
    given.docs.mkdir(exist_ok=True)
    (given.docs / "PERFORMANCE.md").write_text(page(figures, notes))
    (given.docs / "performance.svg").write_text(plot(rows(figures["cases"])))


if __name__ == "__main__":
    main()

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

from bench import tables
from bench.case import SENTRY_CLI
from bench.checkout import BEFORE
from bench.figures import Row, rows
from bench.goals import Outcome, apart, outcomes
from bench.run import OUT

DOCS = Path("docs")
_WIDTH, _BAR, _LEFT = 760, 13, 300

_HEAD = """\
# Performance

What a user waits for is the whole release. Ours is proven: it checks the source maps that the build
made, and afterwards proves on disk, on the server and by test events that stack traces resolve.
sentry-cli's is not; it takes `sourcemaps inject`, `releases new`, `sourcemaps upload` in the faster
of its modes, `--no-rewrite --wait`, and `releases finalize`. Whole processes, start-up included, by
turns on the same machine and fresh copies of the same files, which are built already. The server is
our own sandbox, in another process on the same machine, for everybody: seconds include waiting for
it, "CPU" and memory are the client's alone.

"""
_STEPS = """\
Each step as a process of its own: seconds, of them processor time, and memory at the peak. "Before"
is {before}, measured in the same run on the same files against the same server.

"""
_PROOFS = """\
What a release has tried and noticed, as `status --json` counts it:

"""
_GOALS = """\
Where nobody is named, the figure is held against sentry-cli.

"""
_OTHERS = """\
The light server unpacks and checks each chunk and drops it, so that the client is what is measured;
links are emulated: 1 Gbit/s with a round trip of 5 ms, 100 Mbit/s with one of 20 ms. "Only writing"
gives the same files new contents and does nothing else: the floor of `inject`. "An empty task" is
Invoke with a task that does nothing. Medians; absolute figures drift with the machine, the ratio of
one row does not drift as much.

Repeat it with `nox -s bench`, and beside an earlier commit with `nox -s bench -- --against COMMIT`;
the files come from npm, by `bench/corpora.py`.

"""


def page(figures: Mapping[str, Any], notes: str = "") -> str:
    """Write the whole page: what a user waits for comes first."""
    cases = figures["cases"]
    machine = ", ".join(f"{name} {value}" for name, value in figures["machine"].items())
    made = rows(cases)
    seen = [*outcomes(made, cases), *apart(figures)]
    before = figures.get("commits", {}).get(BEFORE)
    earlier = f"commit `{before}`" if before else "an earlier commit"
    return (
        f"{_HEAD}{tables.releases(cases)}\nMachine: {machine}.\n\n"
        f"## Step by step\n\n{_STEPS.format(before=earlier)}{tables.steps(cases)}\n"
        f"{_PROOFS}{tables.proofs(cases)}\n"
        f"## What is wanted, and what was seen\n\n{_GOALS}{goals(seen)}\n"
        f"{notes}\n## All other figures\n\n{_OTHERS}{tables.others(made)}\n"
        "![seconds](performance.svg)\n"
    )


def goals(seen: Sequence[Outcome]) -> str:
    """Write what was seen of each goal as a table in Markdown."""
    lines = ["| case | wanted | seen | |", "|---|---|---|---|"]
    lines += [
        f"| {each.what} | {each.wanted} | {each.seen} | {'reached' if each.reached else '**no**'} |"
        for each in seen
    ]
    return "\n".join(lines) + "\n"


def plot(made: Sequence[Row]) -> str:
    """Draw the times as pairs of bars, each pair on a scale of its own slower bar, as SVG.

    Only what stands beside sentry-cli is drawn, and of a release no single step.
    """
    parts = []
    drawn = [row for row in made if row.other == SENTRY_CLI and ":" not in row.case]
    for number, row in enumerate(drawn):
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
    height = 30 + len(drawn) * (2 * _BAR + 16)
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

"""Write docs/PERFORMANCE.md and its plot from the figures that `bench.run` kept.

    python -m bench.report [--figures FILE] [--docs FOLDER]

Medians of whole runs, and the ratio to the other contestant of the same rounds. What the figures
mean is written by hand in `notes.md`, and put below them.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.run import OUT

DOCS = Path("docs")
_WIDTH, _BAR, _LEFT = 720, 14, 220

_HEAD = """\
# Performance

Whole processes, start-up included, ours and another tool by turns on the same machine, each on a
fresh copy of the same files. A ratio above 1 means that ours is that many times faster, or needs
that many times less memory. Memory is the peak of the whole tree of processes. Absolute figures
drift with the machine; the ratio of one row does not drift as much.

Repeat it with `nox -s bench`; the files come from npm, by `bench/corpora.py`.

"""


class Row(NamedTuple):
    """One case: ours against another, as medians."""

    case: str
    corpus: str
    other: str
    seconds: tuple[float, float]
    peak_mb: tuple[float, float]
    spread: tuple[float, float]
    """The least and the greatest ratio of one round."""

    @property
    def faster(self) -> float:
        return self.seconds[1] / self.seconds[0]

    @property
    def smaller(self) -> float:
        return self.peak_mb[1] / self.peak_mb[0]


def rows(cases: Mapping[str, Mapping[str, object]]) -> list[Row]:
    """Make a row for each case and each contestant that ours met in it."""
    return [
        _row(name, case.get("corpus"), other, runs["ours"], runs[other])
        for name, case in cases.items()
        if isinstance(runs := case["runs"], Mapping)
        for other in runs
        if other != "ours"
    ]


def _row(
    name: str,
    corpus: object,
    other: str,
    ours: Sequence[Mapping[str, float]],
    theirs: Sequence[Mapping[str, float]],
) -> Row:
    ratios = [b["seconds"] / a["seconds"] for a, b in zip(ours, theirs, strict=True)]
    told = ""
    if isinstance(corpus, Mapping):
        told = f"{corpus['scripts']} scripts, {corpus['megabytes']:.0f} MB"
    return Row(
        name,
        told,
        other,
        _both(ours, theirs, "seconds"),
        _both(ours, theirs, "peak_mb"),
        (min(ratios), max(ratios)),
    )


def _both(
    ours: Iterable[Mapping[str, float]], theirs: Iterable[Mapping[str, float]], key: str
) -> tuple[float, float]:
    return median(each[key] for each in ours), median(each[key] for each in theirs)


def per_megabyte(cases: Mapping[str, Mapping[str, object]]) -> float | None:
    """Give ours's time per MB on large against medium, injecting; None where one is missing."""
    found = []
    for name in ("inject-large", "inject-medium"):
        case = cases.get(name)
        if case is None:
            return None
        corpus, runs = case["corpus"], case["runs"]
        if not isinstance(corpus, Mapping) or not isinstance(runs, Mapping):
            return None
        found.append(median(each["seconds"] for each in runs["ours"]) / corpus["megabytes"])
    of_large, of_medium = found
    return float(of_large / of_medium)


def table(made: Sequence[Row]) -> str:
    """Write the rows as a table in Markdown."""
    lines = [
        "| case | files | ours, s | other, s | faster | least to greatest | ours, MB | other, MB "
        "| less memory |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in made:
        cells = (
            row.case,
            row.corpus,
            f"{row.seconds[0]:.3f}",
            f"{row.seconds[1]:.3f} ({row.other})",
            f"**{row.faster:.1f}**",
            f"{row.spread[0]:.1f} to {row.spread[1]:.1f}",
            f"{row.peak_mb[0]:.0f}",
            f"{row.peak_mb[1]:.0f}",
            f"{row.smaller:.1f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def plot(made: Sequence[Row]) -> str:
    """Draw the times as pairs of bars, each pair on a scale of its own slower bar, as SVG."""
    parts = []
    for number, row in enumerate(made):
        top = 30 + number * (2 * _BAR + 18)
        parts.append(
            f'<text x="{_LEFT - 8}" y="{top + _BAR}" class="case">{escape(row.case)}</text>'
        )
        names = ("ours", row.other)
        for place, (name, seconds) in enumerate(zip(names, row.seconds, strict=True)):
            width = (_WIDTH - _LEFT - 150) * seconds / max(row.seconds)
            y = top + place * _BAR
            kind = "ours" if place == 0 else "other"
            parts.append(
                f'<rect class="{kind}" x="{_LEFT}" y="{y}" width="{width:.1f}" '
                f'height="{_BAR - 2}"/>'
                f'<text x="{_LEFT + width + 6:.1f}" y="{y + _BAR - 4}">'
                f"{escape(name)} {seconds:.2f} s</text>"
            )
    height = 30 + len(made) * (2 * _BAR + 18)
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


def page(figures: Mapping[str, Mapping[str, Mapping[str, object]]], notes: str = "") -> str:
    """Write the whole page."""
    machine = ", ".join(f"{name} {value}" for name, value in figures["machine"].items())
    ratio = per_megabyte(figures["cases"])
    told = (
        f"\nOurs needs {ratio:.2f} times the time per MB on large as on medium.\n" if ratio else ""
    )
    picture = "\n![seconds, ours and the other](performance.svg)\n"
    return f"{_HEAD}Machine: {machine}.\n\n{table(rows(figures['cases']))}{told}{picture}{notes}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page and the plot."""
    parser = argparse.ArgumentParser(prog="python -m bench.report")
    parser.add_argument("--figures", type=Path, default=OUT)
    parser.add_argument("--docs", type=Path, default=DOCS)
    given = parser.parse_args(arguments)
    figures = json.loads(given.figures.read_text())
    notes = Path(__file__).with_name("notes.md").read_text()
    given.docs.mkdir(exist_ok=True)
    (given.docs / "PERFORMANCE.md").write_text(page(figures, "\n" + notes))
    (given.docs / "performance.svg").write_text(plot(rows(figures["cases"])))


if __name__ == "__main__":
    main()

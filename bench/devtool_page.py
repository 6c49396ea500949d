"""The measured tables of docs/frameworks.md, between their two marker lines.

What the figures mean is written by hand in `devtool_notes.md`, and put below them.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.devtool_cases import BEHIND, Case, cases

BEGIN, END = "<!-- devtool:begin -->", "<!-- devtool:end -->"
NOTES = Path(__file__).with_name("devtool_notes.md")
_NEXT_TITLES = ("next.config", "withSentryConfig", "browser frames", "server frames")
Figures = Mapping[str, Sequence[Mapping[str, Any]]]
"""The runs of each case, by `key`."""

_HEAD = """\
## What each source-map setting is worth

Written by `nox -s devtools`, which builds the small apps of `bench/apps` by each setting. A frame
is the place of a marked `throw` in a built script, where V8 puts it; `symbolic`, the resolver that
Sentry runs, has to come from there to the marked line, column and function. CPU is of the whole
build from an empty cache, all its processes, median of {rounds}; it drifts with the machine.
*Published* says how a visitor comes to the map of a script that is served. The row in bold is what
we recommend; what it publishes, [`strip`](steps.md) takes out after the upload.
"""
_INTROS = {
    "devtool": "### webpack: `devtool`\n\nTypeScript by esbuild-loader, minified.\n",
    "turbopack": "### Next.js 16 by Turbopack\n\n@sentry/nextjs 11.5.0, without a token.\n",
    "webpack": "### Next.js 16 by webpack\n",
}


def key(case: Case) -> str:
    """Name a case for its figures."""
    return f"{case.table}: {case.title}"


def written(page: str, figures: Figures) -> str:
    """Put the tables between the markers of a page; what stands around them is left.

    Raises ValueError when a marker is missing.
    """
    head, rest = page.split(BEGIN, 1)
    _, tail = rest.split(END, 1)
    return f"{head}{BEGIN}\n{_tables(figures)}\n{NOTES.read_text()}{END}{tail}"


def _tables(figures: Figures) -> str:
    seen = [each for each in cases() if key(each) in figures]
    counts = sorted({len(figures[key(each)]) for each in seen})
    parts = [_HEAD.format(rounds=" or ".join(map(str, counts)))]
    for table, intro in _INTROS.items():
        parts += [intro, _table([each for each in seen if each.table == table], figures)]
    return "\n".join(parts)


def _table(rows: Sequence[Case], figures: Figures) -> str:
    with_server = any(each.app.server for each in rows)
    what = _NEXT_TITLES if with_server else ("devtool", "frames")
    titles = [*what, "CPU s", "maps kB", "published"]
    lines = [titles, ["---"] * len(titles)]
    lines += [_cells(case, figures[key(case)], with_server=with_server) for case in rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _cells(case: Case, runs: Sequence[Mapping[str, Any]], *, with_server: bool) -> list[str]:
    last = runs[-1]
    settings = _settings(case) if with_server else [f"`{case.title}`"]
    sides = (True, False) if with_server else (True,)
    return [
        *((f"**{each}**" for each in settings) if case.recommended else settings),
        *(_counted(last, served=side) for side in sides),
        f"{median(run['cpu'] for run in runs):.1f}",
        f"{last['map_bytes'] / 1e3:,.1f}",
        last["published"],
    ]


def _settings(case: Case) -> list[str]:
    """Write what a build of Next.js sets, a line for each: of next.config, of withSentryConfig."""
    config, _, sentry = case.title.partition(BEHIND)
    return [
        "<br>".join(f"`{each}`" if ":" in each else each for each in told.split(", "))
        for told in (config, sentry or "not used")
    ]


def _counted(run: Mapping[str, Any], *, served: bool) -> str:
    """Write how many frames came to their line, column and name, of how many."""
    frames = [each for each in run["frames"] if each["served"] == served]
    if not any(each["line"] for each in frames):
        return f"none of {len(frames)}"
    line, column, name = (sum(f[part] for f in frames) for part in ("line", "column", "name"))
    return f"{line} of {len(frames)} lines, {column} columns, {name} names"

"""The history of reviews as trends: a table, charts that GitHub draws, and what they foretell.

Source: Mermaid, XY Chart.
"""

from collections.abc import Sequence
from math import ceil

from buildtools.documents.markdown import Cell, bullets, code, paragraphs, plain, table
from buildtools.reports.strategy.facts import Promise
from buildtools.reports.strategy.forecast import FEWEST, Forecast, forecast
from buildtools.review.comparing import wanted
from buildtools.review.figures import FIGURES, Row
from buildtools.review.plan import Plan
from buildtools.review.reviewed import Reviewed
from buildtools.review.words import rounded

SHOWN = 12
"""Reviews in a table and in a chart: the last ones."""

TRENDS = (
    "weight-first-page-gz",
    "weight-all-gz",
    "pii-recall-shapes",
    "pii-recall",
    "quota-dropped",
    "checks-unknown",
)
_DRAWN = ("weight-first-page-gz", "pii-recall-shapes")
_COLOUR = '%%{init: {"themeVariables": {"xyChart": {"plotColorPalette": "#6c5fc7"}}}}%%'
"""The default is hardly seen on white."""

_SCALE = {"bytes": (0.001, "kB"), "share": (100.0, "%"), "count": (1.0, "")}


def trends(reviews: Sequence[Reviewed], plan: Plan, promises: Sequence[Promise]) -> str:
    """Write the last reviews side by side, the oldest first."""
    last = list(enumerate(reviews, 1))[-SHOWN:]
    names = [name for name in TRENDS if any(each.figure(name) for _, each in last)]
    left = len(reviews) - len(last)
    return paragraphs(
        table(_heads(names), [_row(number, each, names) for number, each in last]),
        f"The last {len(last)} of {len(reviews)} reviews." if left else "",
        *(_chart(last, FIGURES[name]) for name in _DRAWN),
        "### Forecast",
        _forecasts(reviews, plan),
        "### What cards have promised",
        _promises(promises),
    )


def values(reviews: Sequence[Reviewed], name: str) -> list[float]:
    """Return what a figure was in each review that has measured it."""
    return [figure.value for each in reviews if (figure := each.figure(name))]


def _heads(names: Sequence[str]) -> list[str]:
    return [
        "review",
        "release",
        "day",
        *(FIGURES[name].title for name in names),
        "checks that differ",
    ]


def _row(number: int, each: Reviewed, names: Sequence[str]) -> list[Cell]:
    told = [each.figure(name) for name in names]
    differing = sum(verdict.outcome == "differs" for verdict in each.verdicts)
    shown = [rounded(figure.name, figure.value) if figure else "not measured" for figure in told]
    return [number, plain(each.release), each.taken, *shown, differing]


def _chart(reviews: Sequence[tuple[int, Reviewed]], row: Row) -> str:
    """Draw one figure by the numbers of its reviews, for names would lie one upon another."""
    told = [(number, each.figure(row.name)) for number, each in reviews]
    points = [(number, figure.value) for number, figure in told if figure]
    if len(points) < 2:
        return ""
    scale, unit = _SCALE[row.unit]
    high = 100 if row.unit == "share" else ceil(max(value for _, value in points) * scale * 1.1)
    labels = ", ".join(f'"{number}"' for number, _ in points)
    line = ", ".join(f"{value * scale:.1f}" for _, value in points)
    return "\n".join(
        (
            "```mermaid",
            _COLOUR,
            "xychart-beta",
            f'    title "{row.title}, {unit}"',
            f'    x-axis "review" [{labels}]',
            f'    y-axis "{unit}" 0 --> {max(high, 1)}',
            f"    line [{line}]",
            "```",
        )
    )


def _forecasts(reviews: Sequence[Reviewed], plan: Plan) -> str:
    if len(reviews) < FEWEST:
        return f"{len(reviews)} of {FEWEST} reviews: no forecast."
    lines = []
    for name in TRENDS:
        told = values(reviews, name)
        if told:
            lines.append(f"{plain(FIGURES[name].title)}: {_foretold(name, told, plan)}")
    return bullets(lines) or "No figure was measured that could be foretold."


def _foretold(name: str, told: Sequence[float], plan: Plan) -> str:
    found = forecast(told)
    if found is None:
        return f"{len(told)} of {FEWEST} reviews: no forecast"
    if found.low == found.high and not found.slope:
        return f"{rounded(name, found.value)} in all of {found.n} reviews"
    value, low, high = (
        rounded(name, _possible(name, each)) for each in (found.value, found.low, found.high)
    )
    says = f"{value} in the next release, {low} to {high} (95 %, {found.n} reviews)"
    if not found.has_trend:
        return f"{says}; no trend beyond its spread"
    change = rounded(name, abs(found.slope))
    return f"{says}; {change} {'more' if found.slope > 0 else 'less'} a release" + _bound(
        name, found, plan
    )


def _possible(name: str, value: float) -> float:
    """Keep what a line says within what a figure can be."""
    return min(max(value, 0.0), 1.0 if FIGURES[name].unit == "share" else value)


def _bound(name: str, found: Forecast, plan: Plan) -> str:
    item = plan.item(name)
    if item is None:
        return ""
    comparison = wanted(item.want)
    if not isinstance(comparison.operand, int | float) or comparison.kind not in _SIDES:
        return ""
    releases = found.reaches(float(comparison.operand))
    is_away = (found.slope > 0) == (comparison.kind in ("<", "<="))
    if releases is None or not is_away:
        return ""
    return f"; past the plan's {code(comparison.text)} in about {releases} releases"


_SIDES = ("<", "<=", ">", ">=")


def _promises(promises: Sequence[Promise]) -> str:
    if not promises:
        return "No card that is done has promised a figure."
    rows = [
        (plain(each.card), plain(each.expected), plain(each.got or "no review has seen it yet"))
        for each in promises
    ]
    return table(("card", "expected", "got"), rows)

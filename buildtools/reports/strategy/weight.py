"""What Sentry weighs and costs, what is in effect against that, and what to watch."""

from math import ceil

from buildtools.documents.markdown import code, paragraphs, plain, table
from buildtools.reports.strategy.facts import Facts
from buildtools.reports.strategy.measures import (
    NOT_MEASURED,
    OUTCOMES,
    figures,
    of,
    tables,
    verdicts,
)
from buildtools.reports.strategy.planned import titles_of
from buildtools.review.comparing import shown
from buildtools.review.figures import FIGURES, ROWS, Row
from buildtools.review.plan import Plan
from buildtools.review.reviewed import Figure, Reviewed
from buildtools.review.words import in_words, rounded

_WEIGHTS = tuple(row.name for row in ROWS if row.name.startswith(("weight-", "wire-")))
_COSTS = ("page-cpu", "server-start-cpu", "server-request-cpu", "build-cpu")
_FEATURES = ("weight-feature", "weight-saved", "weight-saving", "weight-flag", "weight-lazy")
_EFFECTS = (
    "lazy-features",
    "flags",
    "namespace",
    "sdk-copies",
    "traces-sample-rate",
    "ignore-lists",
    "filters",
    "spike-protection",
)
_WATCHED = (
    "alerts",
    "detectors",
    "monitors",
    "quota",
    "processing-errors",
    "proof",
    "spike-protection",
)
_STEP = {"bytes": 5_000, "share": 0.05, "count": 1}
"""What a budget is rounded up to, by the unit of its figure."""


def in_effect(reviewed: Reviewed) -> str:
    """Write what keeps weight, noise and cost down, and what each saves here if that is known."""
    rows = [
        (
            code(each.check),
            OUTCOMES[each.outcome],
            plain(each.seen or each.why),
            _saves(each.check, reviewed),
        )
        for each in of(reviewed, *_EFFECTS)
    ]
    return paragraphs(
        table(("optimization", "outcome", "is so", "saves here"), rows)
        if rows
        else "No check of an optimization was asked.",
        tables(reviewed, _FEATURES),
    )


def _saves(check: str, reviewed: Reviewed) -> str:
    """Return what an optimization saves, where a review has measured it."""
    if check != "lazy-features":
        return "see the table below" if _has_row(check, reviewed) else NOT_MEASURED
    first, whole = (reviewed.figure(name) for name in ("weight-first-page-gz", "weight-all-gz"))
    if first is None or whole is None:
        return NOT_MEASURED
    later = rounded("weight-all-gz", whole.value - first.value)
    return f"{later} (gzip 6) of Sentry are in scripts that the first page does not wait for"


def _has_row(check: str, reviewed: Reviewed) -> bool:
    named = "weight-flag" if check == "flags" else f"weight-saved-{check}"
    return any(each.name.startswith(named) for each in reviewed.tables)


def section(reviewed: Reviewed) -> str:
    """Write what Sentry weighs in the scripts, and what it costs while they run."""
    return paragraphs(
        "### Weight",
        figures(reviewed, _WEIGHTS),
        tables(reviewed, ("weight", "wire"), _FEATURES),
        "### Cost",
        figures(reviewed, _COSTS),
        tables(reviewed, ("page", "cost", "server-", "build")),
    )


def monitoring(reviewed: Reviewed, plan: Plan, facts: Facts) -> str:
    """Write a budget for each counted figure, and what is to be watched on the server."""
    told = [each for each in reviewed.figures if _has_budget(FIGURES[each.name])]
    proposed = [each for each in told if plan.item(each.name) is None]
    return paragraphs(
        "### Budgets",
        table(("figure", "now", "budget", "where from"), [_budget(each, plan) for each in told])
        if told
        else "No figure was measured that a budget could hold.",
        _lines(proposed, facts),
        "### What is watched",
        verdicts(of(reviewed, *_WATCHED), titles_of(reviewed, facts)),
        tables(reviewed, ("alerts", "quota")),
    )


def _has_budget(row: Row) -> bool:
    if row.name.startswith(("weight-error", "checks-")):
        return False
    return row.counted and bool(row.better)


def _budget(figure: Figure, plan: Plan) -> tuple[str, str, str, str]:
    item, row = plan.item(figure.name), FIGURES[figure.name]
    title, now = f"{plain(row.title)} ({code(row.name)})", in_words(figure)
    if item is not None:
        return title, now, code(shown(item.want)), "the plan"
    return title, now, code(proposed_budget(figure)), "proposed"


def proposed_budget(figure: Figure) -> str:
    """Return a bound that holds today and gives notice of growth: the next step above what is so.

    Of what is to be more, the step below; a count may not grow.
    """
    row = FIGURES[figure.name]
    step = _STEP[row.unit]
    if row.better == "more":
        return f">= {int(figure.value / step + 1e-9) * step * 100:.0f} %"
    if row.unit == "count":
        return f"<= {figure.value:g}"
    bound = ceil((figure.value + row.noise) / step) * step
    return f"<= {bound * 100:.0f} %" if row.unit == "share" else f"<= {bound / 1000:.0f} kB"


def _lines(proposed: list[Figure], facts: Facts) -> str:
    if not proposed:
        return ""
    lines = [f'  - {{ check: {each.name}, want: "{proposed_budget(each)}" }}' for each in proposed]
    text = "\n".join(("plan:", *lines))
    return paragraphs(
        f"What is proposed holds today. In {code(facts.plan)} it is held by "
        "`invoke review --check`, which ends with 50:",
        f"```yaml\n{text}\n```",
    )

"""What Sentry weighs and costs, what is in effect against that, and what to watch."""

from buildtools.documents.markdown import code, paragraphs, plain, table
from buildtools.reports.strategy.facts import Facts
from buildtools.reports.strategy.measures import (
    figures,
    of,
    tables,
    verdicts,
)
from buildtools.reports.strategy.planned import titles_of
from buildtools.review.budgets import BUDGETED, budget
from buildtools.review.comparing import shown
from buildtools.review.figures import FIGURES, ROWS
from buildtools.review.plan import Plan
from buildtools.review.reviewed import Figure, Reviewed
from buildtools.review.words import in_words

_WEIGHTS = tuple(row.name for row in ROWS if row.name.startswith(("weight-", "wire-")))
_COSTS = ("page-cpu", "server-start-cpu", "server-request-cpu", "build-cpu")
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


def in_effect(reviewed: Reviewed, facts: Facts) -> str:
    """Write what keeps weight, noise and cost down, and what each saves here if that is known."""
    told = of(reviewed, *_EFFECTS)
    return paragraphs(
        verdicts(told, titles_of(reviewed, facts))
        if told
        else "No check of an optimization was asked.",
        "What one saves here stands in the tables below; of one that has no row it was not "
        "measured.",
        tables(reviewed, "effect"),
    )


def section(reviewed: Reviewed) -> str:
    """Write what Sentry weighs in the scripts, and what it costs while they run."""
    return paragraphs(
        "### Weight",
        figures(reviewed, _WEIGHTS),
        tables(reviewed, "weight"),
        "### Cost",
        figures(reviewed, _COSTS),
        tables(reviewed, "cost"),
    )


def monitoring(reviewed: Reviewed, plan: Plan, facts: Facts) -> str:
    """Write a budget for each counted figure, and what is to be watched on the server."""
    told = [each for each in reviewed.figures if plan.item(each.name) or each.name in BUDGETED]
    proposed = [each for each in told if plan.item(each.name) is None]
    return paragraphs(
        "### Budgets",
        table(("figure", "now", "budget", "where from"), [_budget(each, plan) for each in told])
        if told
        else "No figure was measured that a budget could hold.",
        _lines(proposed, facts),
        "### What is watched",
        verdicts(of(reviewed, *_WATCHED), titles_of(reviewed, facts)),
        tables(reviewed, "monitoring"),
    )


def _budget(figure: Figure, plan: Plan) -> tuple[str, str, str, str]:
    item, row = plan.item(figure.name), FIGURES[figure.name]
    title, now = f"{plain(row.title)} ({code(row.name)})", in_words(figure)
    if item is not None:
        return title, now, code(shown(item.want)), "the plan"
    return title, now, code(budget(figure)), "proposed"


def _lines(proposed: list[Figure], facts: Facts) -> str:
    if not proposed:
        return ""
    lines = [f'  - {{ check: {each.name}, want: "{budget(each)}" }}' for each in proposed]
    text = "\n".join(("plan:", *lines))
    return paragraphs(
        f"What is proposed holds today. In {code(facts.plan)} it is held by "
        "`invoke review --check`, which ends with 50:",
        f"```yaml\n{text}\n```",
    )

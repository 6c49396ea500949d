"""A plan proposed from what is there now: as many lines as a team would strike and keep."""

import json
from collections.abc import Iterator

from buildtools.checks.review import BY_NAME
from buildtools.review.budgets import BUDGETED, budget
from buildtools.review.comparing import PIPELINE
from buildtools.review.figures import FIGURES
from buildtools.review.plan import Plan
from buildtools.review.reviewed import Plain, Reviewed, Verdict

_HEAD = """\
# What is wanted of how Sentry is built into this app. `invoke review` holds it against what is so.
# Proposed from {release} in {environment}: strike what nobody decided, and say why for the rest.
version: 1
plan:
"""
_TAIL = """\
# What differs by decision, and holds while it is so:
# deviations:
#   - {check: tunnel, now: none, accepted: "why that is right", by: a team, on: 2026-11-20}
deviations: []
"""
_BY_FIGURES = frozenset({"weight", "pii-recall"})
"""Checks whose value is a figure's: a bound of that is proposed."""

_DECIDED = frozenset({"sdk", "options", "privacy", "weight", "site"})
"""Topics in which that something is absent is a decision to be kept."""

_LACKS = frozenset(
    {
        *("instrumentation", "error-boundary", "span-hook", "scrub-hooks", "flags"),
        *("data-collection", "trace-propagation"),
    }
)
"""Checks of these topics where that nothing is there is a lack, or leaves it to a default."""


def proposed(reviewed: Reviewed, plan: Plan) -> str:
    """Write the plan of what is so now, without what `plan` names already."""
    head = _HEAD.format(release=reviewed.release or "no release", environment=reviewed.environment)
    return "".join((head, *_items(reviewed, plan), _TAIL))


def _items(reviewed: Reviewed, plan: Plan) -> Iterator[str]:
    named = {each.check for each in plan.plan}
    for verdict in reviewed.verdicts:
        if verdict.check in BY_NAME and verdict.check not in named | _BY_FIGURES:
            yield from _of_check(verdict)
    for figure in reviewed.figures:
        if figure.name in BUDGETED and figure.name not in {*named, *BY_NAME}:
            title = FIGURES[figure.name].title
            yield _item(figure.name, budget(figure), f"{title}; {figure.source}")


def _of_check(verdict: Verdict) -> Iterator[str]:
    """Return the line of a check; what its own rule holds needs no plan."""
    check = BY_NAME[verdict.check]
    if check.pipeline:
        yield _item(verdict.check, PIPELINE, verdict.seen or verdict.why)
    elif verdict.outcome == "unplanned":
        yield _item(verdict.check, verdict.value, verdict.seen)
    elif _is_decided(verdict, check.topic):
        yield _item(verdict.check, "off", verdict.seen)
    elif verdict.outcome != "met":
        said = verdict.seen or verdict.why
        yield f"  # {verdict.check}: {verdict.outcome.replace('-', ' ')}: {_line(said)}\n"


def _is_decided(verdict: Verdict, topic: str) -> bool:
    return verdict.outcome == "absent" and topic in _DECIDED and verdict.check not in _LACKS


def _item(name: str, want: Plain, seen: str) -> str:
    """Return one line; JSON is YAML, so that no value is read as another one."""
    text = json.dumps(want, ensure_ascii=False)
    return f'  - {{check: {name}, want: {text}, because: ""}}  # {_line(seen)}\n'


def _line(text: str) -> str:
    return " ".join(text.split())

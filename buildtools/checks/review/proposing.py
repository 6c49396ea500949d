"""A plan proposed from what is there now: as many lines as a team would strike and keep."""

import json
from collections.abc import Iterator
from math import ceil, floor

from buildtools.checks.review import BY_NAME
from buildtools.review.comparing import PIPELINE
from buildtools.review.figures import FIGURES, Row
from buildtools.review.plan import Plan
from buildtools.review.reviewed import Figure, Plain, Reviewed, Verdict

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
_ROOM = 1.05
"""A bound lies so far from what is now: within it a change needs no decision."""
_NO_BOUND = frozenset({"checks-unknown", "weight-error-raw", "weight-error-gz", *BY_NAME})


def proposed(reviewed: Reviewed, plan: Plan) -> str:
    """Write the plan of what is so now, without what `plan` names already."""
    head = _HEAD.format(release=reviewed.release or "no release", environment=reviewed.environment)
    return "".join((head, *_items(reviewed, plan), _TAIL))


def _items(reviewed: Reviewed, plan: Plan) -> Iterator[str]:
    named = {each.check for each in plan.plan}
    for verdict in reviewed.verdicts:
        if verdict.check in BY_NAME and verdict.check not in named:
            yield _of_check(verdict)
    for figure in reviewed.figures:
        row = FIGURES[figure.name]
        if row.counted and row.better and figure.name not in named | _NO_BOUND:
            want = _bound(figure, row)
            yield _item(figure.name, want, f"{row.title}; {figure.source}")


def _of_check(verdict: Verdict) -> str:
    check = BY_NAME[verdict.check]
    if verdict.outcome in {"unknown", "not-asked"}:
        return f"  # {verdict.check}: {verdict.outcome.replace('-', ' ')}: {_line(verdict.why)}\n"
    want: Plain = verdict.value
    if check.pipeline:
        want = PIPELINE
    elif verdict.outcome == "absent" or want is None:
        want = "off"
    return _item(verdict.check, want, verdict.seen)


def _item(name: str, want: Plain, seen: str) -> str:
    """Return one line; JSON is YAML, so that no value is read as another one."""
    text = json.dumps(want, ensure_ascii=False)
    return f'  - {{check: {name}, want: {text}, because: ""}}  # {_line(seen)}\n'


def _bound(figure: Figure, row: Row) -> str:
    """Return a bound a little worse than the figure, in the unit that people read."""
    scale, unit = {"bytes": (1000, " kB"), "share": (0.01, " %")}.get(row.unit, (1, ""))
    number = figure.value / scale
    if row.better == "more":
        return f">= {floor(number / _ROOM)}{unit}"
    return f"<= {ceil(number * _ROOM)}{unit}"


def _line(text: str) -> str:
    return " ".join(text.split())

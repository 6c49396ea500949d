"""The endpoints about settings: what stands in the file that a developer can edit, and no more.

Nothing can be changed by a request. Source: docs/wire.md#settings.
"""

from collections.abc import Sequence
from typing import Any, Final

from flask import Blueprint, Response, g, jsonify, request

from buildtools.sandbox.access import permits
from buildtools.sandbox.answers import Json, Refusal, not_found, paged, settings, store

routes = Blueprint("settings", __name__, url_prefix="/api/0")

_SUM: Final = "sum(quantity)"
_GROUPS: Final = ("outcome", "category", "reason", "project")


@routes.get("/organizations/<org>/workflows/")
@permits("alerts")
def workflows(org: str) -> Response:
    """Return the workflows."""
    return paged(_section("workflows"))


@routes.get("/organizations/<org>/detectors/")
@permits("alerts")
def detectors(org: str) -> Response:
    """Return the detectors."""
    return paged(_section("detectors"))


@routes.get("/projects/<org>/<project>/rules/")
@permits("rules")
def rules(org: str, project: str) -> Response:
    """Return the issue alerts of servers without workflows."""
    return paged(_section("rules"))


@routes.get("/organizations/<org>/alert-rules/")
@permits("alerts")
def alert_rules(org: str) -> Response:
    """Return the metric alerts of servers without detectors."""
    return paged(_section("alert-rules"))


@routes.get("/projects/<org>/<project>/filters/")
@permits("project")
def filters(org: str, project: str) -> Response:
    """Return the inbound filters."""
    return jsonify(_section("filters"))


@routes.get("/projects/<org>/<project>/ownership/")
@permits("project")
def ownership(org: str, project: str) -> Response:
    """Return the ownership rules."""
    return jsonify(_section("ownership"))


@routes.get("/projects/<org>/<project>/codeowners/")
@permits("project")
def codeowners(org: str, project: str) -> Response:
    """Return the CODEOWNERS files that were imported."""
    return jsonify(_section("codeowners"))


@routes.get("/organizations/<org>/code-mappings/")
@permits("organization")
def code_mappings(org: str) -> Response:
    """Return the mappings from frames to repositories."""
    return paged(_section("code-mappings"))


@routes.get("/organizations/<org>/dashboards/")
@permits("organization")
def dashboards(org: str) -> Response:
    """Return the dashboards."""
    return paged(_section("dashboards"))


@routes.get("/organizations/<org>/monitors/")
@permits("alerts")
def monitors(org: str) -> Response:
    """Return the cron monitors."""
    return paged(_section("monitors"))


@routes.get("/projects/<org>/<project>/environments/")
@permits("project")
def environments(org: str, project: str) -> Response:
    """Return the environments: those of the file, else those of which events have come."""
    told = _section("environments")
    if told is None:
        told = _of_events(g.project["id"])
    shown = [
        {"id": str(place), "name": name, "isHidden": False} for place, name in enumerate(told, 1)
    ]
    return jsonify(shown)


def _of_events(project: int) -> Sequence[str]:
    with store().transaction() as db:
        rows = db.execute(
            "select distinct environment from summaries join events on event = events.id"
            " where project_id = ? and environment != '' order by environment",
            (project,),
        ).fetchall()
    return [row["environment"] for row in rows]


@routes.get("/organizations/<org>/stats_v2/")
@permits("organization")
def stats(org: str) -> Response:
    """Return the file's counts, added up by what `groupBy` names, else all of them."""
    by = request.args.getlist("groupBy")
    if not {*by} <= {*_GROUPS}:
        raise Refusal(400, {"detail": f"Invalid groupBy: {', '.join(by)}"})
    totals: dict[tuple[Any, ...], int] = {}
    for row in _section("stats"):
        group = tuple(row.get(key) for key in by)
        quantity = row.get("quantity", 0)
        totals[group] = totals.get(group, 0) + (quantity if isinstance(quantity, int) else 0)
    groups: list[Json] = [
        {"by": dict(zip(by, group, strict=True)), "totals": {_SUM: total}}
        for group, total in totals.items()
    ]
    return jsonify({"groups": groups, "intervals": []})


def _section(name: str) -> Any:
    """Return a section of the file; 404 for what it calls missing."""
    told = settings()
    if name in told["missing"]:
        raise not_found()
    return told[name]

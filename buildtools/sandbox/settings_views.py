"""The endpoints about settings: what stands in the file that a developer can edit, and no more.

Nothing can be changed by a request. Source: docs/wire.md#settings.
"""

from typing import Any, Final

from flask import Blueprint, Response, g, jsonify, request

from buildtools.sandbox import told_environments
from buildtools.sandbox.access import permits
from buildtools.sandbox.answers import Json, Refusal, not_found, number, paged, settings, store

routes = Blueprint("settings", __name__, url_prefix="/api/0")

_SUM: Final = "sum(quantity)"
_VISIBILITIES: Final = ["all", "hidden", "visible"]
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
    """Return a project's environments: those of the file, else those it was told of."""
    return _environments(g.project["id"])


@routes.get("/organizations/<org>/environments/")
@permits("organization")
def all_environments(org: str) -> Response:
    """Return the environments of all projects, or of that which `project` names by its number."""
    return _environments(number(request.args.get("project", "")))


def _environments(project: int | None) -> Response:
    visibility = request.args.get("visibility", "visible")
    if visibility not in _VISIBILITIES:
        why = f"Invalid value for 'visibility', valid values are: {_VISIBILITIES}"
        raise Refusal(400, {"detail": why})
    told = _section("environments")
    if told is None:
        with store().transaction() as db:
            told = told_environments.names(db, project)
    shown = [
        {"id": str(place), "name": name, "isHidden": False} for place, name in enumerate(told, 1)
    ]
    return jsonify([] if visibility == "hidden" else shown)


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

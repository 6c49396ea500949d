"""The endpoints of releases, their commits and their deploys.

Source: docs/wire.md#releases, docs/wire.md#deploys.
"""

import json
import sqlite3
from typing import Any, Final

from flask import Blueprint, Response, g, jsonify, request

from buildtools.sandbox import commits, fields, releases
from buildtools.sandbox.access import find_project, permits
from buildtools.sandbox.answers import (
    Json,
    Refusal,
    json_body,
    not_found,
    number,
    paged,
    store,
)

routes = Blueprint("releases", __name__, url_prefix="/api/0")

_LONGEST_NAME: Final = 64
_LONGEST_REF: Final = 250


@routes.post("/organizations/<org>/releases/")
@permits("release")
def create(org: str) -> tuple[Response, int]:
    """Create a release, or add projects to it: 201 when something is new, else 208."""
    body = json_body()
    version = str(body.get("version") or "").strip()
    if fault := releases.fault_of_version(version):
        raise Refusal(400, {"version": [fault]})
    wanted = _changes(body)
    with store().transaction() as db:
        known = releases.find(db, version)
        projects = _projects(db, body.get("projects"), may_be_empty=known is not None)
        if known is None:
            releases.make(db, version, store().stamp(), request.headers.get("User-Agent", ""))
        release = _need(db, version)
        # An existing release keeps its ref, url and date here: that is what PUT is for.
        releases.change(db, release, {"status": wanted["status"]} if known else wanted)
        grown = releases.add_projects(db, release, projects)
        _set_commits(db, release, body)
        shown = releases.as_json(db, _need(db, version))
    return jsonify(shown), 201 if known is None or grown else 208


@routes.get("/organizations/<org>/releases/")
@permits("release")
def index(org: str) -> Response:
    """Return the organization's releases, newest first."""
    return paged(_listing(request.args.getlist("project")))


@routes.get("/projects/<org>/<project>/releases/")
@permits("release")
def index_of_project(org: str, project: str) -> Response:
    """List one project's releases, newest first."""
    return paged(_listing([str(g.project["id"])]))


@routes.get("/organizations/<org>/releases/<version>/")
@routes.get("/projects/<org>/<project>/releases/<version>/")
@permits("release")
def show(org: str, version: str, project: str = "") -> Response:
    """Show one release."""
    with store().transaction() as db:
        return jsonify(releases.as_json(db, _need(db, version)))


@routes.put("/organizations/<org>/releases/<version>/")
@permits("release")
def update(org: str, version: str) -> Response:
    """Change ref, url, date, status or commits; `projects` in the body is ignored."""
    body = json_body()
    wanted = _changes(body)
    with store().transaction() as db:
        release = _need(db, version)
        releases.change(db, release, wanted)
        _set_commits(db, release, body)
        return jsonify(releases.as_json(db, _need(db, version)))


@routes.delete("/organizations/<org>/releases/<version>/")
@permits("release")
def delete(org: str, version: str) -> tuple[str, int]:
    """Delete a release that no event refers to."""
    with store().transaction() as db:
        release = _need(db, version)
        if db.execute("select 1 from events where release = ?", (version,)).fetchone():
            why = "This release is referenced by active issues and cannot be removed."
            raise Refusal(400, {"detail": why})
        db.execute("delete from releases where id = ?", (release["id"],))
    return "", 204


@routes.get("/organizations/<org>/releases/<version>/commits/")
@routes.get("/projects/<org>/<project>/releases/<version>/commits/")
@permits("release")
def list_commits(org: str, version: str, project: str = "") -> Response:
    """Return the commits of a release, newest first."""
    with store().transaction() as db:
        rows = db.execute(
            "select * from commits where release_id = ? order by turn", (_need(db, version)["id"],)
        ).fetchall()
    return paged([releases.commit_json(row) for row in rows])


@routes.get("/organizations/<org>/releases/<version>/previous-with-commits/")
@permits("release")
def previous_with_commits(org: str, version: str) -> Response:
    """Show the newest release with commits, or `{}`."""
    with store().transaction() as db:
        previous = releases.previous_with_commits(db, _need(db, version))
        return jsonify(releases.as_json(db, previous) if previous else {})


@routes.get("/organizations/<org>/releases/<version>/files/")
@routes.get("/projects/<org>/<project>/releases/<version>/files/")
@permits("release")
def list_files(org: str, version: str, project: str = "") -> Response:
    """List old-style release files: there are none, bundles never appear here."""
    with store().transaction() as db:
        _need(db, version)
    return paged([])


@routes.get("/organizations/<org>/releases/<version>/deploys/")
@permits("release")
def list_deploys(org: str, version: str) -> Response:
    """Return the latest deploy of each environment."""
    with store().transaction() as db:
        rows = db.execute(
            "select * from deploys where id in"
            " (select max(id) from deploys where release_id = ? group by environment)"
            " order by finished desc, id desc",
            (_need(db, version)["id"],),
        ).fetchall()
    return paged([releases.deploy_json(row) for row in rows])


@routes.post("/organizations/<org>/releases/<version>/deploys/")
@permits("release")
def add_deploy(org: str, version: str) -> tuple[Response, int]:
    """Record one more deploy; never idempotent."""
    with store().transaction() as db:
        release = _need(db, version)
        deploy = _read_deploy(db, release, json_body())
        columns = ", ".join(deploy)
        marks = ", ".join("?" * len(deploy))
        row = db.execute(
            f"insert into deploys ({columns}) values ({marks}) returning *",  # noqa: S608, our names
            tuple(deploy.values()),
        ).fetchone()
    return jsonify(releases.deploy_json(row)), 201


def _listing(projects: list[str]) -> list[Json]:
    wanted = {number(one) for one in projects} - {None}
    status = request.args.get("status", "open")
    with store().transaction() as db:
        rows = releases.newest_first(db, status, request.args.get("query", ""))
        shown = [releases.as_json(db, row) for row in rows]
    if not wanted:
        return shown
    return [row for row in shown if wanted & {one["id"] for one in row["projects"]}]


def _need(db: sqlite3.Connection, version: str) -> sqlite3.Row:
    release = releases.find(db, version)
    if release is None:
        raise not_found()
    return release


def _projects(db: sqlite3.Connection, names: object, *, may_be_empty: bool) -> list[int]:
    if not isinstance(names, list) or not (names or may_be_empty):
        raise Refusal(400, {"projects": ["This field is required."]})
    rows = [find_project(db, name) for name in names if isinstance(name, str | int)]
    if len(rows) != len(names) or None in rows:
        raise Refusal(400, {"projects": ["Invalid project slugs or ids"]})
    return [row["id"] for row in rows if row]


def _changes(body: Json) -> Json:
    """Read the fields that change a release, under the names of their columns."""
    status = body.get("status")
    if status not in (None, "open", "archived"):
        raise Refusal(400, {"status": [f'"{status}" is not a valid choice.']})
    return {
        "ref": _text(body, "ref", _LONGEST_REF),
        "url": _field(body, "url", fields.url),
        "released": _date(body, "dateReleased"),
        "status": status,
    }


def _set_commits(db: sqlite3.Connection, release: sqlite3.Row, body: Json) -> None:
    if body.get("commits"):
        commits.replace(db, release["id"], commits.check_commits(body["commits"]), store().stamp())
    if body.get("refs") is not None:
        commits.set_refs(db, release["id"], commits.check_refs(body["refs"]), store().stamp())


def _read_deploy(db: sqlite3.Connection, release: sqlite3.Row, body: Json) -> dict[str, Any]:
    environment = _text(body, "environment", _LONGEST_NAME)
    if not environment:
        raise Refusal(400, {"environment": ["This field is required."]})
    if {"\n", "\r", "\f", "/"} & set(environment):
        raise Refusal(400, {"environment": ["Invalid value for environment"]})
    theirs = [row["id"] for row in releases.projects_of(db, release)]
    projects = _projects(db, body["projects"], may_be_empty=True) if body.get("projects") else []
    if not set(projects) <= set(theirs):
        raise Refusal(400, {"projects": ["Invalid project slugs"]})
    return {
        "release_id": release["id"],
        "environment": environment,
        "name": _text(body, "name", _LONGEST_NAME),
        "url": _field(body, "url", fields.url) or None,
        "started": _date(body, "dateStarted"),
        "finished": _date(body, "dateFinished") or store().stamp(),
        "projects": json.dumps(projects or theirs),
    }


def _text(body: Json, field: str, longest: int) -> Any:
    return _field(body, field, fields.text(longest))


def _date(body: Json, field: str) -> Any:
    return _field(body, field, fields.moment)


def _field(body: Json, field: str, check: fields.Check) -> Any:
    """Return a field as it is kept; raises Refusal 400 under its name."""
    try:
        return check(body.get(field))
    except fields.Wrong as wrong:
        raise Refusal(400, {field: wrong.said}) from wrong

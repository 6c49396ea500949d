"""The endpoints that show events: as an issue page would, as stored, and why not resolved.

Source: docs/wire.md#events, docs/wire.md#diagnosis.
"""

import sqlite3
from datetime import datetime

from flask import Blueprint, Response, g, jsonify, request

from buildtools.sandbox import kept_events
from buildtools.sandbox.access import permits
from buildtools.sandbox.answers import not_found, paged, store
from buildtools.sandbox.diagnosis import diagnose
from buildtools.sandbox.event_json import event_json

routes = Blueprint("events", __name__, url_prefix="/api/0/projects/<org>/<project>/events")

_LISTED: tuple[str, ...] = (
    *("id", "eventID", "groupID", "projectID", "title", "message", "platform"),
    *("culprit", "location", "dateCreated", "tags", "user"),
)


@routes.get("/")
@permits("event")
def index(org: str, project: str) -> Response:
    """Return the project's events, newest first; with `full` whole, their errors too."""
    with store().transaction() as db:
        rows = db.execute(
            "select * from events where project_id = ? order by id desc", (g.project["id"],)
        ).fetchall()
    shown = [event_json(row) for row in rows]
    if request.args.get("full") in ("1", "true"):
        return paged(shown)
    return paged([{key: event[key] for key in _LISTED} for event in shown])


@routes.get("/<event_id>/")
@permits("event")
def show(org: str, project: str, event_id: str) -> Response:
    """Show one event with resolved frames."""
    with store().transaction() as db:
        return jsonify(event_json(_need(db, event_id)))


@routes.get("/<event_id>/json/")
@permits("event")
def stored(org: str, project: str, event_id: str) -> Response:
    """Show one event as it is kept."""
    with store().transaction() as db:
        row = _need(db, event_id)
    return jsonify({**kept_events.of_row(row), "received": _seconds(row["received"])})


@routes.get("/<event_id>/source-map-debug-blue-thunder-edition/")
@permits("event")
def source_map_debug(org: str, project: str, event_id: str) -> Response:
    """Say of each frame what was found for it and what was not."""
    with store().transaction() as db:
        event = kept_events.of_row(_need(db, event_id))
        return jsonify(diagnose(db, store(), g.project["id"], event))


def _seconds(stamp: str) -> float | None:
    """Return a time as the stored form of an event has it: seconds since 1970."""
    try:
        return datetime.fromisoformat(stamp).timestamp()
    except ValueError:
        return None


def _need(db: sqlite3.Connection, event_id: str) -> sqlite3.Row:
    wanted = event_id.replace("-", "").lower()
    row: sqlite3.Row | None = db.execute(
        "select * from events where event_id = ? and project_id = ?", (wanted, g.project["id"])
    ).fetchone()
    if row is None:
        raise not_found("Event not found")
    return row

"""A few plain pages for people: what releases, bundles and events the sandbox holds."""

import json
import sqlite3
from itertools import zip_longest

from flask import Blueprint, Response, abort, render_template

from buildtools.sandbox import bundles, frames, releases
from buildtools.sandbox.answers import Json, store
from buildtools.sandbox.event_json import title_of

routes = Blueprint("pages", __name__)


@routes.after_request
def allow_nothing_foreign(answer: Response) -> Response:
    """What was uploaded or sent is shown as text and may do nothing."""
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@routes.get("/")
def overview() -> str:
    """Show everything at a glance, newest first."""
    with store().transaction() as db:
        return render_template(
            "overview.html",
            releases=[releases.as_json(db, row) for row in releases.newest_first(db, "", "")],
            bundles=[bundles.as_json(db, row) for row in _rows(db, "bundles", "turn")],
            events=[_summary(row) for row in _rows(db, "events", "id")],
        )


@routes.get("/releases/<version>/")
def release(version: str) -> str:
    """Show one release with its commits and deploys."""
    with store().transaction() as db:
        row = releases.find(db, version) or abort(404)
        commits = _of_release(db, "commits", "turn", row["id"])
        deploys = _of_release(db, "deploys", "id desc", row["id"])
        shown = releases.as_json(db, row)
    return render_template("release.html", release=shown, commits=commits, deploys=deploys)


@routes.get("/bundles/<bundle_id>/")
def bundle(bundle_id: str) -> str:
    """Show one bundle with its files."""
    with store().transaction() as db:
        row = db.execute("select * from bundles where bundle_id = ?", (bundle_id,)).fetchone()
        row = row or abort(404)
        return render_template(
            "bundle.html", bundle=bundles.as_json(db, row), files=bundles.files_of(db, row["id"])
        )


@routes.get("/events/<event_id>/")
def event(event_id: str) -> str:
    """Show one event, its frames as resolved and as they came."""
    with store().transaction() as db:
        row = db.execute("select * from events where event_id = ?", (event_id,)).fetchone()
    row = row or abort(404)
    resolved = json.loads(row["resolved"])
    return render_template(
        "event.html",
        event=_summary(row),
        release=resolved.get("release"),
        errors=resolved.get("errors") or [],
        traces=[_trace(holder) for holder in frames.holders(resolved)],
    )


def _summary(row: sqlite3.Row) -> Json:
    event = json.loads(row["resolved"])
    every = [frame for holder in frames.holders(event) for frame in frames.frames_of(holder)]
    resolved = sum(1 for frame in every if (frame.get("data") or {}).get("symbolicated"))
    return {
        "id": row["event_id"],
        "title": title_of(event),
        "received": row["received"],
        "frames": len(every),
        "resolved": resolved,
    }


def _trace(holder: Json) -> Json:
    """Pair each frame with what it was, the one that threw on top."""
    now = frames.frames_of(holder)
    before = frames.frames_of({"stacktrace": holder.get("raw_stacktrace")})
    pairs = list(zip_longest(now, before))[::-1]
    return {"type": holder.get("type"), "value": holder.get("value"), "frames": pairs}


def _rows(db: sqlite3.Connection, table: str, newest: str) -> list[sqlite3.Row]:
    return db.execute(f"select * from {table} order by {newest} desc").fetchall()  # noqa: S608, ours


def _of_release(db: sqlite3.Connection, table: str, order: str, release: int) -> list[sqlite3.Row]:
    sql = f"select * from {table} where release_id = ? order by {order}"  # noqa: S608, our names
    return db.execute(sql, (release,)).fetchall()

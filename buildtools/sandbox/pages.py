"""A few plain pages for people: what releases, bundles and events the sandbox holds."""

import sqlite3
from itertools import zip_longest
from typing import Final

from flask import Blueprint, Response, abort, render_template

from buildtools.sandbox import bundles, frames, kept_events, releases
from buildtools.sandbox.answers import Json, store
from buildtools.sandbox.event_json import title_of

routes = Blueprint("pages", __name__)

MOST_ROWS: Final = 100
"""Rows of a kind on the first page; the API has all."""
LONGEST_TITLE: Final = 200


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
            releases=[releases.as_json(db, row) for row in _newest_releases(db)],
            bundles=[bundles.as_json(db, row) for row in _rows(db, "bundles", "turn")],
            events=[_summary(row) for row in _rows(db, "events", "id")],
            counts={table: _count(db, table) for table in ("releases", "bundles", "events")},
            most=MOST_ROWS,
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
    resolved = kept_events.of_row(row)
    return render_template(
        "event.html",
        event=_summary(row),
        release=resolved.get("release"),
        errors=frames.objects(resolved.get("errors")),
        traces=[_trace(holder) for holder in frames.holders(resolved)],
    )


def _summary(row: sqlite3.Row) -> Json:
    event = kept_events.of_row(row)
    every = [frame for holder in frames.holders(event) for frame in frames.frames_of(holder)]
    resolved = sum(1 for frame in every if (frame.get("data") or {}).get("symbolicated"))
    return {
        "id": row["event_id"],
        "title": title_of(event)[:LONGEST_TITLE],
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
    sql = f"select * from {table} order by {newest} desc limit ?"  # noqa: S608, our names
    return db.execute(sql, (MOST_ROWS,)).fetchall()


def _newest_releases(db: sqlite3.Connection) -> list[sqlite3.Row]:
    return releases.newest_first(db, "", "")[:MOST_ROWS]


def _count(db: sqlite3.Connection, table: str) -> int:
    return int(db.execute(f"select count(*) from {table}").fetchone()[0])  # noqa: S608, our names


def _of_release(db: sqlite3.Connection, table: str, order: str, release: int) -> list[sqlite3.Row]:
    sql = f"select * from {table} where release_id = ? order by {order}"  # noqa: S608, our names
    return db.execute(sql, (release,)).fetchall()

"""Pages for people: releases, bundles and their files. Those of events are `event_pages`."""

import sqlite3
from typing import Any, Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from buildtools.sandbox import bundle_pairs, bundles, event_summaries, page_parts, releases
from buildtools.sandbox.answers import Json, here, store

routes = Blueprint("pages", __name__)
routes.after_request(page_parts.guard)
routes.register_error_handler(404, page_parts.missing)

_GLANCE: Final = 8
"""Rows of a kind on the first page, and of events and commits on that of a release."""


@routes.get("/")
def overview() -> str:
    """Show the newest of everything, or what to run where there is nothing yet."""
    with store().transaction() as db:
        event_summaries.catch_up(db)
        return render_template(
            "overview.html",
            releases=[_release_row(db, row) for row in _releases(db, 0, _GLANCE)],
            bundles=[bundles.as_json(db, row) for row in _bundles(db, 0, _GLANCE)],
            events=event_summaries.newest(db, {}, 0, _GLANCE),
            counts={table: _count(db, table) for table in ("releases", "bundles", "events")},
            **_connection(db),
        )


@routes.get("/releases/")
def all_releases() -> str:
    """Show releases, newest first."""
    with store().transaction() as db:
        part = page_parts.part(_count(db, "releases"))
        rows = [_release_row(db, row) for row in _releases(db, part.first, part.rows)]
        return render_template("releases.html", releases=rows, part=part, **_connection(db))


@routes.get("/releases/<version>/")
def release(version: str) -> str:
    """Show one release with its events, bundles, deploys and commits."""
    with store().transaction() as db:
        event_summaries.catch_up(db)
        row = releases.find(db, version) or abort(404)
        asked = {"release": version}
        return render_template(
            "release.html",
            release=releases.as_json(db, row),
            states=event_summaries.choices(db, asked, "state"),
            kinds=event_summaries.choices(db, asked, "kind"),
            events=event_summaries.newest(db, asked, 0, _GLANCE),
            event_count=event_summaries.count(db, asked),
            bundles=[bundles.as_json(db, one) for one in _bundles_named(db, version)],
            commits=_of_release(db, "commits", "turn", row["id"]),
            deploys=_of_release(db, "deploys", "id desc", row["id"]),
        )


@routes.get("/bundles/")
def all_bundles() -> str:
    """Show bundles, newest first."""
    with store().transaction() as db:
        part = page_parts.part(_count(db, "bundles"))
        rows = [bundles.as_json(db, row) for row in _bundles(db, part.first, part.rows)]
        return render_template("bundles.html", bundles=rows, part=part, **_connection(db))


@routes.get("/bundles/<bundle_id>/")
def bundle(bundle_id: str) -> str:
    """Show one bundle: its scripts beside their maps, and what else is in it."""
    with store().transaction() as db:
        row = _need_bundle(db, bundle_id)
        pairs = bundle_pairs.pairs_of(bundles.files_of(db, row["id"]))
        part = page_parts.part(len(pairs))
        return render_template(
            "bundle.html",
            bundle=bundles.as_json(db, row),
            row=row,
            projects=_projects_of(db, row),
            files=bundle_pairs.totals(pairs),
            pairs=pairs[part.first : part.first + part.rows],
            used=bundle_pairs.uses(db, row["id"]),
            part=part,
        )


@routes.get("/bundles/<bundle_id>/file/")
def file(bundle_id: str) -> str | Response:
    """Show one file of a bundle, which `path` names, and the events whose frames used it."""
    if "path" not in request.args:
        return redirect(url_for("pages.bundle", bundle_id=bundle_id))
    with store().transaction() as db:
        event_summaries.catch_up(db)
        row = _need_bundle(db, bundle_id)
        listed = bundles.files_of(db, row["id"])
        path = request.args.get("path", "")
        pair = next((one for one in bundle_pairs.pairs_of(listed) if path in one.paths), None)
        pair = pair or abort(404)
        asked = bundle_pairs.asked_of(pair, row["bundle_id"])
        return render_template(
            "file.html",
            bundle=bundles.as_json(db, row),
            pair=pair,
            file=next(one for one in listed if one["path"] == path),
            asked=asked,
            events=event_summaries.newest(db, asked, 0, page_parts.ROWS) if asked else [],
            event_count=event_summaries.count(db, asked) if asked else 0,
            others=bundle_pairs.other_bundles(db, pair, row["id"]),
        )


def _release_row(db: sqlite3.Connection, row: sqlite3.Row) -> Json:
    states = event_summaries.choices(db, {"release": row["version"]}, "state")
    bundle_count = len(_bundles_named(db, row["version"]))
    return {**releases.as_json(db, row), "states": states, "bundleCount": bundle_count}


def _releases(db: sqlite3.Connection, first: int, number: int) -> list[sqlite3.Row]:
    return releases.newest_first(db, "", "")[first : first + number]


def _bundles(db: sqlite3.Connection, first: int, number: int) -> list[sqlite3.Row]:
    sql = "select * from bundles order by turn desc limit ? offset ?"
    return db.execute(sql, (number, first)).fetchall()


def _bundles_named(db: sqlite3.Connection, version: str) -> list[sqlite3.Row]:
    return db.execute(
        "select * from bundles where id in (select bundle from bundle_releases where release = ?)"
        " order by turn desc",
        (version,),
    ).fetchall()


def _need_bundle(db: sqlite3.Connection, bundle_id: str) -> sqlite3.Row:
    found = db.execute("select * from bundles where bundle_id = ?", (bundle_id,)).fetchone()
    row: sqlite3.Row = found or abort(404)
    return row


def _projects_of(db: sqlite3.Connection, bundle: sqlite3.Row) -> list[str]:
    rows = db.execute(
        "select slug from projects join bundle_projects on project_id = projects.id"
        " where bundle = ? order by slug",
        (bundle["id"],),
    ).fetchall()
    return [row["slug"] for row in rows]


def _connection(db: sqlite3.Connection) -> dict[str, Any]:
    """Return where to send to: the address, and the DSN of each project."""
    address = here().split("/", maxsplit=3)
    base = "/".join(address[:3])
    rows = db.execute("select * from projects order by id").fetchall()
    dsns = {
        row["slug"]: f"{base.replace('//', '//' + row['public_key'] + '@')}/{row['id']}"
        for row in rows
    }
    return {"address": base, "dsns": dsns}


def _count(db: sqlite3.Connection, table: str) -> int:
    return int(db.execute(f"select count(*) from {table}").fetchone()[0])  # noqa: S608, our names


def _of_release(db: sqlite3.Connection, table: str, order: str, release: int) -> list[sqlite3.Row]:
    sql = f"select * from {table} where release_id = ? order by {order}"  # noqa: S608, our names
    return db.execute(sql, (release,)).fetchall()

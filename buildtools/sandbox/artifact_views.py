"""The endpoints that show what was uploaded: listings, and the look-up that symbolication uses.

Source: docs/wire.md#stored-artifacts.
"""

import sqlite3
from base64 import urlsafe_b64encode
from typing import Final

from flask import Blueprint, Response, g, jsonify, request, send_file

from buildtools.sandbox import bundles, trouble
from buildtools.sandbox.access import permits
from buildtools.sandbox.answers import Json, Refusal, here, not_found, paged, store
from buildtools.values import parse_debug_id

routes = Blueprint("artifacts", __name__, url_prefix="/api/0")

_PAGE: Final = 10
_ORDERS: Final = {
    "": "turn desc",
    "date_added": "added, id",
    "-date_added": "added desc, id desc",
    "date_modified": "turn",
    "-date_modified": "turn desc",
}


@routes.get("/projects/<org>/<project>/files/artifact-bundles/")
@permits("release")
def index(org: str, project: str) -> Response:
    """Return the project's bundles; `query` is a release, a dist, a bundle ID or a debug ID."""
    order = _ORDERS.get(request.args.get("sortBy", ""))
    if order is None:
        raise Refusal(400, {"error": "You can either sort via 'date_added' or 'date_modified'"})
    query = request.args.get("query", "")
    with store().transaction() as db:
        rows = bundles.of_project(db, g.project["id"], order)
        shown = [bundles.as_json(db, row) for row in rows if _matches(db, row, query)]
    return paged(shown, per_page=_PAGE)


@routes.delete("/projects/<org>/<project>/files/artifact-bundles/")
@permits("release")
def delete(org: str, project: str) -> tuple[str, int]:
    """Take a bundle out of the project; with its last project the bundle goes.

    One that nobody has is gone already, which is success; one of other projects alone is not found.
    """
    named = request.args.get("bundleId", "")
    with store().transaction() as db:
        row = bundles.find(db, parse_debug_id(named) or "")
        if not named:
            raise Refusal(404, {"error": "Supplied an invalid bundle_id None"})
        if row and not bundles.unbind(db, row["id"], g.project["id"]):
            where = f"but it is not connected to project {g.project['id']}"
            raise Refusal(404, {"error": f"Artifact bundle with {named} found {where}"})
        if row and bundles.forget_unbound(db, row["id"]):
            path = store().bundle_path(row["bundle_id"])
            with trouble.explained(path):
                path.unlink(missing_ok=True)
    return "", 204


@routes.get("/projects/<org>/<project>/artifact-bundles/<bundle_id>/files/")
@permits("release")
def files(org: str, project: str, bundle_id: str) -> Response:
    """Return the files of a bundle; `query` is a part of a URL or a debug ID."""
    query = request.args.get("query", "")
    debug_id = parse_debug_id(query)
    with store().transaction() as db:
        row = _need(db, bundle_id)
        told = bundles.as_json(db, row)
        listed = [
            _file_json(file)
            for file in bundles.files_of(db, row["id"])
            if query in file["url"] or (debug_id and debug_id == file["debug_id"])
        ]
    answer = paged(listed, per_page=100)
    page = {**told, "files": answer.get_json()}
    shown = jsonify(page)
    shown.headers["Link"] = answer.headers["Link"]
    return shown


@routes.get("/projects/<org>/<project>/artifact-lookup/")
@permits("release")
def look_up(org: str, project: str) -> Response:
    """Return what symbolication would find; `download` streams a bundle instead."""
    asked = request.args
    if download := asked.get("download"):
        return _download(download)
    debug_id = parse_debug_id(asked.get("debug_id", "")) or ""
    url, release, dist = (asked.get(key, "") for key in ("url", "release", "dist"))
    with store().transaction() as db:
        how, found = bundles.look_up(db, g.project["id"], debug_id, url, release, dist)
    ids = [f"artifact_bundle/{row['id']}" for row in found]
    listed = [{"id": one, "type": "bundle", "url": f"{here()}?download={one}"} for one in ids]
    return jsonify([{**one, "resolved_with": how} for one in listed])


def _download(name: str) -> Response:
    kind, _, number = name.partition("/")
    with store().transaction() as db:
        found = bundles.of_project(db, g.project["id"])
    for row in found:
        if kind == "artifact_bundle" and number == str(row["id"]):
            path = store().bundle_path(row["bundle_id"]).resolve()
            if not path.is_file():
                raise not_found()
            return send_file(path, mimetype="application/octet-stream")
    raise not_found()


def _matches(db: sqlite3.Connection, bundle: sqlite3.Row, query: str) -> bool:
    if not query:
        return True
    told = bundles.associations_of(db, bundle["id"])
    if any(query in (one["release"], one["dist"]) for one in told):
        return True
    wanted = parse_debug_id(query)
    ids = {file["debug_id"] for file in bundles.files_of(db, bundle["id"])}
    return wanted is not None and wanted in ids | {bundle["bundle_id"]}


def _need(db: sqlite3.Connection, bundle_id: str) -> sqlite3.Row:
    wanted = parse_debug_id(bundle_id)
    for row in bundles.of_project(db, g.project["id"]):
        if row["bundle_id"] == wanted:
            return row
    raise Refusal(400, {"error": f"The artifact bundle {bundle_id} is not bound to this project"})


def _file_json(file: sqlite3.Row) -> Json:
    return {
        "id": urlsafe_b64encode(file["path"].encode()).decode(),
        "fileType": bundles.type_number(file["type"]),
        "filePath": file["url"],
        "fileSize": file["bytes"],
        "debugId": file["debug_id"],
        "sourcemap": file["sourcemap"],
    }

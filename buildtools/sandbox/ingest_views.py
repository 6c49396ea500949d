"""The endpoints that SDKs send events to.

They know no tokens: the public key of the DSN opens them, in a header, the query or the envelope.
Source: docs/wire.md#envelopes.
"""

import json
import re
import sqlite3
import uuid
from collections.abc import Iterable
from contextlib import closing
from typing import Any, Final, cast

from flask import Blueprint, Response, current_app, g, jsonify, request

from buildtools.sandbox import event_summaries, feedback, frames, releases, session_items
from buildtools.sandbox.access import find_project
from buildtools.sandbox.answers import Json, Refusal, store
from buildtools.sandbox.artifacts import Finder
from buildtools.sandbox.envelope import (
    BadEnvelope,
    TooLarge,
    read_bare_event,
    read_envelope,
    read_event,
    unpack,
)
from buildtools.sandbox.symbolicate import Resolvers, symbolicate

routes = Blueprint("ingest", __name__, url_prefix="/api")

_KEY: Final = re.compile(r"sentry_key=([^,\s]+)")
_EVENT_ID: Final = re.compile(r"[0-9a-f]{32}")
_FEEDBACK: Final = frozenset({"feedback", "user_report"})
_CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": (
        "x-sentry-auth, x-requested-with, origin, accept, content-type, authentication,"
        " authorization, content-encoding, transfer-encoding"
    ),
    "Access-Control-Expose-Headers": "x-sentry-error, x-sentry-rate-limits, retry-after",
    "Access-Control-Max-Age": "3600",
}


@routes.after_request
def allow_browsers(answer: Response) -> Response:
    """Let pages of any origin send, and read why they were refused."""
    answer.headers.update(_CORS)
    return answer


@routes.route("/<int:project_id>/envelope/", methods=["OPTIONS"], provide_automatic_options=False)
@routes.route("/<int:project_id>/store/", methods=["OPTIONS"], provide_automatic_options=False)
def preflight(project_id: int) -> Response:
    """Answer a browser's question before it sends."""
    return jsonify({})


@routes.post("/<int:project_id>/envelope/", provide_automatic_options=False)
def envelope(project_id: int) -> Response:
    """Take an envelope in: events, feedback, sessions; other items are let pass, and forgotten."""
    try:
        read = read_envelope(_body())
        project = _project(project_id, read.header)
        events = [
            {"event_id": read.header.get("event_id"), **read_event(payload)}
            for header, payload in read.items
            if header.get("type") == "event"
        ]
        said = [
            _said(str(header["type"]), payload)
            for header, payload in read.items
            if str(header.get("type")) in _FEEDBACK
        ]
    except (BadEnvelope, TooLarge) as error:
        raise _refusal(error) from error
    _keep_sessions(project, read.items)
    kept = [_keep(project, event) for event in events]
    for told in said:
        kept.append(_keep_feedback(project, read.header, told))
    event_id = kept[0] if kept else _text(read.header, "event_id")
    return jsonify({"id": event_id} if event_id else {})


@routes.post("/<int:project_id>/store/", provide_automatic_options=False)
def bare_event(project_id: int) -> Response:
    """Take one event in, the old way."""
    try:
        body = _body()
        project = _project(project_id, {})
        event = read_bare_event(body)
    except (BadEnvelope, TooLarge) as error:
        raise _refusal(error) from error
    return jsonify({"id": _keep(project, event)})


def _body() -> bytes:
    raw = request.get_data(cache=False)
    g.received_bytes = len(raw)
    return unpack(raw, request.headers.get("Content-Encoding", "").strip().lower())


def _refusal(error: BadEnvelope | TooLarge) -> Refusal:
    return Refusal(413 if isinstance(error, TooLarge) else 400, {"detail": str(error)})


def _project(project_id: int, header: Json) -> sqlite3.Row:
    """Find the project by its number and check the key; raises Refusal 401 or 403."""
    key = _public_key(header)
    if not key:
        raise Refusal(401, {"detail": "missing authorization information"})
    with store().transaction() as db:
        project = find_project(db, project_id)
    if project is None or project["public_key"] != key:
        why = "event submission rejected with_reason: ProjectId or public key"
        raise Refusal(403, {"detail": why})
    return project


def _public_key(header: Json) -> str:
    told = request.headers.get("X-Sentry-Auth") or request.headers.get("Authorization") or ""
    if found := _KEY.search(told):
        return found[1]
    if key := request.args.get("sentry_key"):
        return key
    return frames.split(str(header.get("dsn") or "")).username or ""


def _keep(project: sqlite3.Row, event: Json) -> str:
    """Resolve an event and keep it; one that is here already stays as it is."""
    event_id = _id_of(event.get("event_id"))
    event = {**event, "event_id": event_id}
    release, dist = _text(event, "release"), _text(event, "dist")
    resolvers = cast(Resolvers, current_app.extensions["sandbox-resolvers"])
    with closing(Finder(store(), project["id"], release, dist)) as finder:
        resolved = symbolicate({"environment": "production", **event}, finder, resolvers)
    with store().transaction() as db:
        _keep_release(db, project, release)
        added = db.execute(
            "insert or ignore into events (event_id, project_id, received, release, raw, resolved)"
            " values (?, ?, ?, ?, ?, ?)",
            (
                *(event_id, project["id"], store().stamp(), release or None),
                *(json.dumps(event), json.dumps(resolved)),
            ),
        )
        if added.rowcount and added.lastrowid:
            event_summaries.keep(db, added.lastrowid, resolved)
    return event_id


def _said(kind: str, payload: bytes) -> Json:
    """Read what an item says, and what is known of where; raises BadEnvelope where it says none."""
    event = read_event(payload)
    try:
        said = feedback.of_event(event) if kind == "feedback" else feedback.of_report(event)
    except ValueError as error:
        raise BadEnvelope(str(error)) from error
    known = {key: event.get(key) for key in ("event_id", "release", "environment")}
    tags = event.get("tags")
    return {"said": said, "tags": tags if isinstance(tags, dict) else {}, **known}


def _keep_feedback(project: sqlite3.Row, header: Json, told: Json) -> str:
    """Keep what somebody said, with the ID that its event or its envelope has."""
    is_report = told["said"]["source"] == "user_report"
    named = None if is_report else told["event_id"] or header.get("event_id")
    event_id = _id_of(named)
    with store().transaction() as db:
        feedback.keep(db, project["id"], event_id, store().stamp(), told)
    return event_id


def _keep_sessions(project: sqlite3.Row, items: Iterable[tuple[Json, bytes]]) -> None:
    rows = [
        row
        for header, payload in items
        if (kind := str(header.get("type"))) in session_items.KINDS
        for row in session_items.read(kind, payload)
    ]
    if not rows:
        return
    with store().transaction() as db:
        session_items.keep(db, project["id"], rows)
        for version in {row.release for row in rows}:
            _keep_release(db, project, version)


def _id_of(named: object) -> str:
    """Return an ID as it is kept, or a new one where none was made that can be one."""
    event_id = str(named or "").replace("-", "").lower()
    return event_id if _EVENT_ID.fullmatch(event_id) else uuid.uuid4().hex


def _keep_release(db: sqlite3.Connection, project: sqlite3.Row, version: str) -> None:
    """Make the release that an event names, as Sentry does when nobody made it before."""
    if releases.fault_of_version(version):
        return
    if releases.find(db, version) is None:
        releases.make(db, version, store().stamp(), request.headers.get("User-Agent", ""))
    release = releases.find(db, version)
    if release is not None:
        releases.add_projects(db, release, [project["id"]])


def _text(event: dict[str, Any], key: str) -> str:
    value = event.get(key)
    return value if isinstance(value, str) else ""

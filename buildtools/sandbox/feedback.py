"""What people said of an error: kept as it came, and shown by itself and beside its event.

Source: docs/wire.md#feedback.
"""

import json
import sqlite3
from typing import Any, Final

from buildtools.sandbox.answers import Json
from buildtools.sandbox.json_texts import repaired

LONGEST: Final = 4096
"""Characters of a message that are kept."""
_FIELDS: Final = ("message", "name", "contact_email", "url", "source", "associated_event_id")


def of_event(event: Json) -> Json:
    """Return what an event of the type feedback says; raises ValueError where it says nothing."""
    contexts = event.get("contexts")
    context = contexts.get("feedback") if isinstance(contexts, dict) else None
    told = context if isinstance(context, dict) else {}
    said = {name: _text(told.get(name)) for name in _FIELDS}
    if not said["message"].strip():
        raise ValueError("feedback has no message")
    return said


def of_report(report: Json) -> Json:
    """Return what an item `user_report` says, the way of older SDKs."""
    event = {
        "message": report.get("comments"),
        "name": report.get("name"),
        "contact_email": report.get("email"),
        "associated_event_id": report.get("event_id"),
        "source": "user_report",
    }
    return of_event({"contexts": {"feedback": event}})


def keep(db: sqlite3.Connection, project_id: int, event_id: str, received: str, told: Json) -> None:
    """Keep it; what is here already stays as it is."""
    about = str(told["said"]["associated_event_id"]).replace("-", "").lower()
    db.execute(
        "insert or ignore into feedback (event_id, project_id, received, about, told)"
        " values (?, ?, ?, ?, ?)",
        (event_id, project_id, received, about, json.dumps(told)),
    )


def newest(db: sqlite3.Connection, first: int, rows: int) -> list[Json]:
    """Return feedback, newest first."""
    found = db.execute("select * from feedback order by id desc limit ? offset ?", (rows, first))
    return [_shown(row) for row in found]


def about(db: sqlite3.Connection, event_id: str) -> list[Json]:
    """Return what was said of one event, oldest first."""
    found = db.execute("select * from feedback where about = ? order by id", (event_id,))
    return [_shown(row) for row in found]


def count(db: sqlite3.Connection) -> int:
    """Count it."""
    number: int = db.execute("select count(*) from feedback").fetchone()[0]
    return number


def issue_json(shown: Json, project: Json) -> Json:
    """Show one as the list of issues does: each feedback is an issue of its own category."""
    return {
        "id": str(shown["number"]),
        "title": "User Feedback",
        "culprit": shown["source"],
        "issueCategory": "feedback",
        "issueType": "feedback",
        "status": "unresolved",
        "project": project,
        "firstSeen": shown["received"],
        "lastSeen": shown["received"],
        "metadata": {"title": "User Feedback", "value": shown["message"], **_said(shown)},
        "latestEventId": shown["event_id"],
        "tags": shown["tags"],
    }


def _said(shown: Json) -> Json:
    return {name: shown[name] for name in _FIELDS}


def _shown(row: sqlite3.Row) -> Json:
    told: dict[str, Any] = repaired(json.loads(row["told"]))
    own = ("event_id", "project_id", "received")
    return {
        **told["said"],
        **{name: row[name] for name in own},
        "number": row["id"],
        "release": told.get("release") or "",
        "environment": told.get("environment") or "",
        "tags": told.get("tags") or {},
    }


def _text(value: object) -> str:
    return value[:LONGEST] if isinstance(value, str) else ""

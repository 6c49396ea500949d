"""Pages of events: a list with filters, and each event with its frames beside what they were."""

import sqlite3
from itertools import count
from typing import Any, Final, NamedTuple

from flask import Blueprint, abort, render_template, request

from buildtools.sandbox import (
    event_summaries,
    feedback,
    frame_kinds,
    frames,
    kept_events,
    page_parts,
)
from buildtools.sandbox.answers import Json, store
from buildtools.sandbox.event_json import message_of
from buildtools.sandbox.frame_kinds import Fate, Shown
from buildtools.sandbox.frame_reasons import Reason, Reasons
from buildtools.sandbox.source_lines import Line, around

routes = Blueprint("event_pages", __name__)
routes.after_request(page_parts.guard)
routes.register_error_handler(404, page_parts.missing)

_OPEN: Final = 3
"""Frames whose source is shown unasked: the innermost ones that have any."""
_LONGEST_QUERY: Final = 200


class FrameView(NamedTuple):
    """One frame as a page shows it."""

    now: Json
    raw: Json
    fate: Fate
    reason: Reason | None
    original: list[Line]
    minified: list[Line]
    debug_id: str | None
    files: Json | None
    """The bundle and the path of the map that it was resolved by."""
    is_open: bool


@routes.get("/events/")
def index() -> str:
    """Show events, newest first, those that the address asks for."""
    given = {name: request.args.get(name, "")[:_LONGEST_QUERY] for name in event_summaries.ASKED}
    asked = {name: value for name, value in given.items() if value.strip()}
    with store().transaction() as db:
        unlisted = event_summaries.catch_up(db)
        part = page_parts.part(event_summaries.count(db, asked))
        return render_template(
            "events.html",
            asked=asked,
            unlisted=unlisted,
            events=event_summaries.newest(db, asked, part.first, part.rows),
            filters={
                name: event_summaries.choices(db, asked, name) for name in event_summaries.FILTERS
            },
            part=part,
        )


@routes.get("/events/<event_id>/")
def event(event_id: str) -> str:
    """Show one event: each frame as resolved beside what it was, or why it stays as it came."""
    with store().transaction() as db:
        found = db.execute(
            "select * from events where event_id = ?", (event_id.replace("-", "").lower(),)
        ).fetchone()
        row: sqlite3.Row = found or abort(404)
        kept = kept_events.of_row(row)
        listed = frame_kinds.every(kept)
        reasons = Reasons(db, store(), row["project_id"], kept, row["received"])
        view = _Views(db, kept, reasons)
        return render_template(
            "event.html",
            row=row,
            feedback=feedback.about(db, row["event_id"]),
            event=kept,
            title=event_summaries.short_title(kept, listed),
            message=message_of(kept),
            kind=frame_kinds.kind_of(kept),
            counts=event_summaries.counts_of(listed),
            state=event_summaries.state_of(event_summaries.counts_of(listed)),
            stacks=[view.of(holder) for holder in frames.holders(kept)],
            errors=frames.objects(kept.get("errors")),
            tags=frame_kinds.tags_of(kept),
            **_facts(db, row, kept),
        )


class _Views:
    """Makes what is shown of the stacks of one event."""

    def __init__(self, db: sqlite3.Connection, event: Json, reasons: Reasons) -> None:
        self._db, self._event, self._reasons = db, event, reasons
        self._ids = frame_kinds.images_of(event)
        self._files: dict[str, Json | None] = {}
        self._shown = count()

    def of(self, holder: Json) -> Json:
        """Return one stack, the frame that threw on top."""
        listed = [*frame_kinds.shown(self._event, holder)][::-1]
        return {
            "type": holder.get("type"),
            "value": holder.get("value"),
            "name": holder.get("name"),
            "frames": [self._frame(one) for one in listed],
        }

    def _frame(self, one: Shown) -> FrameView:
        done = frame_kinds.is_resolved(one.now)
        original = around(one.now) if done else []
        minified = around(one.raw)
        has_text = bool(original or minified)
        data = one.now.get("data") or {}
        return FrameView(
            *(one.now, one.raw, one.fate, self._reasons.of(one), original, minified),
            debug_id=self._ids.get(str(one.raw.get("abs_path") or "").removeprefix("async ")),
            files=self._file(str(data.get("sourcemap_origin") or "")) if done else None,
            is_open=(has_text or one.fate == "minified") and next(self._shown) < _OPEN,
        )

    def _file(self, origin: str) -> Json | None:
        """Find the file that `bundled:BUNDLE:URL` names."""
        if origin not in self._files:
            _, _, rest = origin.partition("bundled:")
            bundle_id, _, url = rest.partition(":")
            found = self._db.execute(
                "select bundle_id, path, url from bundle_files join bundles on id = bundle"
                " where bundle_id = ? and url = ?",
                (bundle_id, url),
            ).fetchone()
            self._files[origin] = dict(found) if found else None
        return self._files[origin]


def _facts(db: sqlite3.Connection, row: sqlite3.Row, event: Json) -> dict[str, Any]:
    """Find what stands around an event: project, release, those before and after."""
    project = db.execute("select slug from projects where id = ?", (row["project_id"],)).fetchone()
    around_it = {
        "newer": "select event_id from events where id > ? order by id limit 1",
        "older": "select event_id from events where id < ? order by id desc limit 1",
    }
    told = {name: db.execute(sql, (row["id"],)).fetchone() for name, sql in around_it.items()}
    return {
        **told,
        "project": project["slug"] if project else "",
        "sdk": event.get("sdk") or {},
        "has_release": db.execute(
            "select 1 from releases where version = ?", (event.get("release"),)
        ).fetchone(),
    }

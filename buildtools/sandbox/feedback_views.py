"""Feedback read back: the list of issues as far as it is feedback, and a page for people.

Source: docs/wire.md#feedback.
"""

from flask import Blueprint, Response, render_template, request

from buildtools.sandbox import feedback, page_parts
from buildtools.sandbox.access import permits
from buildtools.sandbox.answers import Refusal, paged, store
from buildtools.sandbox.releases import project_json

routes = Blueprint("feedback", __name__)
pages = Blueprint("feedback_pages", __name__)
pages.after_request(page_parts.guard)

_ASKED = "issue.category:feedback"


@routes.get("/api/0/organizations/<org>/issues/")
@permits("issue")
def issues(org: str) -> Response:
    """Return feedback, newest first; this server keeps no other issues."""
    if _ASKED not in request.args.get("query", "").split():
        raise Refusal(400, {"detail": f"this server has issues of {_ASKED} alone"})
    with store().transaction() as db:
        rows = db.execute("select * from projects").fetchall()
        projects = {row["id"]: project_json(row) for row in rows}
        shown = feedback.newest(db, 0, feedback.count(db))
    return paged([feedback.issue_json(one, projects[one["project_id"]]) for one in shown])


@pages.get("/feedback/")
def index() -> str:
    """Show what people said, newest first."""
    with store().transaction() as db:
        part = page_parts.part(feedback.count(db))
        shown = feedback.newest(db, part.first, part.rows)
    return render_template("feedback.html", feedback=shown, part=part)

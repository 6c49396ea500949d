"""The endpoint that counts sessions. Source: docs/wire.md#sessions."""

from flask import Blueprint, Response, jsonify, request

from buildtools.sandbox import session_counts, session_query
from buildtools.sandbox.access import permits
from buildtools.sandbox.answers import Refusal, number, store

routes = Blueprint("sessions", __name__, url_prefix="/api/0")


@routes.get("/organizations/<org>/sessions/")
@permits("organization")
def sessions(org: str) -> Response:
    """Return counts and rates of sessions, in groups."""
    try:
        query = session_query.read(request.args, store().now())
    except session_query.CannotAsk as refused:
        raise Refusal(400, {"detail": str(refused)}) from refused
    asked = request.args.getlist("project")
    with store().transaction() as db:
        known = [row["id"] for row in db.execute("select id from projects")]
        wanted = _wanted(asked, known)
        told = session_counts.answer(db, query, wanted, request.args.getlist("environment"))
    return jsonify({**told, "query": request.args.get("query", "")})


def _wanted(asked: list[str], known: list[int]) -> list[int]:
    """Return the projects that are asked for; by numbers, which every Sentry takes."""
    if not asked or asked == ["-1"]:
        return known
    numbers = [number(one) for one in asked]
    if None in numbers:
        raise Refusal(400, {"detail": "Invalid project parameter. Values must be numbers."})
    wanted = [one for one in numbers if one is not None]
    if not {*wanted} <= {*known}:
        raise Refusal(403, {"detail": "You do not have permission to perform this action."})
    return wanted

"""What all pages for people have in common: times, sizes, parts of long lists, and what is let in.

Pages run no script and ask for nothing foreign; filters and parts of lists are addresses.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, Final, NamedTuple

from flask import Blueprint, Response, render_template, request, url_for

from buildtools.sandbox.answers import number, store

ROWS: Final = 50
"""Rows on one page of a list."""
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
_STEPS: Final = ((60, "s", 1), (3600, "min", 60), (86400, "h", 3600))
_DAYS: Final = 30
_ID: Final = re.compile(r"[0-9a-fA-F-]{20,}")
_SHORT: Final = 8

routes = Blueprint("parts", __name__)


class Part(NamedTuple):
    """The part of a list that one page shows; `number` counts from one."""

    number: int
    last: int
    total: int
    rows: int = ROWS

    @property
    def first(self) -> int:
        """How many rows come before it."""
        return (self.number - 1) * self.rows


def part(total: int, rows: int = ROWS) -> Part:
    """Return the part of a list of so many rows that the address asks for."""
    last = max(-(-total // rows), 1)
    asked = number(request.args.get("page", "1")) or 1
    return Part(min(max(asked, 1), last), last, total, rows)


def guard(answer: Response) -> Response:
    """Let a page do nothing but be read: what was uploaded or sent is shown as text."""
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def missing(_error: Exception) -> tuple[str, int]:
    """Say on a page that there is no such thing."""
    return render_template("missing.html"), 404


routes.after_request(guard)


@routes.get("/pages.css")
def stylesheet() -> Response:
    """Answer the one stylesheet."""
    text = files("buildtools.sandbox").joinpath("templates", "pages.css").read_bytes()
    answer = Response(text, mimetype="text/css")
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@routes.app_template_filter("ago")
def ago(stamp: object) -> str:
    """Return how long ago something was; what is no time stays as it is."""
    moment = _moment(stamp)
    if moment is None:
        return str(stamp or "")
    seconds = store().now() - moment.timestamp()
    if -5 < seconds < 5:
        return "just now"
    if abs(seconds) >= _DAYS * 86400:
        return moment.strftime("%Y-%m-%d")
    said = _length(abs(seconds))
    return f"{said} ago" if seconds > 0 else f"in {said}"


@routes.app_template_filter("exactly")
def exactly(stamp: object) -> str:
    """Write a time to the second."""
    moment = _moment(stamp)
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC") if moment else str(stamp or "")


@routes.app_template_filter("size")
def size(count: float) -> str:
    """Write a number of bytes shortly."""
    if count < 1000:
        return f"{count:.0f} B"
    for unit in ("kB", "MB"):
        count /= 1000
        if count < 1000:
            return f"{count:.1f} {unit}"
    return f"{count / 1000:.1f} GB"


@routes.app_template_filter("shortly")
def shortly(text: str) -> str:
    """Cut an ID to its first digits."""
    return text[:_SHORT] if _ID.fullmatch(text) else text


@routes.app_template_global("turned")
def turned(endpoint: str, values: Mapping[str, Any], **changes: object) -> str:
    """Return the address of a page with some of its values changed; empty ones are left out."""
    told = {**values, **changes}
    return url_for(endpoint, **{key: one for key, one in told.items() if one})


def _moment(stamp: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(stamp))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _length(seconds: float) -> str:
    for below, unit, each in _STEPS:
        if seconds < below:
            return f"{seconds // each:.0f} {unit}"
    days = int(seconds // 86400)
    return f"{days} day{'s' if days > 1 else ''}"

"""How the sandbox answers: refusals, JSON bodies, pages of a list.

Errors speak as Sentry does: most endpoints under `detail`, those of the upload under `error`.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import quote

from flask import Response, current_app, jsonify, request

from buildtools.sandbox import fixture, json_texts, trouble
from buildtools.sandbox.store import Store

Json = dict[str, Any]

_NUMBER: Final = re.compile(r"[0-9]{1,18}")


class Refusal(Exception):
    """An answer that ends the request: a status and the body that explains it."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(body)
        self.status = status
        self.body = body


def not_found(what: str = "The requested resource does not exist") -> Refusal:
    """Make the 404 of the API."""
    return Refusal(404, {"detail": what})


def store() -> Store:
    """Find the store of the application that is answering."""
    return cast(Store, current_app.extensions["sandbox-store"])


def settings() -> Mapping[str, Any]:
    """Read the settings that are shown, as they are at this moment.

    Raises Refusal 422 where the file cannot be taken, with its line: nothing else helps but to
    edit it, so clients do not ask again.
    """
    file = store().settings_file
    try:
        with trouble.explained(Path(file.name)):
            return fixture.read(file)
    except fixture.BadFixture as error:
        raise Refusal(422, {"detail": str(error)}) from error


def json_body() -> Json:
    """Read the request's JSON object, whatever its content type says.

    Raises Refusal 400 for anything else, and for an object that could not be kept.
    """
    try:
        body = json_texts.read(request.get_data(cache=False))
    except json_texts.UnreadableJson as error:
        raise Refusal(400, {"detail": f"JSON parse error - {error}"}) from error
    if not isinstance(body, dict):
        raise Refusal(400, {"detail": "JSON parse error - an object is expected"})
    return body


def paged(rows: Sequence[Json], per_page: int = 100) -> Response:
    """Answer one page of a list, with the `Link` header that leads to those around it.

    Reads `per_page` and `cursor` from the query; an empty cursor is the first page.
    """
    size = min(max(request.args.get("per_page", per_page, type=int), 1), 100)
    start = _offset(request.args.get("cursor", ""))
    answer = jsonify(list(rows[start : start + size]))
    previous = _link("previous", max(start - size, 0), start > 0)
    following = _link("next", start + size, start + size < len(rows))
    answer.headers["Link"] = f"{previous}, {following}"
    return answer


def _offset(cursor: str) -> int:
    """Read a cursor of ours, `0:OFFSET:0`; anything empty starts at the front."""
    if not cursor:
        return 0
    parts = cursor.split(":")
    offset = number(parts[1]) if len(parts) == 3 else None
    if offset is None:
        raise Refusal(400, {"detail": "Invalid cursor parameter."})
    return offset


def number(text: str) -> int | None:
    """Read a number that a row may have; None for anything else."""
    return int(text) if _NUMBER.fullmatch(text) else None


def here() -> str:
    """Return the address of the request, as a header can carry it, without its query."""
    return request.host_url.rstrip("/") + quote(request.path)


def _link(rel: str, offset: int, results: bool) -> str:
    cursor = f"0:{offset}:{int(rel == 'previous')}"
    flag = "true" if results else "false"
    return f'<{here()}?cursor={cursor}>; rel="{rel}"; results="{flag}"; cursor="{cursor}"'

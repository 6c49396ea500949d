"""The Flask application: all views on one store, with faults and a record of requests.

Every answer below `/api/` is JSON, errors included, because clients refuse anything else.
"""

import socket
import tempfile
from collections import deque
from pathlib import Path
from typing import Final, cast

import msgspec
from flask import Flask, Request, Response, current_app, g, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser

from buildtools.errors import DiskRefused
from buildtools.sandbox import (
    account_views,
    artifact_views,
    event_pages,
    event_views,
    feedback_views,
    ingest_views,
    page_parts,
    pages,
    release_views,
    session_views,
    settings_views,
    trouble,
    upload_views,
)
from buildtools.sandbox.answers import Refusal, store
from buildtools.sandbox.assembly import Assembler
from buildtools.sandbox.faults import Fault, Faults
from buildtools.sandbox.store import Store
from buildtools.sandbox.symbolicate import Resolvers
from buildtools.sandbox.trouble import StoreFailed

_VIEWS = (
    *(account_views, release_views, upload_views),
    *(settings_views, session_views),
    *(artifact_views, ingest_views, event_views, pages, event_pages, page_parts),
)


MOST_BYTES: Final = 2 * upload_views.REQUEST_BYTES
"""Largest body of any request that is read at all; what it may hold is less."""

_CONTROLS: Final = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"}
"""Control characters, and their pictures."""


class _StrictRequest(Request):
    """A request whose form is refused where it is malformed, instead of read as an empty one."""

    def make_form_data_parser(self) -> FormDataParser:
        parser = super().make_form_data_parser()
        parser.silent = False
        return parser


class Recorded(msgspec.Struct, frozen=True):
    """One request as it came, and the status it got; 0 where the connection was cut."""

    method: str
    path: str
    query: str
    status: int
    bytes: int
    encoding: str = ""
    """How its content is said to be encoded; "" when nothing is said."""


def create_application(
    kept: Store, assembler: Assembler, faults: Faults, requests: deque[Recorded]
) -> Flask:
    """Compose the application."""
    application = Flask("buildtools.sandbox")
    application.request_class = _StrictRequest
    application.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    application.jinja_env.finalize = _visible
    application.extensions["sandbox-store"] = kept
    application.extensions["sandbox-assembler"] = assembler
    application.extensions["sandbox-faults"] = faults
    application.extensions["sandbox-requests"] = requests
    application.extensions["sandbox-resolvers"] = Resolvers()
    application.url_map.merge_slashes = False
    application.json.sort_keys = False  # type: ignore[attr-defined]
    for views in _VIEWS:
        application.register_blueprint(views.routes)
    for routes in (feedback_views.routes, feedback_views.pages):
        application.register_blueprint(routes)
    application.register_error_handler(Refusal, _refuse)
    application.register_error_handler(HTTPException, _explain)
    application.register_error_handler(StoreFailed, _cannot_keep)
    application.register_error_handler(DiskRefused, _cannot_resolve)
    application.register_error_handler(OSError, _cannot_read)
    application.before_request(_misbehave)
    application.after_request(_record)
    return application


def _visible(value: object) -> object:
    """Let a page show what it would hide, and say what it cannot say."""
    if type(value) is not str:
        return value
    return value.translate(_CONTROLS).encode(errors="replace").decode()


def _cannot_keep(failure: StoreFailed) -> tuple[Response, int]:
    return jsonify({"detail": failure.what, "error": failure.what}), failure.status


def _cannot_read(error: OSError) -> tuple[Response, int]:
    """The body of a request: what it is spooled to may be full, or its chunks are malformed."""
    if error.errno is None:
        return jsonify({"detail": f"The body cannot be read: {error}"}), 400
    failure = trouble.of_file(error, Path(tempfile.gettempdir()))
    store().failure = failure
    return _cannot_keep(failure)


def _cannot_resolve(refused: DiskRefused) -> tuple[Response, int]:
    """The resolver of source maps has no place for its temporary file."""
    failure = trouble.of_machine(refused)
    store().failure = failure
    return _cannot_keep(failure)


def _refuse(refusal: Refusal) -> tuple[Response, int]:
    return jsonify(refusal.body), refusal.status


def _explain(error: HTTPException) -> Response | HTTPException | tuple[Response, int]:
    """Speak JSON where a client listens; redirects and pages stay as they are."""
    if not request.path.startswith("/api/") or error.code is None or error.code < 400:
        return error
    if error.code == 404:
        return jsonify({"detail": "The requested resource does not exist"}), 404
    return jsonify({"detail": error.description}), error.code


def _faults() -> Faults:
    return cast(Faults, current_app.extensions["sandbox-faults"])


def _misbehave() -> Response | None:
    """Do what was ordered for this request, if anything was."""
    fault = _faults().take(request.method, request.path)
    if fault is None:
        return None
    if fault.delay_seconds:
        _faults().stopping.wait(fault.delay_seconds)
    if not fault.close and fault.status is None:
        return None
    # A connection that ends with its body unread is reset, and the client may lose the answer.
    request.get_data(cache=False)
    return _cut() if fault.close else _answer(fault)


def _cut() -> Response:
    # Noted first: whoever notices the cut may look at the record at once.
    _note(0)
    g.noted = True
    connection: socket.socket = request.environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
    return Response(status=500)


def _answer(fault: Fault) -> Response:
    answer = Response(fault.body, status=fault.status, mimetype="application/json")
    answer.headers.update(fault.headers)
    return answer


def _record(answer: Response) -> Response:
    if not g.get("noted"):
        _note(answer.status_code)
    return answer


def _note(status: int) -> None:
    size = request.content_length
    requests: deque[Recorded] = current_app.extensions["sandbox-requests"]
    requests.append(
        Recorded(
            method=request.method,
            path=request.path,
            query=request.query_string.decode(errors="replace"),
            status=status,
            bytes=g.get("received_bytes", 0) if size is None else size,
            encoding=request.headers.get("Content-Encoding", ""),
        )
    )

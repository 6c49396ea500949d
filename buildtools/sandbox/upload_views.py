"""The endpoints of an upload: chunks, and the assembly of chunks to a bundle.

Source: docs/wire.md#chunk-upload, docs/wire.md#assembling.
"""

import hashlib
import re
import zlib
from typing import Final, cast

from flask import Blueprint, Response, current_app, jsonify, request
from werkzeug.datastructures import FileStorage

from buildtools.sandbox.access import find_project, permits
from buildtools.sandbox.answers import Json, Refusal, json_body, store
from buildtools.sandbox.assembly import Assembler, Order
from buildtools.sandbox.faults import Faults
from buildtools.sourcemaps.bundle import zstd

routes = Blueprint("upload", __name__, url_prefix="/api/0")

CHUNK_BYTES: Final = 8 * 1024 * 1024
CHUNKS_PER_REQUEST: Final = 64
REQUEST_BYTES: Final = 32 * 1024 * 1024
FILE_BYTES: Final = 2 * 1024 * 1024 * 1024
_ACCEPTED: Final = ("release_files", "sources", "artifact_bundles", "artifact_bundles_v2")
_SHA1: Final = re.compile(r"[0-9a-f]{40}")
_ASSEMBLE_KEYS: Final = frozenset({"checksum", "chunks", "projects", "version", "dist"})
_GZIP: Final = 16 + zlib.MAX_WBITS


@routes.get("/organizations/<org>/chunk-upload/")
@permits("release")
def options(org: str) -> Response:
    """Tell a client how to upload, at the address it asked."""
    return jsonify(
        {
            "url": f"{request.host_url}api/0/organizations/{org}/chunk-upload/",
            "chunkSize": CHUNK_BYTES,
            "chunksPerRequest": CHUNKS_PER_REQUEST,
            "maxFileSize": FILE_BYTES,
            "maxRequestSize": REQUEST_BYTES,
            "concurrency": 8,
            "hashAlgorithm": "sha1",
            "compression": _codecs(),
            "accept": _ACCEPTED,
        }
    )


@routes.post("/organizations/<org>/chunk-upload/")
@permits("release")
def receive(org: str) -> Response:
    """Take chunks in; either all of a request are kept or none."""
    plain, zipped = _parts("file"), _parts("file_gzip")
    codec = request.headers.get("Content-Encoding", "")
    if codec and codec not in _codecs():
        raise _refuse(f"Unsupported Content-Encoding: {codec}")
    if codec and zipped:
        raise _refuse("Content-Encoding cannot be combined with file_gzip")
    if len(plain) + len(zipped) > CHUNKS_PER_REQUEST:
        raise _refuse("Too many chunks")
    chunks = []
    room = REQUEST_BYTES
    for part, packing in [(one, codec) for one in plain] + [(one, "gzip") for one in zipped]:
        content = _content(part, packing)
        room -= len(content)
        if room < 0:
            raise _refuse("Request too large")
        chunks.append((part.filename or "", content))
    for name, content in chunks:
        if hashlib.sha1(content, usedforsecurity=False).hexdigest() != name:
            raise _refuse("Checksum mismatch")
    for name, content in chunks:
        store().keep_chunk(name, content)
    answer = Response(status=200)
    del answer.headers["Content-Type"]
    return answer


@routes.post("/organizations/<org>/artifactbundle/assemble/")
@permits("release")
def assemble(org: str) -> Response:
    """Return how the assembly stands, and start it when every chunk is here."""
    order = _read_order(json_body())
    assembler = cast(Assembler, current_app.extensions["sandbox-assembler"])
    if (state := _stuck()) and not _missing(order):
        return jsonify(state)
    if known := assembler.state_of(order.checksum):
        return jsonify({"state": known[0], "detail": known[1], "missingChunks": []})
    missing = _missing(order)
    if missing or not order.chunks:
        return jsonify({"state": "not_found", "missingChunks": missing})
    assembler.mark(order.checksum, "created")
    # Sentry notices this after the mark: asked again, it says `created` until the mark is old.
    if order.dist and not order.release:
        raise _refuse("You need to specify a release together with a dist")
    assembler.start(order)
    return jsonify({"state": "created", "missingChunks": []})


def _parts(field: str) -> list[FileStorage]:
    """Return the files of a form under one name. Raises Refusal 400 where the body is no form."""
    if request.mimetype != "multipart/form-data" and request.stream.read(1):
        raise _refuse("The body is no multipart/form-data")
    try:
        return request.files.getlist(field)
    except ValueError as error:
        raise _refuse("Malformed multipart body") from error


def _codecs() -> list[str]:
    return ["gzip", "zstd"] if zstd.is_installed() else ["gzip"]


def _stuck() -> Json | None:
    sticky = cast(Faults, current_app.extensions["sandbox-faults"]).sticky
    if sticky is None:
        return None
    return {"state": sticky[0], "detail": sticky[1] or None, "missingChunks": []}


def _missing(order: Order) -> list[str]:
    return [chunk for chunk in order.chunks if not store().has_chunk(chunk)]


def _read_order(body: Json) -> Order:
    """Check the body of an assemble request; raises Refusal 400."""
    if strange := sorted(set(body) - _ASSEMBLE_KEYS):
        raise _refuse(f"Additional properties are not allowed: {', '.join(strange)}")
    chunks, projects = body.get("chunks"), body.get("projects")
    hashes = [body.get("checksum"), *(chunks if isinstance(chunks, list) else [None])]
    if not all(isinstance(one, str) and _SHA1.fullmatch(one) for one in hashes):
        raise _refuse("checksum and chunks must be SHA-1 checksums of 40 hex digits")
    release, dist = body.get("version") or "", body.get("dist") or ""
    if not isinstance(release, str) or not isinstance(dist, str) or "/" in release:
        raise _refuse("version and dist must be texts, a version without a slash")
    if not isinstance(projects, list) or not projects:
        raise _refuse("You need to specify at least one project")
    with store().transaction() as db:
        rows = [find_project(db, name) for name in projects if isinstance(name, str | int)]
    if len(rows) != len(projects) or None in rows:
        raise _refuse("One or more projects are invalid")
    ids = tuple(row["id"] for row in rows if row)
    return Order(str(hashes[0]), tuple(map(str, hashes[1:])), ids, release, dist)


def _content(part: FileStorage, codec: str) -> bytes:
    """Read one part, unpacked at most to the size of a chunk."""
    raw = part.stream.read(REQUEST_BYTES + 1)
    try:
        if codec == "gzip":
            raw = zlib.decompressobj(_GZIP).decompress(raw, CHUNK_BYTES + 1)
        elif codec == "zstd":
            raw = zstd.decompress(raw, CHUNK_BYTES + 1)
    except (zlib.error, zstd.NotZstd) as error:
        raise _refuse(f"Invalid {codec} data") from error
    if len(raw) > CHUNK_BYTES:
        raise _refuse("Chunk size too large")
    return raw


def _refuse(why: str) -> Refusal:
    return Refusal(400, {"error": why})

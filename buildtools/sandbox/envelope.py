"""Read what SDKs send: envelopes, bare events, packed in any of the usual ways.

Source: docs/wire.md#envelopes.
"""

import binascii
import re
import zlib
from base64 import b64decode
from typing import Any, Final

import msgspec

from buildtools.sandbox import json_texts, kept_events
from buildtools.sandbox.answers import Json
from buildtools.sourcemaps.bundle import zstd

ENVELOPE_BYTES: Final = 20 * 1024 * 1024
EVENT_BYTES: Final = 1024 * 1024
"""Largest event that Sentry keeps."""

_MOST_ITEMS: Final = 1000
_PIECE_BYTES: Final = 1024 * 1024
_FILLED: Final = re.compile(rb"\S")
_PACKINGS: Final = {
    "gzip": (16 + zlib.MAX_WBITS,),
    "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS),
}


class BadEnvelope(Exception):
    """What was sent cannot be read; the sentence goes to the client."""


class TooLarge(Exception):
    """What was sent is more than the server takes."""


class Envelope(msgspec.Struct, frozen=True):
    """The header, and the items as (header, payload)."""

    header: Json
    items: tuple[tuple[Json, bytes], ...]


def unpack(body: bytes, encoding: str) -> bytes:
    """Undo the content encoding of a request, up to the largest envelope.

    Raises BadEnvelope, or TooLarge.
    """
    if encoding in ("", "identity"):
        plain = body
    elif encoding in _PACKINGS:
        plain = _inflate(body, _PACKINGS[encoding])
    elif encoding == "br":
        plain = _of_brotli(body)
    elif encoding == "zstd" and zstd.is_installed():
        plain = _of_zstd(body)
    else:
        raise BadEnvelope(f"unsupported content encoding {encoding}")
    if len(plain) > ENVELOPE_BYTES:
        raise TooLarge("envelope exceeded the size limit")
    return plain


def read_envelope(body: bytes) -> Envelope:
    """Read a header line and the items after it.

    A payload ends after `length` bytes where its header says so, else with its line.
    """
    line, at = _line(body, 0)
    header = _object(line)
    items = []
    while start := _FILLED.search(body, at):
        line, at = _line(body, start.start())
        told = _object(line)
        length = told.get("length")
        if length is None:
            payload, at = _line(body, at)
        elif isinstance(length, int) and 0 <= length <= len(body) - at:
            payload, at = body[at : at + length], at + length
        else:
            raise BadEnvelope("an item's length is not that of its payload")
        items.append((told, payload))
        if len(items) > _MOST_ITEMS:
            raise TooLarge(f"envelope has more than {_MOST_ITEMS} items")
    return Envelope(header, tuple(items))


def read_event(payload: bytes) -> Json:
    """Read one event, without fields that are not what they should be.

    Raises BadEnvelope, or TooLarge.
    """
    if len(payload) > EVENT_BYTES:
        raise TooLarge("event exceeded the size limit")
    return kept_events.tidy(_object(payload))


def read_bare_event(body: bytes) -> Json:
    """Read the body of the old store endpoint: JSON, or JSON packed with zlib in base64."""
    if not body.lstrip().startswith(b"{"):
        try:
            body = _inflate(b64decode(body, validate=True), _PACKINGS["deflate"])
        except binascii.Error as error:
            raise BadEnvelope("the body is neither JSON nor base64") from error
    return read_event(body)


def _inflate(body: bytes, windows: tuple[int, ...]) -> bytes:
    for window in windows:
        reader = zlib.decompressobj(window)
        try:
            plain = reader.decompress(body, ENVELOPE_BYTES + 1)
        except zlib.error:
            continue
        if reader.eof or len(plain) > ENVELOPE_BYTES:
            return plain
    raise BadEnvelope("the body cannot be decompressed")


def _of_brotli(body: bytes) -> bytes:
    """Undo what the Python SDK does wherever it finds the library."""
    import brotli

    reader, plain = brotli.Decompressor(), bytearray()
    try:
        plain += reader.process(body, output_buffer_limit=_PIECE_BYTES)
        while not reader.is_finished() and len(plain) <= ENVELOPE_BYTES:
            piece = reader.process(b"", output_buffer_limit=_PIECE_BYTES)
            if not piece and reader.can_accept_more_data():
                break
            plain += piece
    except brotli.error as error:
        raise BadEnvelope("the body cannot be decompressed") from error
    if reader.is_finished() or len(plain) > ENVELOPE_BYTES:
        return bytes(plain)
    raise BadEnvelope("the body cannot be decompressed")


def _of_zstd(body: bytes) -> bytes:
    try:
        return zstd.decompress(body, ENVELOPE_BYTES + 1)
    except zstd.NotZstd as error:
        raise BadEnvelope("the body cannot be decompressed") from error


def _line(body: bytes, at: int) -> tuple[bytes, int]:
    """Return the line that begins at an offset, and the offset behind it."""
    end = body.find(b"\n", at)
    return (body[at:], len(body)) if end < 0 else (body[at:end], end + 1)


def _object(text: bytes) -> dict[str, Any]:
    try:
        value = json_texts.read_repaired(text)
    except json_texts.UnreadableJson as error:
        raise BadEnvelope(f"a line that should be JSON cannot be read: {error}") from error
    if not isinstance(value, dict):
        raise BadEnvelope("a line that should be a JSON object is not")
    return value

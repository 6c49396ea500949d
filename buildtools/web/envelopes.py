"""Envelopes as an SDK sends them: its events, its release, and whose project it goes to.

Source: docs/wire.md#envelopes.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import msgspec

from buildtools.texts.foreign import UNREADABLE

_HEADER = frozenset({"event_id", "sent_at", "sdk", "dsn", "trace"})
"""Of which an envelope's header has one, and the first line of other requests none."""

_PATH = re.compile(r"(.*)/api/([^/]+)/envelope/?$")


class Said(NamedTuple):
    """What an SDK says of itself; None where it does not say."""

    release: str | None = None
    environment: str | None = None
    dist: str | None = None
    dsn: str | None = None


class Item(NamedTuple):
    """One item: its header, and the payload."""

    header: dict[str, Any]
    payload: bytes


class Envelope(NamedTuple):
    """An envelope, read."""

    header: dict[str, Any]
    items: tuple[Item, ...]

    @property
    def sdk(self) -> str:
        """The name of the SDK; empty where it says none."""
        sdk = self.header.get("sdk")
        return str(sdk.get("name") or "") if isinstance(sdk, dict) else ""

    @property
    def event_ids(self) -> tuple[str, ...]:
        """The IDs of the events in it."""
        if not any(item.header.get("type") == "event" for item in self.items):
            return ()
        return (str(self.header.get("event_id") or "").replace("-", ""),)

    def tagged(self, tags: dict[str, str]) -> bytes:
        """Write it again, with these tags at each event."""
        lines = [msgspec.json.encode(self.header)]
        for item in self.items:
            payload = _tagged(item, tags)
            header = {**item.header, "length": len(payload)}
            lines += [msgspec.json.encode(header), payload]
        return b"\n".join((*lines, b""))

    def said(self, url: str) -> Said:
        """Return what it says of its SDK's release, and the DSN that it is sent by."""
        dsn = self.header.get("dsn")
        told = [_object(item.payload) or {} for item in self.items if _tells(item)]
        told += [each["attrs"] for each in told if isinstance(each.get("attrs"), dict)]
        told += [each for each in (self.header.get("trace"),) if isinstance(each, dict)]
        return Said(
            _first(told, "release"),
            _first(told, "environment"),
            _first(told, "dist"),
            dsn if isinstance(dsn, str) else dsn_of(url),
        )


def read(body: bytes) -> Envelope | None:
    """Read what a page sends; None where it is no envelope."""
    line, _, rest = body.partition(b"\n")
    header = _object(line)
    if header is None or not (_HEADER & header.keys()):
        return None
    return Envelope(header, tuple(_items(rest)))


def dsn_of(url: str) -> str | None:
    """Return the DSN by which an envelope is sent to a URL; None where that names none."""
    parts = urlsplit(url)
    found = _PATH.match(parts.path)
    key = parse_qs(parts.query).get("sentry_key")
    if not (found and key):
        return None
    return f"{parts.scheme}://{key[0]}@{parts.netloc}{found[1]}/{found[2]}"


def _tells(item: Item) -> bool:
    return item.header.get("type") in ("event", "transaction", "session", "sessions")


def _first(told: list[dict[str, Any]], name: str) -> str | None:
    return next((each[name] for each in told if isinstance(each.get(name), str)), None)


def _items(rest: bytes) -> Iterator[Item]:
    while rest.strip():
        line, _, rest = rest.lstrip(b"\n").partition(b"\n")
        header = _object(line)
        if header is None:
            return
        length = header.get("length")
        end = length if isinstance(length, int) else rest.find(b"\n")
        end = len(rest) if end < 0 else end
        yield Item(header, rest[:end])
        rest = rest[end:]


def _tagged(item: Item, tags: dict[str, str]) -> bytes:
    event = _object(item.payload) if item.header.get("type") == "event" else None
    if event is None:
        return item.payload
    own = event.get("tags")
    event["tags"] = {**(own if isinstance(own, dict) else {}), **tags}
    return msgspec.json.encode(event)


def _object(text: bytes) -> dict[str, Any] | None:
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except UNREADABLE:
        return None

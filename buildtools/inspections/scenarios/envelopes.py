"""Envelopes as a page's SDK sends them: which events are in one, and one with a tag at its events.

Source: docs/wire.md#envelopes.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from buildtools.texts.foreign import UNREADABLE


class Item(NamedTuple):
    """One item: its header, and the payload."""

    header: dict[str, Any]
    payload: bytes


class Envelope(NamedTuple):
    """An envelope, read."""

    header: dict[str, Any]
    items: tuple[Item, ...]

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


def read(body: bytes) -> Envelope | None:
    """Read what a page sends; None where it is no envelope."""
    line, _, rest = body.partition(b"\n")
    header = _object(line)
    if header is None or not ({"event_id", "sent_at", "sdk", "dsn"} & header.keys()):
        return None
    return Envelope(header, tuple(_items(rest)))


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

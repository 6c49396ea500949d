"""Envelopes as SDKs send them, and what is none."""

import json
from typing import Any

import pytest

from buildtools.web.envelopes import Said, dsn_of, read

URL = "https://o1.ingest.example.com/api/7/envelope/?sentry_version=7&sentry_key=abc"


def written(header: dict[str, Any], *items: tuple[dict[str, Any], object]) -> bytes:
    """Write an envelope as the SDK does, without lengths."""
    lines = [header, *(line for item in items for line in item)]
    return "\n".join(map(json.dumps, lines)).encode()


EVENT = {"release": "web@1", "environment": "staging", "dist": "7", "message": "…\n"}
SESSION = {"sid": "1", "attrs": {"release": "web@2", "environment": "production"}}


def test_an_event_says_its_release() -> None:
    """What an SDK really sends is better than what it was told."""
    found = read(written({"event_id": "a-b", "sent_at": "x"}, ({"type": "event"}, EVENT)))
    assert found is not None

    assert Said("web@1", "staging", "7", "https://abc@o1.ingest.example.com/7") == found.said(URL)
    assert ("ab",) == found.event_ids


def test_a_session_says_it_too() -> None:
    """One is sent when a page is opened, before anything fails."""
    found = read(written({"sent_at": "x"}, ({"type": "session"}, SESSION)))
    assert found is not None

    assert Said("web@2", "production", None, None) == found.said("https://www.example.com/tunnel")
    assert () == found.event_ids


def test_an_envelope_through_a_tunnel_names_its_dsn() -> None:
    """There the URL is the site's own."""
    dsn = "https://abc@o1.ingest.example.com/7"
    header = {"dsn": dsn, "trace": {"release": "web@3"}}
    found = read(written(header, ({"type": "attachment", "length": 2}, 12), ({"type": "log"}, 1)))
    assert found is not None

    assert Said("web@3", None, None, dsn) == found.said("https://www.example.com/t")
    assert ["attachment", "log"] == [each.header["type"] for each in found.items]


@pytest.mark.parametrize(
    "body", [b"", b"text", b"[]", b'{"query": "x"}', b'{"a": 1}\n{"b": 2}', b"\xff\xfe"]
)
def test_other_requests_are_none(body: bytes) -> None:
    """A shop's own requests are its own business."""
    assert read(body) is None


def test_odd_values_say_nothing() -> None:
    """A page may send anything, and must not stop the look at it."""
    found = read(b'{"sdk": "x", "trace": [1], "dsn": 7}\n{"type": "event"}\n{"attrs": 1}\n')
    assert found is not None

    assert Said() == found.said("https://www.example.com/")
    assert "" == found.sdk


def test_what_follows_no_header_is_left_out() -> None:
    """A cut-off envelope is read as far as it goes."""
    found = read(b'{"sent_at": "x"}\n\n{"type": "event"}\n{}\nnot an item')
    assert found is not None

    assert [b"{}"] == [each.payload for each in found.items]


@pytest.mark.parametrize(
    ("url", "dsn"),
    [
        (URL, "https://abc@o1.ingest.example.com/7"),
        ("http://h:9000/below/api/1/envelope?sentry_key=k", "http://k@h:9000/below/1"),
        ("http://h/api/1/envelope/", None),
        ("http://h/monitoring?o=1&p=2", None),
    ],
)
def test_a_url_names_a_dsn(url: str, dsn: str | None) -> None:
    """By its project and its key."""
    assert dsn == dsn_of(url)

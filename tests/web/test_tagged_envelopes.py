"""Envelopes of pages: read, tagged, and left alone where they are none."""

import json

import pytest

from buildtools.web.envelopes import read

EVENT = {"type": None, "tags": {"mine": "1"}, "message": "fell ü"}


def envelope(*items: tuple[dict[str, object], bytes], event_id: str = "e" * 32) -> bytes:
    """Write an envelope as an SDK does."""
    header = {"event_id": event_id, "sent_at": "2026-01-01T00:00:00Z"}
    lines = [json.dumps(header).encode()]
    for head, payload in items:
        lines += [json.dumps(head).encode(), payload]
    return b"\n".join(lines)


PAYLOAD = json.dumps(EVENT).encode()
BINARY = b"\x00\n\xff{"


@pytest.mark.parametrize("length", [{}, {"length": len(PAYLOAD)}], ids=["without", "with"])
def test_an_event_is_known_by_its_id(length: dict[str, object]) -> None:
    """SDKs of browsers tell no length; a dash in an ID means nothing."""
    dashed = "0123abcd-0000-4000-8000-000000000000"
    found = read(envelope(({"type": "event", **length}, PAYLOAD), event_id=dashed))

    assert found
    assert ("0123abcd000040008000000000000000",) == found.event_ids
    assert PAYLOAD == found.items[0].payload


def test_sessions_and_transactions_are_no_events() -> None:
    """A page sends them all the time."""
    found = read(envelope(({"type": "session"}, b"{}"), ({"type": "transaction"}, b"{}")))

    assert found
    assert () == found.event_ids
    assert 2 == len(found.items)


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]\n{}\n", b'{"a":1}\n{}', b"a=1&b=2", b"\xff"])
def test_what_a_page_posts_elsewhere_is_no_envelope(body: bytes) -> None:
    """An order in the shop must get there as it is."""
    assert read(body) is None


def test_a_tag_is_put_at_events_alone() -> None:
    """All else keeps its bytes, also where lines would end in them."""
    found = read(
        envelope(
            ({"type": "attachment", "length": len(BINARY)}, BINARY),
            ({"type": "event", "length": len(PAYLOAD)}, PAYLOAD),
        )
    )
    assert found
    again = read(found.tagged({"scenario": "oven"}))

    assert again
    assert found.header == again.header
    assert BINARY == again.items[0].payload
    assert EVENT | {"tags": {"mine": "1", "scenario": "oven"}} == json.loads(again.items[1].payload)


def test_what_is_cut_off_is_read_as_far_as_it_goes() -> None:
    """A page may be closed while it sends."""
    found = read(envelope(({"type": "event"}, PAYLOAD)) + b"\n{")

    assert found
    assert 1 == len(found.items)


def test_an_event_that_is_no_object_is_left_as_it_is() -> None:
    """It is the server's to refuse it."""
    found = read(envelope(({"type": "event"}, b"[]")))

    assert found
    assert b"[]" in found.tagged({"scenario": "oven"})

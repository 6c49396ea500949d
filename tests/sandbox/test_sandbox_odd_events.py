"""Events as nobody would send them: none of them keeps a page or an answer from opening."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buildtools.sandbox import kept_events
from buildtools.sandbox.envelope import ENVELOPE_BYTES, read_envelope
from buildtools.sandbox.serving import serve
from tests.sandbox.conftest import Api, Made, make_bundle, make_event
from tests.sandbox.oddities import MARKUP, anything, texts


def objects(**known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Make objects with some of these fields, each mostly of its kind and sometimes of any."""
    mixed = {name: kind | anything for name, kind in known.items()}
    return st.fixed_dictionaries({}, optional=mixed) | anything


frame = objects(
    **dict.fromkeys(("filename", "abs_path"), texts | st.just("https://h/a.js")),
    **dict.fromkeys(("function", "module", "context_line"), texts),
    **dict.fromkeys(("lineno", "colno"), st.integers(-2, 3)),
    **dict.fromkeys(("pre_context", "post_context"), st.lists(texts, max_size=2)),
    **dict.fromkeys(("in_app", "data", "vars"), anything),
)
trace = objects(frames=st.lists(frame, max_size=3))
stack = objects(type=texts, value=texts, stacktrace=trace, raw_stacktrace=trace)
group = objects(values=st.lists(stack, max_size=2)) | st.lists(stack, max_size=2)
image = objects(type=st.just("sourcemap"), code_file=texts, debug_id=texts)
event = st.fixed_dictionaries(
    {"platform": st.sampled_from(["javascript", "node"]) | anything},
    optional={
        **dict.fromkeys(("exception", "threads"), group),
        **dict.fromkeys(("message", "logentry", "transaction", "culprit", "errors"), anything),
        **dict.fromkeys(("level", "dist", "environment", "event_id", "timestamp"), anything),
        **dict.fromkeys(("release", "title", "extra", "user", "contexts", "breadcrumbs"), anything),
        "tags": anything | st.dictionaries(texts, texts) | st.lists(st.tuples(texts, anything)),
        "sdk": objects(name=texts, version=texts),
        "debug_meta": objects(images=st.lists(image, max_size=2)),
        "fingerprint": anything,
    },
)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A sandbox that gathers all of them, and has a bundle to resolve some with."""
    folder = tmp_path_factory.mktemp("odd")
    with serve(folder) as running, requests.Session() as session:
        api = Api(running, session)
        api.upload(make_bundle(), version="web@1")
        yield api


def send(api: Api, sent: Any) -> str:
    """Send an event, which is taken, and give its ID."""
    answer = api.send(b'{}\n{"type":"event"}\n' + json.dumps(sent).encode())
    assert 200 == answer.status_code, answer.text
    event_id: str = answer.json()["id"]
    return event_id


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(event)
def test_any_event_is_taken_and_every_page_opens(api: Api, sent: dict[str, Any]) -> None:
    """What is in the sandbox cannot be taken out: one event that breaks it breaks it for good."""
    event_id = send(api, sent)

    assert {} == api.fallen(event_id=event_id)


LONG = "x" * 1_000_000
NAMED: dict[str, dict[str, Any]] = {
    "half a surrogate pair": {"message": "\ud800", "tags": {"\udc00": "\ud800"}},
    "a long message": {"message": LONG},
    "a long error": {"exception": {"values": [{"type": "E", "value": LONG}]}},
    "a long path": {
        "exception": {"values": [{"stacktrace": {"frames": [{"abs_path": "../" * 300_000}]}}]}
    },
    "a long function": {
        "exception": {"values": [{"stacktrace": {"frames": [{"function": "a.b." * 200_000}]}}]}
    },
    "many frames": {"exception": {"values": [{"stacktrace": {"frames": [{}] * 200_000}}]}},
    "many errors": {"exception": {"values": [{}] * 200_000}},
    "many tags": {"tags": [["a", "b"]] * 80_000},
    "numbers as lines": {
        "exception": {
            "values": [
                {
                    "stacktrace": {
                        "frames": [
                            {"context_line": 1, "pre_context": 2, "post_context": [3]},
                            {"context_line": "a", "pre_context": True, "lineno": True},
                        ]
                    },
                    "raw_stacktrace": {"frames": [{"pre_context": 5, "data": 6}]},
                }
            ]
        }
    },
    "an SDK of 5,000 digits": {"sdk": {"name": "sentry.javascript.x", "version": "9" * 5000}},
    "nothing": {},
}


@pytest.mark.parametrize("name", NAMED)
def test_much_of_something_opens(api: Api, name: str) -> None:
    """A page is no larger than a person reads, whatever was sent; a client waits 30 s at most."""
    event_id = send(api, {"platform": "javascript", **NAMED[name]})

    assert {} == api.fallen(event_id=event_id)
    shown = api.session.get(f"{api.running.url}/events/{event_id}/", timeout=10)
    assert len(shown.content) < 3_000_000


def test_a_deep_event_is_kept_without_its_depths(api: Api) -> None:
    """SDKs cut at ten levels; what is below 64 nobody looks for."""
    deep = b"[" * 900 + b"]" * 900
    answer = api.send(b'{}\n{"type":"event"}\n{"extra":{"a":' + deep + b'},"message":"m"}')
    stored = api.get(api.project(f"events/{answer.json()['id']}/json/"))

    assert "m" == stored.json()["message"]
    assert stored.text.count("[") < 70
    assert {} == api.fallen(event_id=answer.json()["id"])


def test_an_event_too_deep_to_be_read_is_refused(api: Api) -> None:
    """The server says so, and is there for the next one."""
    deep = b"[" * 100_000 + b"]" * 100_000
    answer = api.send(b'{}\n{"type":"event"}\n{"extra":' + deep + b"}")

    assert 400 == answer.status_code
    assert "nested" in answer.json()["detail"]


def test_markup_in_every_field_is_text(api: Api) -> None:
    """Whoever may send an event must not run a script in the page that shows it."""
    frames = [dict.fromkeys(("filename", "abs_path", "function", "context_line"), MARKUP)]
    frames[0]["pre_context"] = [MARKUP]  # type: ignore[assignment]
    stacks = [{"type": MARKUP, "value": MARKUP, "stacktrace": {"frames": frames}}]
    sent = {"release": MARKUP.replace("/", ""), "message": MARKUP, "exception": {"values": stacks}}
    event_id = send(api, {**sent, "platform": "javascript", "tags": {MARKUP: MARKUP}})
    pages = [
        api.session.get(f"{api.running.url}/{path}", timeout=10)
        for path in ("", f"events/{event_id}/")
    ]

    assert all("&lt;script&gt;" in page.text for page in pages)
    assert not [page for page in pages if "<script" in page.text]
    assert all(page.headers["Content-Security-Policy"] for page in pages)


def test_controls_are_shown_as_their_pictures(api: Api) -> None:
    """A page, and a terminal that shows its source, must not obey what was sent."""
    event_id = send(api, {"message": "\x1b[31mred\x07"})
    page = api.session.get(f"{api.running.url}/events/{event_id}/", timeout=10).text

    assert "\u241b[31mred\u2407" in page
    assert not set(page) & {"\x1b", "\x07"}


def test_an_event_that_was_kept_as_it_came_opens_too(tmp_path: Path, made: type[Made]) -> None:
    """A sandbox that an earlier version has filled is not lost."""
    with serve(tmp_path) as running, requests.Session() as session:
        event_id = send(Api(running, session), make_event((1, 14, "h")))
    odd = {"message": "\ud800", "release": 5, "errors": [1], "exception": NAMED["numbers as lines"]}
    odd["exception"] = odd["exception"]["exception"]  # type: ignore[index]
    with sqlite3.connect(tmp_path / "sandbox.sqlite") as db:
        db.execute("update events set resolved = ?, raw = ?", (json.dumps(odd),) * 2)
    db.close()
    with serve(tmp_path) as running, requests.Session() as session:
        assert {} == Api(running, session).fallen(event_id=event_id)


def test_an_envelope_of_many_items_is_read_once(api: Api) -> None:
    """To copy the rest of twenty megabytes for each of them would take hours."""
    answer = api.send(b"{}\n" * (ENVELOPE_BYTES // 3 - 1))

    assert 413 == answer.status_code


def test_an_envelope_is_read_by_lengths_and_by_lines() -> None:
    """With blank lines between, an empty payload, and an end without a line break."""
    body = b'{"a":1}\n\n{"type":"x","length":3}\n\n{}\n\r\n{"type":"y"}\nlast'
    read = read_envelope(body)

    assert {"a": 1} == read.header
    assert [("x", b"\n{}"), ("y", b"last")] == [(head["type"], part) for head, part in read.items]


def test_the_ends_of_a_long_stack_are_kept() -> None:
    """Who called first, and who threw."""
    frames = [{"lineno": number} for number in range(5000)]
    tidied = kept_events.tidy({"exception": [{"stacktrace": {"frames": frames}}]})
    kept = tidied["exception"][0]["stacktrace"]["frames"]

    assert kept_events.MOST_FRAMES == len(kept)
    assert (0, 4999) == (kept[0]["lineno"], kept[-1]["lineno"])

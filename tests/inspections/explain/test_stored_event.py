"""Reading an event as a server keeps it: whatever is missing, and whoever made it."""

from typing import Any

import pytest

from buildtools.inspections.explain.stored_event import read

PATH = "https://shop.example/static/page.js"
RAW = {"abs_path": PATH, "filename": "/static/page.js", "lineno": 1, "colno": 30, "function": "r"}
SHOWN = {
    **{"abs_path": "https://shop.example/src/page.ts", "filename": "src/page.ts", "lineno": 9},
    **{"colno": 3, "function": "receipt", "context_line": "  throw x;", "in_app": True},
    "data": {"symbolicated": True, "sourcemap": "~/static/page.js.map"},
}


def event(*frames: dict[str, Any], raw: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    """Make an event of one exception."""
    value = {"type": "Error", "value": "x", "stacktrace": {"frames": list(frames)}}
    return {
        "exception": {"values": [value | ({"raw_stacktrace": {"frames": raw}} if raw else {})]},
        **more,
    }


def test_a_frame_is_what_was_sent_and_what_the_server_made_of_it() -> None:
    """The one that threw comes first, as in a stack's text."""
    caller = {"abs_path": "node:internal/x", "lineno": 4, "colno": 2}
    told = read(event(caller, SHOWN, raw=[caller, RAW]), "e" * 32, "web")
    first, second = told.stacks[0].frames

    assert (PATH, 1, 30, "script") == (
        *(first.sent.url, first.sent.line, first.sent.column),
        first.sent.kind,
    )
    assert first.original is not None
    assert ("src/page.ts", 9, "  throw x;") == (
        *(first.original.source, first.original.line),
        first.original.text,
    )
    assert ((0, 1), (0, 0)) == (first.at, second.at)
    assert ("runtime", None) == (second.sent.kind, second.original)


def test_a_frame_that_nobody_resolved_is_its_own_raw_one() -> None:
    """Sentry keeps no second stack where nothing was resolved."""
    (frame,) = read(event(RAW), "e" * 32, "web").stacks[0].frames

    assert PATH == frame.sent.url
    assert frame.original is None


@pytest.mark.parametrize(
    ("error", "kinds"),
    [
        ({"type": "js_no_source", "url": PATH}, ("js_no_source",)),
        ({"type": "js_no_source", "data": {"url": PATH}}, ("js_no_source",)),
        ({"type": "js_invalid_sourcemap_location", "source": PATH, "row": 1}, None),
        ({"type": "js_invalid_source", "url": "~/static/page.js.map"}, ("js_invalid_source",)),
        ({"type": "js_invalid_source", "url": "~/static/other.js.map"}, ()),
        ({"type": "js_no_source", "url": "https://shop.example/other.js"}, ()),
    ],
)
def test_an_error_belongs_to_the_frames_of_its_file(
    error: dict[str, Any], kinds: tuple[str, ...] | None
) -> None:
    """Servers tell it by the URL of the script, of the map, or as a source."""
    told = read(event(RAW, errors=[error]), "e" * 32, "web")
    (stack,) = told.stacks

    expected = (str(error["type"]),) if kinds is None else kinds
    assert expected == told.facts_of(stack, stack.frames[0]).errors


@pytest.mark.parametrize(
    ("received", "told"),
    [
        (1795477841.5, "2026-11-23T23:50:41.500000+00:00"),
        ("2026-11-23T23:50:41Z", "2026-11-23T23:50:41Z"),
        (1e300, ""),
        (None, ""),
        (True, ""),
    ],
)
def test_a_time_may_be_a_number(received: object, told: str) -> None:
    """Sentry keeps seconds since 1970."""
    assert told == read({"received": received}, "e" * 32, "web").facts.received


def test_images_releases_and_what_was_cut_are_read() -> None:
    """An image that is no script's, or has no ID, is none."""
    debug_id = "E08A2094FB8B58CCBCC518D78FD46660"
    images = [
        {"type": "sourcemap", "code_file": PATH, "debug_id": debug_id},
        {"type": "sourcemap", "code_file": PATH + "?", "debug_id": "none"},
        7,
    ]
    told = read(
        {
            "exception": [{"stacktrace": {"frames": [RAW], "frames_omitted": [40, 52]}}],
            "debug_meta": {"images": images},
            "sdk": {"name": "sentry.javascript.browser", "version": "10.78.0"},
            **{"release": "shop@2", "dist": "7", "environment": "production"},
            "request": {"url": "https://shop.example/"},
        },
        "e" * 32,
        "web",
    )
    facts = told.facts_of_stack(told.stacks[0])

    assert {PATH: "e08a2094-fb8b-58cc-bcc5-18d78fd46660"} == facts.images
    assert ("shop@2", "7", "production") == (facts.release, facts.dist, facts.environment)
    assert (12, 1) == (facts.omitted, facts.frames)
    assert "https://shop.example/" == facts.page


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"exception": 7, "sdk": [], "debug_meta": {"images": {}}, "errors": {}},
        {"exception": {"values": [{"stacktrace": {"frames": [{}, 3, {"lineno": "x"}]}}]}},
        {"exception": {"values": [{"stacktrace": None, "raw_stacktrace": {"frames": [{}]}}]}},
        {"exception": {"values": [{"stacktrace": {"frames_omitted": ["a", 2]}}]}},
    ],
)
def test_an_odd_event_is_read_all_the_same(odd: dict[str, Any]) -> None:
    """Events are made by programs of many ages."""
    told = read(odd, "e" * 32, "web")

    assert all(frame.original is None for stack in told.stacks for frame in stack.frames)


def test_a_message_without_a_stack_has_none() -> None:
    """What the browser did not tell is told by the event itself."""
    told = read({"message": "Script error."}, "e" * 32, "web")

    assert () == told.stacks
    assert "Script error." == told.facts_of_stack(None).value

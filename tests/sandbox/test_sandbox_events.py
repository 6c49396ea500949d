"""Events come in by every road, and go out resolved, or with the reason why not."""

from __future__ import annotations

import base64
import gzip
import json
import uuid
import zlib
from typing import TYPE_CHECKING, Any

import brotli
import pytest
import requests

from buildtools.sourcemaps.bundle import zstd
from buildtools.sourcemaps.maps import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buildtools.sandbox.serving import Running
    from tests.sandbox.conftest import Api, Files, Made

THROWN = (1, 14, "h")
CALLED = (1, 35, "?")
HELLO = "hello" if resolve.is_there() else THROWN[2]
"""Only symbolic names functions; without it the name in the stack stays."""


def frames(event: dict[str, Any], key: str = "stacktrace") -> list[dict[str, Any]]:
    """Return the frames of a stored event's first exception."""
    listed: list[dict[str, Any]] = event["exception"]["values"][0][key]["frames"]
    return listed


def places(event: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Tell file, line, column and function of each frame."""
    keys = ("filename", "lineno", "colno", "function")
    return [tuple(frame.get(key) for key in keys) for frame in frames(event)]


def errors(event: dict[str, Any]) -> list[tuple[str, str]]:
    """Tell type and kind of each error."""
    return [(one["type"], one["symbolicator_type"]) for one in event.get("errors", [])]


# How events come in


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("", bytes),
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body, wbits=-15)),
        ("br", brotli.compress),
        ("zstd", lambda body: zstd.compress(body, 3)),
    ],
    ids=["plain", "gzip", "zlib", "raw-deflate", "brotli", "zstd"],
)
def test_envelopes_come_in_every_packing(
    api: Api, made: type[Made], coding: str, pack: Any
) -> None:
    """SDKs pack large bodies, each in its own way."""
    event = made.event(THROWN)
    headers = {"Content-Encoding": coding} if coding else {}
    answer = api.send(pack(made.envelope(event)), headers=headers)

    assert (200, {"id": event["event_id"]}) == (answer.status_code, answer.json())
    assert 200 == api.get(api.project(f"events/{event['event_id']}/")).status_code


def test_a_body_may_come_in_pieces_of_unknown_length(
    sandbox: Running, api: Api, made: type[Made]
) -> None:
    """The Node SDK sends chunked; a server that waits for a length would hear nothing."""
    body = made.envelope(made.event(THROWN))

    def pieces() -> Iterator[bytes]:
        yield body[:40]
        yield body[40:]

    assert 200 == api.send(pieces()).status_code  # type: ignore[arg-type]
    assert len(body) == sandbox.requests[-1].bytes


def test_items_that_are_no_events_are_let_pass(api: Api, made: type[Made]) -> None:
    """Sessions, attachments and unknown kinds, with a length and without."""
    event_id = uuid.uuid4().hex
    event = {**made.event(THROWN), "event_id": None}
    lines = [
        json.dumps({"event_id": event_id}),
        '{"type":"session"}',
        "{}",
        '{"type":"attachment","length":5}',
        "a\nb\nc",
        '{"type":"event"}',
        json.dumps({key: value for key, value in event.items() if value}),
        "",
    ]
    answer = api.send("\n".join(lines).encode())

    assert {"id": event_id} == answer.json()
    assert 200 == api.get(api.project(f"events/{event_id}/")).status_code
    assert {} == api.send(b'{}\n{"type":"session"}\n{}').json()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"no json", 400),
        (b"[]", 400),
        (b'{}\n{"type":"event","length":99}\n{}', 400),
        (b'{}\n{"type":"event"}\n[]', 400),
        (b'{}\n{"type":"event"}\n{"a":"' + b"x" * 1024 * 1024 + b'"}', 413),
    ],
    ids=["empty", "text", "list", "length", "no-event", "large"],
)
def test_what_is_no_envelope_is_refused(api: Api, body: bytes, status: int) -> None:
    """Told with a reason, and nothing is kept."""
    answer = api.send(body)

    assert status == answer.status_code
    assert isinstance(answer.json()["detail"], str)
    assert [] == api.get(api.project("events/")).json()


@pytest.mark.parametrize(
    ("coding", "body", "status"),
    [
        ("compress", b"x", 400),
        ("gzip", b"x", 400),
        ("gzip", gzip.compress(b"x" * (20 * 1024 * 1024 + 1)), 413),
        ("br", b"x", 400),
        ("br", brotli.compress(b"x" * 9000)[:-3], 400),
        ("br", brotli.compress(b"x" * (20 * 1024 * 1024 + 1)), 413),
        ("zstd", b"x", 400),
        ("zstd", zstd.compress(b"x" * (20 * 1024 * 1024 + 1), 3), 413),
    ],
    ids=[
        *("unknown", "broken gzip", "bomb of gzip", "broken br", "br cut off", "bomb of br"),
        *("broken zstd", "bomb of zstd"),
    ],
)
def test_a_packing_that_cannot_be_undone_is_refused(
    api: Api, coding: str, body: bytes, status: int
) -> None:
    """Unpacking has an end."""
    assert status == api.send(body, headers={"Content-Encoding": coding}).status_code


@pytest.mark.parametrize("packed", [False, True])
def test_the_old_store_endpoint_still_works(api: Api, made: type[Made], packed: bool) -> None:
    """Old SDKs send a bare event, as JSON or packed in base64."""
    event = made.event(THROWN)
    body = json.dumps(event).encode()
    answer = api.send(base64.b64encode(zlib.compress(body)) if packed else body, kind="store")

    assert {"id": event["event_id"]} == answer.json()
    assert 400 == api.send(b"%%%", kind="store").status_code


def test_a_key_may_stand_in_three_places(sandbox: Running, api: Api, made: type[Made]) -> None:
    """Header, query, or the envelope's own dsn: SDKs use all of them."""
    key = sandbox.dsn.split("//")[1].split("@")[0]
    header = {"X-Sentry-Auth": f"Sentry sentry_version=7, sentry_key={key}, sentry_client=x/1"}
    body = made.envelope(made.event(THROWN))
    inside = body.replace(b"{", b'{"dsn": "' + sandbox.dsn.encode() + b'", ', 1)
    answers = [
        api.send(body),
        api.send(body, params={}, headers=header),
        api.send(inside, params={}),
    ]

    assert [200, 200, 200] == [answer.status_code for answer in answers]


def test_a_wrong_key_is_refused(sandbox: Running, api: Api, made: type[Made]) -> None:
    """None is 401, a wrong one is 403, and so is the right one for another project."""
    body = made.envelope(made.event(THROWN))
    key = sandbox.dsn.split("//")[1].split("@")[0]
    other = f"{sandbox.url}/api/2/envelope/?sentry_key={key}"

    assert 401 == api.send(body, params={}).status_code
    assert 403 == api.send(body, params={"sentry_key": "0" * 32}).status_code
    assert 403 == api.session.post(other, data=body, timeout=10).status_code
    assert [] == api.get(api.project("events/")).json()


def test_pages_of_any_origin_may_send(sandbox: Running, api: Api) -> None:
    """A browser asks first; and an answer it may not read is no answer."""
    asked = requests.options(f"{sandbox.url}/api/1/envelope/", timeout=10)
    refused = api.send(b"", params={})

    assert 200 == asked.status_code
    assert "content-type" in asked.headers["Access-Control-Allow-Headers"]
    assert "*" == asked.headers["Access-Control-Allow-Origin"]
    assert "*" == refused.headers["Access-Control-Allow-Origin"]


def test_an_event_is_kept_once(api: Api, made: type[Made]) -> None:
    """A repeated delivery changes nothing."""
    event = made.event(THROWN)
    api.send(made.envelope(event))
    api.send(made.envelope({**event, "platform": "other"}))

    assert "javascript" == api.get(api.project(f"events/{event['event_id']}/")).json()["platform"]


def test_an_event_that_is_not_there_is_not_found(api: Api) -> None:
    """A client polls until it is."""
    answer = api.get(api.project(f"events/{'0' * 32}/"))

    assert (404, {"detail": "Event not found"}) == (answer.status_code, answer.json())


# How frames are resolved


def test_frames_resolve_by_debug_id(api: Api, made: type[Made]) -> None:
    """File, line, column, function and source; what it was is kept beside."""
    api.upload(made.bundle())
    event = api.send_event(made.event(CALLED, THROWN))

    assert [("src/a.ts", 4, 1, "?"), ("src/a.ts", 2, 3, HELLO)] == places(event)
    thrown = frames(event)[-1]
    assert "https://h/src/a.ts" == thrown["abs_path"]
    assert "src/a" == thrown["module"]
    assert "  throw new Error('x');" == thrown["context_line"]
    assert ["export function hello() {"] == thrown["pre_context"]
    assert ["}", "hello();", ""] == thrown["post_context"]
    assert (True, "debug-id") == (thrown["data"]["symbolicated"], thrown["data"]["resolved_with"])
    raw = frames(event, "raw_stacktrace")[-1]
    assert ("/a.js", "https://h/a.js", 1, "h") == (
        *(raw["filename"], raw["abs_path"]),
        *(raw["lineno"], raw["function"]),
    )
    assert raw["context_line"].startswith("function h()")
    assert "errors" not in event


def test_without_an_upload_frames_stay_raw(api: Api, made: type[Made]) -> None:
    """The negative control of everything else here."""
    event = api.send_event(made.event(THROWN))

    assert [("/a.js", 1, 14, "h")] == places(event)
    assert "raw_stacktrace" not in event["exception"]["values"][0]
    assert [("js_no_source", "missing_source")] == errors(event)


def test_an_upload_after_the_event_comes_too_late(api: Api, made: type[Made]) -> None:
    """Events are resolved once, on arrival."""
    event = made.event(THROWN)
    api.send_event(event)
    api.upload(made.bundle())
    again = api.get(api.project(f"events/{event['event_id']}/json/")).json()

    assert [("/a.js", 1, 14, "h")] == places(again)


def test_a_map_without_its_script_is_no_use(api: Api, made: type[Made]) -> None:
    """Bugsink would resolve this and Sentry does not; the stricter rule holds."""
    files = made.files()
    del files["~/a.js"]
    api.upload(made.bundle(files))

    assert [("js_no_source", "missing_source")] == errors(api.send_event(made.event(THROWN)))


def test_a_script_without_its_map_is_told_apart(api: Api, made: type[Made]) -> None:
    """The kind of the error says which of the two is missing."""
    files = made.files()
    del files["~/a.js.map"]
    api.upload(made.bundle(files))

    assert [("js_no_source", "missing_sourcemap")] == errors(api.send_event(made.event(THROWN)))


@pytest.mark.parametrize("path", ["https://h/a.js?v=1", "https://H/a.js", "/a.js"])
def test_the_image_must_name_the_frame_exactly(api: Api, made: type[Made], path: str) -> None:
    """A code_file that is nearly the frame's path is of no use."""
    api.upload(made.bundle({"~/b.js": ("minified_source", b"", {}), **made.files()}))
    event = made.event(THROWN, path="https://h/other.js")
    event["debug_meta"]["images"][0]["code_file"] = path

    assert [("js_no_source", "missing_source")] == errors(api.send_event(event))


def test_an_id_in_another_spelling_is_the_same_id(api: Api, made: type[Made]) -> None:
    """Upper case and missing dashes are fine, in bundle and event."""
    api.upload(made.bundle(made.files(made.debug_id.replace("-", ""))))
    event = made.event(THROWN, debug_id=made.debug_id.upper())

    assert "src/a.ts" == places(api.send_event(event))[0][0]


def test_the_newest_upload_wins(api: Api, made: type[Made]) -> None:
    """The same ID twice: Sentry takes the later one."""
    api.upload(made.bundle())
    api.upload(made.bundle(made.files(sources=["src/new.ts"])))

    assert "src/new.ts" == places(api.send_event(made.event(THROWN)))[0][0]


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("https://h/a.js", "~/a.js"),
        ("https://h/a.js?v=1#x", "~/a.js"),
        ("https://h/a.js?v=1", "~/a.js?v=1"),
        ("https://h/a.js", "https://h/a.js"),
        ("app:///a.js", "~/a.js"),
        ("app:///a.js", "app:///a.js"),
        ("/a.js", "~/a.js"),
    ],
)
def test_release_and_url_do_without_ids(api: Api, made: type[Made], path: str, url: str) -> None:
    """The fallback: same release and dist, and one of the candidate URLs."""
    files = made.files(None)
    files = {
        url: files["~/a.js"],
        url.replace("a.js", "a.js.map").split("?")[0]: files["~/a.js.map"],
    }
    api.upload(made.bundle(files), version="web@1", dist="7")
    event = made.event(THROWN, path=path, debug_id="", release="web@1", dist="7")
    done = api.send_event(event)

    assert [("src/a.ts", 2, 3, HELLO)] == places(done)
    assert "release" == frames(done)[0]["data"]["resolved_with"]


@pytest.mark.parametrize("told", [{}, {"release": "web@2"}, {"release": "web@1", "dist": "8"}])
def test_another_release_or_dist_is_not_looked_at(
    api: Api, made: type[Made], told: dict[str, str]
) -> None:
    """The dist must be equal; a missing one is not any."""
    api.upload(made.bundle(made.files(None)), version="web@1", dist="7")
    event = made.event(THROWN, debug_id="", **told)

    assert [("/a.js", 1, 14, "h")] == places(api.send_event(event))


def test_another_project_is_not_looked_at(api: Api, made: type[Made]) -> None:
    """Uploading to the wrong project is a common mistake; it must show here, too."""
    api.upload(made.bundle(), projects=["shop"])

    assert [("/a.js", 1, 14, "h")] == places(api.send_event(made.event(THROWN)))


def test_a_reference_in_the_script_is_followed(api: Api, made: type[Made]) -> None:
    """Where the manifest names no map, the script's last comment does."""
    files = made.files(None)
    files["~/a.js"] = ("minified_source", made.script, {})
    api.upload(made.bundle(files), version="web@1")

    event = api.send_event(made.event(THROWN, debug_id="", release="web@1"))
    assert [("src/a.ts", 2, 3, HELLO)] == places(event)


def test_an_embedded_map_is_read(api: Api, made: type[Made]) -> None:
    """A data: URL in the header, with parameters or without."""
    packed = base64.b64encode(json.dumps(made.map).encode()).decode()
    reference = f"data:application/json;charset=utf-8;base64,{packed}"
    files = {"~/a.js": ("minified_source", made.script, {"sourcemap": reference})}
    api.upload(made.bundle(files), version="web@1")
    event = api.send_event(made.event(THROWN, debug_id="", release="web@1"))

    assert [("src/a.ts", 2, 3, HELLO)] == places(event)
    assert "embedded" == frames(event)[0]["data"]["sourcemap_origin"]


@pytest.mark.parametrize("reference", ["data:application/json;base64,e30=x", "data:,x"])
def test_a_broken_embedded_map_is_malformed(api: Api, made: type[Made], reference: str) -> None:
    """It is there, and it cannot be read."""
    files = {"~/a.js": ("minified_source", made.script, {"sourcemap": reference})}
    api.upload(made.bundle(files), version="web@1")
    event = api.send_event(made.event(THROWN, debug_id="", release="web@1"))

    assert [("js_invalid_source", "malformed_sourcemap")] == errors(event)


def test_a_script_that_names_no_map_is_an_original(api: Api, made: type[Made]) -> None:
    """No reference and no ID: the frame stays as it is, and that is no error."""
    files: Files = {"~/a.js": ("minified_source", b"f()", {})}
    api.upload(made.bundle(files), version="web@1")
    event = api.send_event(made.event(THROWN, debug_id="", release="web@1"))

    assert [("/a.js", 1, 14, "h")] == places(event)
    assert [] == errors(event)


@pytest.mark.parametrize(
    ("position", "row"),
    [((9, 1, "h"), 9), ((0, 1, "h"), 0), ((2, 1, "h"), 2)],
    ids=["past-the-end", "line-zero", "no-token-on-this-line"],
)
def test_a_position_the_map_does_not_know_is_told(
    api: Api, made: type[Made], position: tuple[int, int, str], row: int
) -> None:
    """Map and script do not fit: the frame stays raw, whatever an earlier line maps to."""
    api.upload(made.bundle())
    event = api.send_event(made.event(position))

    assert [("js_invalid_sourcemap_location", "invalid_location")] == errors(event)
    assert row == event["errors"][0]["row"]


def test_a_map_that_is_none_is_told(api: Api, made: type[Made]) -> None:
    """Corruption must be visible."""
    api.upload(made.bundle(made.files(mappings="!!")))

    assert [("js_invalid_source", "malformed_sourcemap")] == errors(
        api.send_event(made.event(THROWN))
    )


def test_source_text_may_be_missing(api: Api, made: type[Made]) -> None:
    """The frame counts as resolved all the same."""
    api.upload(made.bundle(made.files(sourcesContent=None)))
    event = api.send_event(made.event(THROWN))

    assert [("src/a.ts", 2, 3, HELLO)] == places(event)
    assert "context_line" not in frames(event)[0]
    assert [("js_missing_sources_content", "missing_source_content")] == errors(event)


def test_source_text_may_come_from_the_bundle(api: Api, made: type[Made]) -> None:
    """A source uploaded on its own stands in for sourcesContent."""
    source: Files = {"~/src/a.ts": ("source", b"one\ntwo\nthree", {})}
    api.upload(made.bundle({**made.files(sourcesContent=[None]), **source}))
    frame = frames(api.send_event(made.event(THROWN)))[0]

    assert (["one"], "two", ["three"]) == tuple(
        frame[key] for key in ("pre_context", "context_line", "post_context")
    )


def test_node_frames_resolve_by_their_path_on_disk(api: Api, made: type[Made]) -> None:
    """Node's own frames are left alone and are nobody's code."""
    api.upload(made.bundle())
    event = made.event((1, 1, "run"), THROWN, path="/srv/app/a.js", platform="node")
    frames(event)[0]["filename"] = "node:internal/process"
    done = api.send_event(event)

    assert ["node:internal/process", "src/a.ts"] == [frame["filename"] for frame in frames(done)]
    assert [False, True] == [frame["in_app"] for frame in frames(done)]


def test_frames_without_a_place_are_left_alone(api: Api, made: type[Made]) -> None:
    """Native code has no file; a frame of nonsense must not break the event."""
    api.upload(made.bundle())
    event = made.event((1, 1, "f"), (None, 1, "f"), (1, "x", "f"), THROWN)
    frames(event)[0]["filename"] = "[native code]"
    done = api.send_event(event)

    assert ["[native code]", "/a.js", "src/a.ts", "src/a.ts"] == [
        frame["filename"] for frame in frames(done)
    ]
    assert [] == errors(done)


def test_events_of_other_platforms_are_not_resolved(api: Api, made: type[Made]) -> None:
    """They are kept as they came."""
    api.upload(made.bundle())

    assert [("/a.js", 1, 14, "h")] == places(api.send_event(made.event(THROWN, platform="python")))


# How events are shown


def test_the_event_page_shows_frames_in_its_own_words(api: Api, made: type[Made]) -> None:
    """camelCase, context with line numbers, raw frames beside, errors with a message."""
    api.upload(made.bundle())
    event = made.event(THROWN, (9, 1, "g"), release="web@1", tags={"a": "b"})
    api.send_event(event)
    shown = api.get(api.project(f"events/{event['event_id']}/")).json()
    (value,) = shown["entries"][0]["data"]["values"]
    frame = value["stacktrace"]["frames"][0]

    assert "Error: x" == shown["title"]
    assert {"version": "web@1"} == shown["release"]
    assert {"key": "a", "value": "b"} in shown["tags"]
    assert ("src/a.ts", 2, 3, True) == tuple(
        frame[key] for key in ("filename", "lineNo", "colNo", "inApp")
    )
    assert [2, "  throw new Error('x');"] == frame["context"][1]
    assert "/a.js" == value["rawStacktrace"]["frames"][0]["filename"]
    assert "debugmeta" == shown["entries"][1]["type"]
    assert "invalid_location" == shown["errors"][0]["data"]["symbolicator_type"]


def test_a_message_event_is_shown_too(api: Api, made: type[Made]) -> None:
    """Not every event has an exception."""
    events: list[dict[str, Any]] = [
        {"message": "hello", "platform": "javascript"},
        {"logentry": {"message": "hello"}, "tags": [["a", "b"]]},
        {},
    ]
    ids = [api.send(made.envelope(event)).json()["id"] for event in events]
    shown = [api.get(api.project(f"events/{one}/")).json() for one in ids]

    assert ["hello", "hello", "<unlabeled event>"] == [one["title"] for one in shown]
    assert ["message"] == [entry["type"] for entry in shown[0]["entries"]]
    assert 3 == len(api.get(api.project("events/")).json())


def diagnosis(api: Api, event: dict[str, Any]) -> dict[str, Any]:
    """Send an event and ask why it did or did not resolve."""
    api.send_event(event)
    path = api.project(f"events/{event['event_id']}/source-map-debug-blue-thunder-edition/")
    told: dict[str, Any] = api.get(path).json()
    return told


def test_a_diagnosis_tells_what_was_uploaded_for_an_id(api: Api, made: type[Made]) -> None:
    """Script and map are told apart: each has its own remedy."""
    nothing = diagnosis(api, made.event(THROWN))
    files = made.files()
    script = {"~/a.js": files.pop("~/a.js")}
    api.upload(made.bundle(script))
    half = diagnosis(api, made.event(THROWN))
    api.upload(made.bundle(files))
    both = diagnosis(api, made.event(THROWN))
    flags = [
        tuple(told["exceptions"][0]["frames"][0]["debug_id_process"].values())
        for told in (nothing, half, both)
    ]

    assert [(made.debug_id, *ok) for ok in ((False, False), (True, False), (True, True))] == flags
    assert [False, True] == [
        told["has_uploaded_some_artifact_with_a_debug_id"] for told in (nothing, both)
    ]


@pytest.mark.parametrize(
    ("path", "dist", "result"),
    [
        ("https://h/a.js", "7", "found"),
        ("https://h/a.js", "8", "wrong-dist"),
        ("https://h/x/a.js", "7", "unsuccessful"),
    ],
)
def test_a_diagnosis_tells_why_a_url_was_not_found(
    api: Api, made: type[Made], path: str, dist: str, result: str
) -> None:
    """A wrong dist and a wrong prefix look alike in the event and have different remedies."""
    api.upload(made.bundle(made.files(None)), version="web@1", dist="7")
    event = made.event(THROWN, path=path, debug_id="", release="web@1", dist=dist)
    told = diagnosis(api, event)
    process = told["exceptions"][0]["frames"][0]["release_process"]

    assert result == process["source_file_lookup_result"]
    assert ("found" == result) == ("found" == process["source_map_lookup_result"])
    assert told["release_has_some_artifact"]
    assert not told["has_debug_ids"]


@pytest.mark.parametrize(
    ("sdk", "support"),
    [
        ({"name": "sentry.javascript.browser", "version": "7.56.0"}, "full"),
        ({"name": "sentry.javascript.browser", "version": "7.55.9"}, "needs-upgrade"),
        ({"name": "sentry.javascript.nextjs", "version": "7.99.0"}, "needs-upgrade"),
        ({"name": "mine", "version": "1"}, "unofficial-sdk"),
        (None, "not-supported"),
    ],
)
def test_a_diagnosis_tells_whether_the_sdk_is_new_enough(
    api: Api, made: type[Made], sdk: Any, support: str
) -> None:
    """An old SDK never reports debug IDs."""
    told = diagnosis(api, {**made.event(THROWN), "sdk": sdk})

    assert support == told["sdk_debug_id_support"]
    assert told["exceptions"][0]["frames"][0]["release_process"] is None

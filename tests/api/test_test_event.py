"""Test events: the DSN, the event, the envelope, the waiting."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from buildtools.api.client import Client
from buildtools.api.endpoints.event_waiting import BACKOFF, wait_for
from buildtools.api.http.response import Refused
from buildtools.api.http.transport import Transport
from buildtools.api.models.events import Event, SourceMapDebug
from buildtools.api.models.probe_event import ProbeFrame, probe_event
from buildtools.api.test_event import Dsn, dsn_of, parse_dsn, send
from buildtools.connection import Connection
from buildtools.errors import ConfigurationError, NotPermitted, ServerRefused
from buildtools.sandbox.serving import Running, serve

if TYPE_CHECKING:
    from tests.api.conftest import Scripted, ScriptedServer, Waits

    Answer = Callable[..., Scripted]

ID = "e08a2094-fb8b-58cc-bcc5-18d78fd46660"
EVENT_ID = "7a508601f5d047c4909e3f163f032f40"
FRAMES = [
    ProbeFrame("https://h/a.js", 4, 1, None, ID),
    ProbeFrame("https://h/a.js", 4, 18, "f", ID),
    ProbeFrame("https://h/vendor.js", 1, 7),
]


def probe(event_id: str = EVENT_ID) -> dict[str, Any]:
    """A test event as verify sends it."""
    return probe_event(
        FRAMES, event_id=event_id, timestamp=1.5, release="web@9", environment="test", dist="3"
    )


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Running]:
    """The embedded server."""
    with serve(tmp_path) as running:
        yield running


@pytest.mark.parametrize(
    ("text", "url", "project"),
    [
        ("https://k@o1.ingest.us.sentry.io/42", "https://o1.ingest.us.sentry.io/api/42/", "42"),
        ("http://k:secret@127.0.0.1:8000/1", "http://127.0.0.1:8000/api/1/", "1"),
        ("https://k@h.example/deep/path/7/", "https://h.example/deep/path/api/7/", "7"),
        (" https://k@[::1]:9/x\n", "https://[::1]:9/api/x/", "x"),
    ],
)
def test_a_dsn_is_read_in_all_its_forms(text: str, url: str, project: str) -> None:
    """Self-hosted servers live below paths, and old DSNs carry a secret that nobody needs."""
    assert Dsn(f"{url}envelope/", "k", project) == parse_dsn(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sentry.io",
        "https://h/1",
        "https://k@h",
        "https://k@h/",
        "ftp://k@h/1",
        "https://k@/1",
        "https://k@h:port/1",
        "https://k@[h/1",
    ],
)
def test_a_dsn_that_lacks_a_part_is_a_mistake_in_the_settings(text: str) -> None:
    """Without its key or project an event goes nowhere."""
    with pytest.raises(ConfigurationError, match="DSN"):
        parse_dsn(text)


def test_an_event_names_positions_and_ids_as_an_sdk_would() -> None:
    """Resolution needs an image whose code_file equals the frame's path, exactly."""
    event = probe()
    frames = event["exception"]["values"][0]["stacktrace"]["frames"]

    assert [(4, 1), (4, 18), (1, 7)] == [(one["lineno"], one["colno"]) for one in frames]
    assert ["?", "f", "?"] == [one["function"] for one in frames]
    assert [{"type": "sourcemap", "code_file": "https://h/a.js", "debug_id": ID}] == event[
        "debug_meta"
    ]["images"]
    assert ("javascript", "web@9", "3") == (event["platform"], event["release"], event["dist"])


def test_a_test_event_is_easy_to_find_and_delete() -> None:
    """It makes an issue in a real project: one issue, of low level, with a tag."""
    event = probe()

    assert "info" == event["level"]
    assert {"sentry-buildtools": "probe"} == event["tags"]
    assert ["sentry-buildtools-probe"] == event["fingerprint"]


def test_a_dist_that_is_none_is_left_out() -> None:
    """A null dist is another dist to a server that compares."""
    event = probe_event(
        FRAMES, event_id=EVENT_ID, timestamp=1, release="r", environment="e", platform="node"
    )

    assert "dist" not in event
    assert "node" == event["platform"]


def test_an_envelope_arrives_with_the_key_and_without_the_token(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """The host of a DSN is often another one, which has no business with the token."""
    scripted.say(answer(json={"id": EVENT_ID}))
    send(scripted.url.replace("//", "//abc@") + "/1", probe(), transport)

    sent = scripted.requests[0]
    assert "/api/1/envelope/" == sent.path
    assert "sentry_key=abc," in sent.headers["x-sentry-auth"]
    assert "authorization" not in sent.headers
    header, item, payload, rest = sent.body.split(b"\n")
    assert EVENT_ID == msgspec.json.decode(header)["event_id"]
    assert len(payload) == msgspec.json.decode(item)["length"]
    assert probe() == msgspec.json.decode(payload)
    assert b"" == rest


def test_a_rehearsal_sends_no_event_to_another_machine(transport: Transport) -> None:
    """A SENTRY_DSN in the environment must not carry test events into a real project."""
    with pytest.raises(ConfigurationError, match="elsewhere") as caught:
        send("https://k@o1.ingest.sentry.io/1", probe(), transport)

    assert ("the DSN's host is o1.ingest.sentry.io",) == caught.value.evidence


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_blamed_and_not_the_token(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer", status: int
) -> None:
    """401 means the token everywhere else; here it means the DSN."""
    scripted.say(answer(status, json={"detail": "bad key"}))
    with pytest.raises(NotPermitted, match="DSN's key") as caught:
        send(Dsn(f"{scripted.url}/api/1/envelope/", "k", "1"), probe(), transport)

    assert "SENTRY_DSN" in caught.value.remedy


def test_an_event_that_is_not_taken_is_a_failure(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Waiting for an event that was refused wastes two minutes and says the wrong thing."""
    scripted.say(answer(413, json={"detail": "too large"}))
    with pytest.raises(Refused, match="413"):
        send(Dsn(f"{scripted.url}/api/1/envelope/", "k", "1"), probe(), transport)


@pytest.mark.parametrize(
    ("limits", "warned"),
    [
        ("60:error;transaction:key:reason", True),
        ("60::organization", True),
        ("86400:transaction;span:organization, 60:default:key", True),
        ("86400:transaction;span:organization", False),
        ("odd", False),
        ("", False),
    ],
)
def test_a_limit_on_errors_is_told_and_others_are_not(
    transport: Transport,
    scripted: "ScriptedServer",
    answer: "Answer",
    caplog: pytest.LogCaptureFixture,
    limits: str,
    warned: bool,
) -> None:
    """200 does not mean stored; Bugsink limits transactions on every answer, which is no news."""
    scripted.say(answer(json={}, headers={"X-Sentry-Rate-Limits": limits}))
    send(Dsn(f"{scripted.url}/api/1/envelope/", "k", "1"), probe(), transport)

    assert warned == any("may drop" in message for message in caplog.messages)


def test_an_event_is_waited_for_with_growing_pauses(
    client: Client, scripted: "ScriptedServer", answer: "Answer", waits: "Waits"
) -> None:
    """Processing takes 1 to 30 seconds, and the endpoint has a rate limit of its own."""
    late = answer(404, json={"detail": "Event not found"})
    scripted.say(late, late, late, answer(json={"eventID": EVENT_ID}))
    event = wait_for(client, "web", EVENT_ID, seconds=60, pause=waits.pause, now=lambda: waits.now)

    assert event is not None
    assert EVENT_ID == event.event_id
    assert [1.0, 1.5, 2.25] == waits


def test_waiting_ends_in_time(client: Client, waits: "Waits") -> None:
    """The scripted server has no event at all; the last look is at the very end."""
    seconds = 30.0
    event = wait_for(
        client, "web", EVENT_ID, seconds=seconds, pause=waits.pause, now=lambda: waits.now
    )

    assert event is None
    assert seconds == sum(waits)
    assert max(waits) <= BACKOFF.longest


def test_a_sent_event_comes_back_from_the_embedded_server(sandbox: Running) -> None:
    """Sender and receiver are written twice; without a bundle nothing resolves, and it says so."""
    known = Connection(sandbox.url, sandbox.org, (sandbox.project,), sandbox.token, retries=0)
    event_id = uuid.uuid4().hex
    with Client(known) as client:
        send(client.dsn(sandbox.project), probe(event_id), client.transport)
        event = wait_for(client, sandbox.project, event_id, seconds=10, pause=lambda _: None)
        stored = client.event_json(sandbox.project, event_id)
        diagnosis = client.source_map_debug(sandbox.project, event_id)

    assert event is not None
    assert [(4, 1), (4, 18), (1, 7)] == [
        (frame.line_no, frame.col_no) for frame in event.exceptions[0].frames
    ]
    assert "js_no_source" in {error.type for error in event.errors}
    assert stored is not None
    assert "web@9" == stored["release"]
    assert diagnosis is not None
    assert diagnosis.has_debug_ids


def test_frames_are_read_resolved_and_raw() -> None:
    """Whether an event resolved shows only in the difference of the two."""
    body = b"""{"eventID":"e","groupID":"1","entries":[
      {"type":"message","data":{"formatted":"x"}},
      {"type":"exception","data":{"values":[
        {"type":"Error","value":"x","stacktrace":{"frames":[{"filename":"src/a.ts","lineNo":2,
         "colNo":9,"context":[[1,"a"],[2,null]],"inApp":true,"vars":null}]},
         "rawStacktrace":{"frames":[{"filename":"/a.js","lineNo":1,"colNo":18}]}},
        {"type":"Error","value":null,"stacktrace":null,"rawStacktrace":null}]}},
      {"type":"exception","data":{"values":null}}],
      "errors":[{"type":"js_no_source","message":"m","data":{"url":"u"}}]}"""
    resolved, bare = msgspec.json.decode(body, type=Event).exceptions

    assert ("src/a.ts", 2, 9) == tuple(
        getattr(resolved.frames[0], name) for name in ("filename", "line_no", "col_no")
    )
    assert "/a.js" == resolved.raw_frames[0].filename
    assert () == bare.frames == bare.raw_frames


@pytest.mark.parametrize(
    "data", [b'{"values":[{"type":"x\xff"}]}', b'{"values":7}', b'{"values":["a"]}']
)
def test_an_event_that_cannot_be_read_is_the_server_s_fault(data: bytes) -> None:
    """Its exceptions are decoded when they are asked for; that must not end in a traceback."""
    whole = b'{"entries":[{"type":"exception","data":' + data + b"}]}"
    event = msgspec.json.decode(whole, type=Event)
    with pytest.raises(ServerRefused, match="cannot be read"):
        _ = event.exceptions


def test_a_diagnosis_is_read_with_its_gaps() -> None:
    """Servers leave out what they did not look at."""
    body = b"""{"has_debug_ids":true,"exceptions":[{"frames":[{"debug_id_process":{"debug_id":"x",
      "uploaded_source_file_with_correct_debug_id":true},"release_process":null,
      "scraping_process":{"source_file":null}}]}]}"""
    frame = msgspec.json.decode(body, type=SourceMapDebug).exceptions[0].frames[0]

    assert frame.debug_id_process is not None
    assert frame.debug_id_process.uploaded_source_file_with_correct_debug_id
    assert not frame.debug_id_process.uploaded_source_map_with_correct_debug_id
    assert frame.release_process is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "https://o1.ingest.example/api/42/envelope/?sentry_version=7&sentry_key=k&x=1",
            Dsn("https://o1.ingest.example/api/42/envelope/", "k", "42"),
        ),
        (
            "http://h:9/sub/api/7/envelope?sentry_key=k",
            Dsn("http://h:9/sub/api/7/envelope", "k", "7"),
        ),
        ("https://shop.example/monitoring?o=1&p=42", None),
        ("https://o1.ingest.example/api/42/envelope/", None),
        ("https://o1.ingest.example/api/42/store/?sentry_key=k", None),
    ],
)
def test_where_an_sdk_sends_to_is_read_from_its_url(url: str, expected: Dsn | None) -> None:
    """A tunnel names no key: what goes there is the app's own to send on."""
    assert expected == dsn_of(url)


def test_an_envelope_of_an_sdk_is_sent_on(sandbox: Running) -> None:
    """To the DSN of the settings whichever it was made for, else to where its SDK wanted it."""
    connection = Connection(
        sandbox.url, sandbox.org, (sandbox.project,), sandbox.token, dsn=sandbox.dsn
    )
    dsn = parse_dsn(sandbox.dsn)
    with Client(connection) as client:
        for event_id, url in (
            ("a" * 32, ""),
            ("b" * 32, f"{dsn.envelope_url}?sentry_key={dsn.public_key}"),
        ):
            body = f'{{"event_id":"{event_id}"}}\n{{"type":"event"}}\n{{"message":"x"}}\n'
            client.send_envelope("web", body.encode(), url)

        assert ("b" * 32, "a" * 32) == client.recent_events("web")

"""Every status on every endpoint has a cause, evidence and a remedy, and none makes a storm."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from buildtools.api import test_event
from buildtools.api.client import Client
from buildtools.api.http.request import Request, Rules
from buildtools.api.http.response import Refused
from buildtools.api.http.transport import Transport
from buildtools.api.models.answers import ChunkOptions
from buildtools.api.upload.chunks import EncodedChunk
from buildtools.errors import (
    BuildtoolsError,
    NotAuthenticated,
    NotPermitted,
    ServerRefused,
    ServerUnreachable,
)
from buildtools.values import Digest

if TYPE_CHECKING:
    from tests.api.conftest import Scripted, ScriptedServer, Waits

    Answer = Callable[..., Scripted]

SHA = Digest("a" * 40)
OPTIONS: dict[str, Any] = {
    "url": "/api/0/organizations/acme/chunk-upload/",
    "chunkSize": 1048576,
    "chunksPerRequest": 1,
    "maxRequestSize": 1048576,
}
EVENT = {"event_id": "0" * 32, "sdk": {}}
ONCE = Rules(idempotent=False)


def _dsn(client: Client) -> str:
    return client.connection.url.replace("://", "://key@") + "/1"


def _send_chunk(client: Client) -> None:
    options = ChunkOptions(OPTIONS["url"], 1048576, 1, 1048576)
    client.upload_chunks(options, [EncodedChunk(SHA, 1, "plain", b"x")])


ENDPOINTS: dict[str, Callable[[Client], object]] = {
    "root": lambda client: client.whoami(),
    "release": lambda client: client.release("web@1"),
    "create": lambda client: client.create_release("web@1", ["web"]),
    "finalize": lambda client: client.update_release("web@1", released="2026-01-01T00:00:00Z"),
    "deploys": lambda client: client.deploys("web@1"),
    "deploy": lambda client: client.create_deploy("web@1", "production"),
    "last release": lambda client: client.last_release("production", ["web"]),
    "repositories": lambda client: client.repositories(),
    "chunk options": lambda client: client.chunk_options(),
    "chunk": _send_chunk,
    "assemble": lambda client: client.assemble(SHA, [SHA], ["web"], None, None),
    "projects": lambda client: client.projects(),
    "bundles": lambda client: client.bundles("web"),
    "bundle's files": lambda client: client.bundle_files("web", "1"),
    "look-up": lambda client: client.look_up("web", debug_id="x"),
    "keys": lambda client: client.dsn("web"),
    "event": lambda client: client.event("web", "0" * 32),
    "diagnosis": lambda client: client.source_map_debug("web", "0" * 32),
    "envelope": lambda client: test_event.send(_dsn(client), EVENT, client.transport),
}
STATUSES = (
    *(202, 203, 205, 206, 226),
    *(300, 301, 302, 303, 304, 305, 307, 308),
    *range(400, 419),
    *(421, 422, 423, 424, 425, 426, 428, 429, 431, 444, 449, 451, 460, 463, 494, 495, 496, 499),
    *range(500, 512),
    *range(520, 531),
    *(561, 598, 599, 999),
)
BODIES: dict[str, dict[str, Any]] = {
    "JSON": {"json": {"detail": "no, because"}},
    "page": {"text": "<html><title>no, because</title></html>"},
    "text": {"text": "no, because", "headers": {"Content-Type": "text/plain"}},
    "nothing": {"text": ""},
}
NONE_OF_IT = {"release", "event", "diagnosis", "last release", "repositories"}
"""For these a 404 of the server's own is an answer."""


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_every_status_of_every_endpoint_says_what_to_do(
    client: Client,
    scripted: "ScriptedServer",
    answer: "Answer",
    waits: "Waits",
    endpoint: str,
    body: str,
) -> None:
    """What comes back is named, with the address, and one thing that helps."""
    wrong: list[str] = []
    for status in STATUSES:
        scripted.always(answer(status, **BODIES[body]))
        waits.clear()
        try:
            ENDPOINTS[endpoint](client)
        except BuildtoolsError as error:
            fault = _fault(error, status, len(scripted.requests), sum(waits))
        else:
            fault = "" if _is_an_answer(status, endpoint, body) else "taken as done"
        wrong += [f"{status}: {fault}"] if fault else []

    assert [] == wrong


def _is_an_answer(status: int, endpoint: str, body: str) -> bool:
    if endpoint == "repositories" and status == 403:
        return body == "JSON"
    return status == 404 and endpoint in NONE_OF_IT and body in ("JSON", "text")


def _fault(error: BuildtoolsError, status: int, requests: int, waited: float) -> str:
    """Return what a failure lacks."""
    if not isinstance(error, Refused | NotAuthenticated | NotPermitted):
        return f"is a {type(error).__name__}"
    said = "\n".join(error.lines())
    if not error.remedy or "None" in said:
        return f"no remedy: {said}"
    if not any(f"answered {status}" in line for line in error.evidence):
        return f"no evidence: {said}"
    if error.exit_code not in (10, 11, 30) or len(said) > 2000:
        return f"not to be read: {said}"
    if requests > 9 or waited > 120:
        return f"{requests} requests, {waited} s"
    return ""


@pytest.mark.parametrize("status", [408, 425, 520, 522, 527, 530])
def test_a_gateway_without_an_answer_is_asked_again(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer", status: int
) -> None:
    """Cloudflare's 520 and a proxy's 408 pass as quickly as a 502."""
    scripted.say(answer(status, text="<title>520"), answer(status, text=""), answer(json=[1]))

    assert [1] == transport.send(Request("GET")).read(list[int])


@pytest.mark.parametrize("status", [408, 520, 524, 530])
def test_a_deploy_is_not_repeated_for_a_gateway(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer", status: int
) -> None:
    """It may have arrived behind it."""
    scripted.say(answer(status, text=""), answer(json={}))
    with pytest.raises(Refused):
        transport.send(Request("POST"), ONCE)

    assert 1 == len(scripted.requests)


@pytest.mark.parametrize(
    ("after", "line", "remedy"),
    [
        ("3600", "left alone for 3600 s; 120 s are waited", "in 60 minutes"),
        ("1e9", "left alone for 1000000000 s", "in 11575 days"),
        ("130", "left alone for 130 s", "in 130 s"),
        ("inf", "does not say how long", "in a few minutes"),
        ("nan", "does not say how long", "in a few minutes"),
        ("soon", "does not say how long", "in a few minutes"),
        ("-5", "left alone for 0 s", "in 0 s"),
        ("", "does not say how long", "in a few minutes"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "left alone for 253401300799 s", "days"),
        ("Thu, 99 Foo 2026", "does not say how long", "in a few minutes"),
    ],
)
def test_a_limit_says_how_long_it_lasts_and_what_is_done(
    transport: Transport,
    scripted: "ScriptedServer",
    answer: "Answer",
    waits: "Waits",
    after: str,
    line: str,
    remedy: str,
) -> None:
    """ "Wait as long as the server says", and nowhere how long that is."""
    scripted.always(answer(429, json={"detail": "slow down"}, headers={"Retry-After": after}))
    with pytest.raises(Refused) as caught:
        transport.send(Request("GET"))

    assert any(line in each for each in caught.value.evidence)
    assert remedy in caught.value.remedy
    assert 120 >= sum(waits)


def test_waits_that_a_server_asks_for_do_not_add_up_without_end(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer", waits: "Waits"
) -> None:
    """Five times two minutes would be ten, for one request."""
    scripted.always(answer(429, json={}, headers={"Retry-After": "100"}))
    with pytest.raises(Refused):
        transport.send(Request("GET"))

    assert [100.0] == waits


def test_a_checksum_that_differs_is_no_value_to_correct(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Bytes changed on the way: nothing in sentry.yml is wrong."""
    scripted.say(
        answer(400, json={"error": "Checksum mismatch"}),
        *[answer(500, text="checksum mismatch")] * 3,
    )
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            _send_chunk(client)

        assert "other bytes than were sent" in caught.value.remedy


@pytest.mark.parametrize("status", [200, 302, 403])
def test_a_login_page_on_a_chunk_or_an_event_is_the_cause_at_once(
    client: Client, scripted: "ScriptedServer", answer: "Answer", status: int
) -> None:
    """A 200 of a login was taken as stored, and what followed made no sense."""
    page = answer(
        status,
        text="<title>Sign in to ACME</title>",
        headers={"Location": "https://login.acme.example/"} if status == 302 else {},
    )
    for endpoint in ("chunk", "envelope"):
        scripted.always(page)
        with pytest.raises(Refused, match=r"this is not Sentry's answer: .*(Sign in|login)"):
            ENDPOINTS[endpoint](client)

        assert 1 == len(scripted.requests)


@pytest.mark.parametrize(
    ("status", "headers", "remedy"),
    [
        (308, {"Location": "https://127.0.0.1/api/1/envelope/"}, "set server.dsn"),
        (413, {}, "verify.frames"),
        (500, {}, "run the step again later"),
        (429, {"Retry-After": "7200"}, "in 120 minutes"),
        (404, {}, "check server.dsn"),
    ],
)
def test_an_event_that_is_not_taken_says_what_helps(
    client: Client,
    scripted: "ScriptedServer",
    answer: "Answer",
    status: int,
    headers: dict[str, str],
    remedy: str,
) -> None:
    """The DSN leads to another host than the API, with proxies of its own."""
    scripted.always(answer(status, json={"detail": "no"}, headers=headers))
    with pytest.raises(Refused) as caught:
        ENDPOINTS["envelope"](client)

    assert remedy in caught.value.remedy


def test_another_address_is_not_blamed_on_the_servers_own(client: Client) -> None:
    """Uploads and events go where the server, or the DSN, says."""
    dead = OPTIONS | {"url": "http://127.0.0.1:1/"}
    options = ChunkOptions(dead["url"], 1048576, 1, 1048576)
    with pytest.raises(ServerUnreachable, match="refused") as chunk:
        client.upload_chunks(options, [EncodedChunk(SHA, 1, "plain", b"x")])
    with pytest.raises(ServerUnreachable, match="refused") as event:
        test_event.send("http://key@127.0.0.1:1/1", EVENT, client.transport)

    assert "system.url-prefix" in chunk.value.remedy
    assert "server.dsn (SENTRY_DSN)" in event.value.remedy
    assert "server.url" not in chunk.value.remedy + event.value.remedy


def test_a_list_that_goes_round_ends(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """A cache gave the first page for every cursor."""
    link = '<http://h/?cursor=1>; rel="next"; results="true"; cursor="1:0:0"'
    scripted.always(answer(json=[], headers={"Link": link}))
    with pytest.raises(Refused, match="comes back to a page"):
        client.projects()

    assert 2 == len(scripted.requests)


@pytest.mark.parametrize("state", ["quarantined", "", "OK", "x" * 5000])
def test_a_state_that_nobody_knows_is_told_as_that(
    client: Client, scripted: "ScriptedServer", answer: "Answer", state: str
) -> None:
    """The server's address is right, and waiting for an unknown state would not end."""
    scripted.always(answer(json={"state": state, "missingChunks": []}))
    with pytest.raises(ServerRefused, match="no such state is known") as caught:
        ENDPOINTS["assemble"](client)

    assert state[:200] in caught.value.what
    assert "server.url" not in caught.value.remedy
    assert len(caught.value.what) < 500


def test_a_long_detail_of_a_bundle_is_shown_short(
    client: Client, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """A server's text is as long as it likes."""
    scripted.always(answer(json={"state": "error", "detail": "no\x1b[2J" * 9000}))
    shown = client.assemble(SHA, [SHA], ["web"], None, None).detail or ""

    assert len(shown) < 500
    assert "\x1b" not in shown

"""The transport: what is sent to whom, when it is tried again, and how a failure reads."""

import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
import requests.exceptions as known

from buildtools.api.http.connection_errors import ConnectionFailure, connection_failure
from buildtools.api.http.request import ANY_STATUS, Request, Rules
from buildtools.api.http.response import NotFound, Refused
from buildtools.api.http.retries import Plan
from buildtools.api.http.transport import Transport
from buildtools.api.http.urls import path, upload_url
from buildtools.connection import Connection
from buildtools.errors import (
    BuildtoolsError,
    ConfigurationError,
    NotAuthenticated,
    NotPermitted,
    ServerRefused,
    ServerUnreachable,
)
from buildtools.values import Secret

if TYPE_CHECKING:
    from tests.api.conftest import Scripted, ScriptedServer, Waits

    Answer = Callable[..., Scripted]

TOKEN = "sntryu_" + "5ecre7" * 10
BUSY = {"status": 503, "json": {"detail": "busy"}}
ONCE = Rules(idempotent=False)


def told(error: BuildtoolsError) -> str:
    """All that a person would read of a failure."""
    return "\n".join((error.what, *error.evidence, error.remedy, str(error)))


# What is sent


def test_every_request_carries_the_token_and_our_name(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Servers tell clients apart by the user agent: ours must not pass for sentry-cli."""
    scripted.say(answer(json={}))
    transport.send(Request("GET"))

    sent = scripted.requests[0].headers
    assert f"Bearer {TOKEN}" == sent["authorization"]
    assert sent["user-agent"].startswith("sentry-buildtools/")
    assert "sentry-cli" not in sent["user-agent"]


def test_a_netrc_does_not_replace_the_token(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer", tmp_path: Path
) -> None:
    """requests prefers ~/.netrc to a header that we set, which would be a puzzling 401."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password other\n")
    netrc.chmod(0o600)
    os.environ["NETRC"] = str(netrc)
    scripted.say(answer(json={}))
    transport.send(Request("GET"))

    assert f"Bearer {TOKEN}" == scripted.requests[0].headers["authorization"]


def test_extra_headers_go_where_the_token_goes_and_nowhere_else(
    connection: Connection, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """They hold a proxy's password, and a DSN may belong to somebody else's host."""
    changed = msgspec.structs.replace(connection, headers={"X-Proxy": Secret("pass")})
    scripted.say(answer(json={}), answer(json={}))
    with Transport(changed) as transport:
        transport.send(Request("GET"))
        transport.send(
            Request("POST", url=f"{scripted.url}/api/1/envelope/"), Rules(authorize=False)
        )

    first, second = (one.headers for one in scripted.requests)
    assert "pass" == first["x-proxy"]
    assert {"x-proxy", "authorization"}.isdisjoint(second)


@pytest.mark.parametrize("value", ["\u6771", "a\nb", "a\rb"])
def test_a_header_that_cannot_be_sent_is_no_traceback(
    connection: Connection, scripted: "ScriptedServer", value: str
) -> None:
    """The settings look at it before; a client may be made without them."""
    changed = msgspec.structs.replace(connection, headers={"X-Team": Secret(value)})
    with Transport(changed) as transport, pytest.raises(ConfigurationError, match="a header"):
        transport.send(Request("GET"))

    assert [] == scripted.requests


def test_an_empty_token_never_leaves_the_house(
    connection: Connection, scripted: "ScriptedServer"
) -> None:
    """An empty bearer comes back as a 401 about a wrong token, which misleads."""
    empty = msgspec.structs.replace(connection, token=Secret(""))
    with Transport(empty) as transport, pytest.raises(NotAuthenticated, match="empty"):
        transport.send(Request("GET"))

    assert [] == scripted.requests


@pytest.mark.parametrize(
    ("segment", "raw"),
    [
        ("web@1.0+2", "web%401.0%2B2"),
        ("weird v+1 ö#?%", "weird%20v%2B1%20%C3%B6%23%3F%25"),
        ("%2B", "%252B"),
        ("a~b.c_d-e", "a~b.c_d-e"),
        ("a&b=c:d", "a%26b%3Dc%3Ad"),
    ],
)
def test_a_segment_is_encoded_exactly_once_on_the_wire(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer", segment: str, raw: str
) -> None:
    """A version that is decoded twice, or whose + became a space, is another release."""
    scripted.say(answer(json={}))
    transport.send(Request("GET", path("releases", segment)))

    assert f"/api/0/releases/{raw}/" == scripted.requests[0].path


@pytest.mark.parametrize("segment", ["", ".", "..", "a/b", "a\\b"])
def test_a_segment_that_would_change_the_path_is_refused(segment: str) -> None:
    """A release called `..` would address another endpoint."""
    with pytest.raises(ConfigurationError):
        path("releases", segment)


def test_cookies_are_not_kept(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Threads share the session: what one answer sets must not ride on another request."""
    scripted.say(answer(json={}, headers={"Set-Cookie": "sid=1"}), answer(json={}))
    transport.send(Request("GET"))
    transport.send(Request("GET"))

    assert "cookie" not in scripted.requests[1].headers


def test_threads_can_share_a_transport(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Chunks are sent side by side; each request must arrive whole."""
    for number in range(24):
        scripted.at(f"{number}/", answer(json=number))

    def ask(number: int) -> int:
        return transport.send(Request.of_json("POST", path(str(number)), number)).read(int)

    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = list(pool.map(ask, range(24)))

    assert list(range(24)) == answers
    assert {str(n).encode() for n in range(24)} == {one.body for one in scripted.requests}


# Proxies and certificates


def test_a_server_on_this_machine_is_asked_without_the_proxy(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """A rehearsal behind a company proxy must reach its own sandbox."""
    os.environ["HTTP_PROXY"] = "http://127.0.0.1:1"
    scripted.say(answer(json={}))
    transport.send(Request("GET"))

    assert 1 == len(scripted.requests)


def test_other_servers_are_asked_through_the_proxy_of_the_variables(
    connection: Connection, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Many companies let nothing out but through the proxy."""
    os.environ["HTTP_PROXY"] = scripted.url
    scripted.say(answer(json={}))
    with Transport(msgspec.structs.replace(connection, url="http://sentry.example")) as transport:
        transport.send(Request("GET"))

    assert "http://sentry.example/api/0/" == scripted.requests[0].path


def test_a_dead_proxy_is_named_without_its_password(connection: Connection) -> None:
    """Whether a proxy was used is the first question; its password is nobody's answer."""
    os.environ["HTTP_PROXY"] = "http://user:hunter2@127.0.0.1:1"
    far = msgspec.structs.replace(connection, url="http://sentry.example", retries=0)
    with Transport(far) as transport, pytest.raises(ServerUnreachable) as caught:
        transport.send(Request("POST"), ONCE)

    assert "by the proxy http://127.0.0.1:1" in told(caught.value)
    assert "hunter2" not in told(caught.value)


def test_https_to_a_server_without_it_is_not_tried_again(
    connection: Connection, scripted: "ScriptedServer", waits: "Waits"
) -> None:
    """Waiting does not help a scheme or a certificate."""
    wrong = msgspec.structs.replace(connection, url=scripted.url.replace("http", "https"))
    with (
        Transport(wrong, pause=waits.pause) as transport,
        pytest.raises(ServerUnreachable, match="no secure connection") as caught,
    ):
        transport.send(Request("GET"))

    assert [] == waits
    assert "http instead of https" in caught.value.remedy


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (known.ConnectTimeout("slow"), ConnectionFailure("no connection within 10 s")),
        (
            known.ReadTimeout("slow"),
            ConnectionFailure("no answer within 60 s", arrived=True, slow=True),
        ),
        (known.ChunkedEncodingError("cut"), ConnectionFailure("cut", arrived=True)),
        (known.ConnectionError(), ConnectionFailure("ConnectionError", arrived=True)),
        (known.ConnectionError(f"at {TOKEN}"), ConnectionFailure("at ***", arrived=True)),
    ],
    ids=["connect", "read", "cut", "nameless", "token"],
)
def test_each_failure_is_named(error: known.RequestException, expected: ConnectionFailure) -> None:
    """Whether the request can have arrived decides if a deploy may be tried again."""
    assert expected == connection_failure(error, [Secret(TOKEN)])


def test_a_slow_server_is_not_waited_for_six_times() -> None:
    """Each try is a minute: two more are enough to know."""
    slow = ConnectionFailure("no answer", arrived=True, slow=True)
    plan = Plan(retries=5)

    assert [True, True, False] == [
        plan.wait(slow, tried, now=0, chance=0) is not None for tried in (1, 2, 3)
    ]


@pytest.mark.parametrize("url", ["http://", "sentry.io", "ftp://sentry.io"])
def test_an_address_that_is_none_is_a_mistake_in_the_settings(
    connection: Connection, url: str
) -> None:
    """The user corrects sentry.yml, not the network."""
    wrong = msgspec.structs.replace(connection, url=url)
    with (
        Transport(wrong) as transport,
        pytest.raises(ConfigurationError, match="cannot be used"),
    ):
        transport.send(Request("GET"))


# Trying again


def test_gateway_errors_are_waited_out(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer", waits: "Waits"
) -> None:
    """A deploy of Sentry itself takes seconds; a release must not fail for it."""
    scripted.say(*(answer(status, json={}) for status in (502, 504, 524)), answer(json=[1]))

    assert [1] == transport.send(Request("GET")).read(list[int])
    assert [1.0, 1.5, 2.25] == waits


def test_waits_grow_to_a_limit_and_retries_to_theirs(
    connection: Connection, scripted: "ScriptedServer", answer: "Answer", waits: "Waits"
) -> None:
    """server.retries is the user's promise of how long a dead server can hold a build."""
    scripted.say(*[answer(**BUSY)] * 9)
    many = msgspec.structs.replace(connection, retries=6)
    with (
        Transport(many, pause=waits.pause, chance=lambda: 0.0) as transport,
        pytest.raises(Refused, match="503"),
    ):
        transport.send(Request("GET"))

    assert [1.0, 1.5, 2.25, 3.375, 5.0, 5.0] == waits
    assert 7 == len(scripted.requests)


def test_chance_spreads_the_waits(
    connection: Connection, scripted: "ScriptedServer", answer: "Answer", waits: "Waits"
) -> None:
    """Eight uploads that failed together must not come back together."""
    scripted.say(answer(**BUSY), answer(json={}))
    with Transport(connection, pause=waits.pause, chance=lambda: 1.0) as transport:
        transport.send(Request("GET"))

    assert [1.25] == waits


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "17"}, 17.0),
        ({"Retry-After": formatdate(1_000_030, usegmt=True)}, 30.0),
        ({"X-Sentry-Rate-Limit-Reset": "1000012"}, 12.0),
        ({"X-Sentry-Rate-Limit-Reset": "999990"}, 1.0),
        ({"Retry-After": "0"}, 1.0),
        ({"Retry-After": "soon"}, 1.0),
        ({}, 1.0),
    ],
    ids=["seconds", "date", "reset", "reset-passed", "none", "unreadable", "untold"],
)
def test_a_rate_limit_is_waited_out_as_the_server_says(
    transport: Transport,
    scripted: "ScriptedServer",
    answer: "Answer",
    waits: "Waits",
    headers: dict[str, str],
    seconds: float,
) -> None:
    """Coming back too early makes a limit last; a deploy may be repeated, it was not taken."""
    scripted.say(answer(429, json={}, headers=headers), answer(json={}))
    transport.send(Request("POST"), ONCE)

    assert [seconds] == waits


def test_a_limit_of_an_hour_ends_the_run_and_says_so(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer", waits: "Waits"
) -> None:
    """A build that hangs for an hour is worse than one that fails."""
    scripted.say(answer(429, json={"detail": "slow down"}, headers={"Retry-After": "3600"}))
    with pytest.raises(Refused, match="slow down"):
        transport.send(Request("GET"))

    assert [] == waits


def test_a_server_fault_is_tried_twice_more(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer", waits: "Waits"
) -> None:
    """500 is seldom cured by waiting, but sometimes."""
    scripted.say(*[answer(500, text="oops")] * 9)
    with pytest.raises(Refused, match="500"):
        transport.send(Request("GET"))

    assert 3 == len(scripted.requests)


@pytest.mark.parametrize(
    "fault", [{"status": 500, "json": {}}, {"status": 503, "json": {}}, {"drop": True}]
)
def test_what_must_not_happen_twice_is_not_repeated(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer", fault: dict[str, object]
) -> None:
    """Every deploy that is posted adds one and mails the authors, even when its answer is lost."""
    scripted.say(answer(**fault), answer(json={}))
    with pytest.raises((Refused, ServerUnreachable)):
        transport.send(Request("POST"), ONCE)

    assert 1 == len(scripted.requests)


def test_a_broken_connection_is_tried_again(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Load balancers drop idle connections; asking again is right where once equals twice."""
    scripted.say(answer(drop=True), answer(drop=True), answer(json={}))
    transport.send(Request("PUT"))

    assert 3 == len(scripted.requests)


def test_nobody_listening_is_tried_again_even_for_a_deploy(
    connection: Connection, waits: "Waits"
) -> None:
    """Not a byte arrived, so nothing can happen twice."""
    closed = msgspec.structs.replace(connection, url="http://127.0.0.1:1")
    with (
        Transport(closed, pause=waits.pause) as transport,
        pytest.raises(ServerUnreachable, match="refused") as caught,
    ):
        transport.send(Request("POST"), ONCE)

    assert 3 == len(waits)
    assert 31 == caught.value.exit_code
    assert "tried 4 times" in told(caught.value)
    assert "no proxy was used" in told(caught.value)


def test_a_conflict_is_waited_out_only_where_it_ends(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer", waits: "Waits"
) -> None:
    """409 means a running commit update for a release, and something final elsewhere."""
    busy = answer(409, json={"detail": "locked"})
    scripted.say(busy, answer(json={}), busy)
    transport.send(Request("PUT"), Rules(conflicts=True))
    with pytest.raises(Refused, match="locked"):
        transport.send(Request("PUT"))

    assert [1.0] == waits


def test_waiting_is_told(
    transport: Transport,
    scripted: "ScriptedServer",
    answer: "Answer",
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A silent pause looks like a hang."""
    caplog.set_level(logging.INFO, logger="buildtools")
    scripted.say(answer(**BUSY), answer(drop=True), answer(json={}))
    transport.send(Request("GET"))

    assert "127.0.0.1: status 503, trying again in 1.0 s" in caplog.messages
    assert 2 == len(caplog.messages)


# Refusals


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (400, Refused, 30),
        (401, NotAuthenticated, 10),
        (403, NotPermitted, 11),
        (404, NotFound, 30),
        (409, Refused, 30),
        (413, Refused, 30),
        (418, Refused, 30),
    ],
)
def test_each_refusal_has_its_kind_and_tells_what_the_server_said(
    transport: Transport,
    scripted: "ScriptedServer",
    answer: "Answer",
    status: int,
    kind: type[BuildtoolsError],
    code: int,
) -> None:
    """The exit code is for scripts; status, words and request ID are for the person who asks."""
    headers = {"X-Sentry-Request-Id": "abc123"}
    scripted.say(answer(status, json={"detail": "no, because"}, headers=headers))
    with pytest.raises(kind) as caught:
        transport.send(Request("POST", "organizations/acme/releases/"))

    assert code == caught.value.exit_code
    assert f"{scripted.url}/api/0/organizations/acme/releases/ answered {status}" in told(
        caught.value
    )
    assert "no, because" in told(caught.value)
    assert "abc123" in told(caught.value)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"detail": "gone"}, "gone"),
        ({"error": "Invalid token"}, "Invalid token"),
        ({"message": "bad key"}, "bad key"),
        ({"detail": {"code": "sso-required", "message": "Log in by SSO"}}, "Log in by SSO"),
        ({"detail": {"code": "sso-required"}}, "sso-required"),
        (
            {"projects": ["Invalid project"], "ref": ["Long"]},
            "projects: Invalid project; ref: Long",
        ),
        ([1, "odd"], '[1,"odd"]'),
        ({}, "{}"),
    ],
)
def test_every_shape_of_error_body_is_read(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer", body: object, words: str
) -> None:
    """Sentry alone has five ways to say no."""
    scripted.say(answer(400, json=body))
    with pytest.raises(Refused) as caught:
        transport.send(Request("GET"))

    assert f"the server said: {words}" in caught.value.evidence


@pytest.mark.parametrize(
    ("body", "remedy"),
    [
        pytest.param(
            {"error": "Use sentry-cli --project <project-slug>. Unknown project(s): wbe."},
            "correct server.projects (SENTRY_PROJECT)",
            id="Bugsink",
        ),
        pytest.param(
            {"projects": ["Invalid project ids or slugs"]},
            "correct server.projects (SENTRY_PROJECT)",
            id="Sentry",
        ),
        pytest.param(
            {"version": ["Invalid"]}, "correct the value that the server names", id="another value"
        ),
    ],
)
def test_a_refused_project_names_our_own_setting(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer", body: object, remedy: str
) -> None:
    """Bugsink answered an unknown project with advice for users of another client."""
    scripted.say(answer(400, json=body))
    with pytest.raises(Refused) as caught:
        transport.send(Request.of_json("POST", "organizations/acme/artifactbundle/assemble/", {}))

    assert remedy == caught.value.remedy


def test_a_broken_error_body_is_shown_as_it_is(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """A proxy may send its page with the application's content type."""
    kind = {"Content-Type": "application/json"}
    scripted.say(answer(400, text="<html>nope" + "!" * 400, headers=kind))
    with pytest.raises(Refused, match=r"a page that says “nope!+ …”"):
        transport.send(Request("GET"))


@pytest.mark.parametrize(
    ("method", "where", "scope"),
    [
        ("POST", "organizations/acme/releases/", "project:releases"),
        ("GET", "organizations/acme/releases/?per_page=1", "org:ci"),
        ("GET", "organizations/acme/repos/", "org:read"),
        ("GET", "projects/acme/web/events/1/", "project:read"),
        ("GET", "projects/acme/web/keys/", "project:read"),
        ("GET", "organizations/acme/", "org:read"),
        ("GET", "projects/acme/web/", "project:read"),
    ],
)
def test_a_forbidden_request_names_the_scope_it_needs(
    transport: Transport,
    scripted: "ScriptedServer",
    answer: "Answer",
    method: str,
    where: str,
    scope: str,
) -> None:
    """ "You do not have permission" never says which box to tick."""
    scripted.say(answer(403, json={"detail": "no"}))
    with pytest.raises(NotPermitted, match=scope):
        transport.send(Request(method, where))


def test_too_large_says_which_proxy_and_what_to_raise(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """413 comes from the proxy in front, and only its keeper can help."""
    scripted.say(answer(413, text="<title>413 Request Entity Too Large</title>"))
    with pytest.raises(Refused) as caught:
        transport.send(Request("POST"))

    assert "client_max_body_size" in caught.value.remedy
    assert "server: BaseHTTP" in told(caught.value)


def test_a_redirect_is_an_error_that_says_where_to(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Following it would send the token to wherever it points, and turn POST into GET."""
    scripted.say(answer(302, text="", headers={"Location": "https://sso.example/login"}))
    with pytest.raises(Refused, match=r"redirects to https://sso\.example/login"):
        transport.send(Request("POST"))

    assert 1 == len(scripted.requests)


def test_a_login_page_with_status_200_is_no_answer(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """GlitchTip and SSO proxies say 200 to everything; only JSON counts."""
    scripted.say(answer(200, text="<html><title>\n Sign in </title>"))
    with pytest.raises(ServerRefused, match="a login page titled") as caught:
        transport.send(Request("GET")).read(dict[str, object])

    assert "“Sign in”" in told(caught.value)


def test_json_of_another_shape_is_no_answer(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Something else than Sentry may live at that address."""
    scripted.say(answer(json={"a": 1}), answer(text="{", headers={"Content-Type": "a/b+json"}))
    for _ in range(2):
        with pytest.raises(ServerRefused, match="cannot be read"):
            transport.send(Request("GET")).read(list[int])


def test_a_probe_sees_every_status_but_a_refused_token(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """A capability is judged by the answer, but nothing can be judged without a good token."""
    scripted.say(answer(404, text="no"), answer(403, json={}))
    scripted.say(answer(401, json={"detail": "no"}))

    assert 404 == transport.send(Request("GET"), ANY_STATUS).status
    assert 403 == transport.send(Request("GET"), ANY_STATUS).status
    with pytest.raises(NotAuthenticated):
        transport.send(Request("GET"), ANY_STATUS)


@pytest.mark.parametrize(
    "secret", [TOKEN, "sntrys_eyJhIjoxfQ==_abc", "sntryi_0123", "bare-old-token"]
)
def test_no_token_shows_in_any_message(
    connection: Connection, scripted: "ScriptedServer", answer: "Answer", secret: str
) -> None:
    """Build logs are public more often than people think, and servers echo what they get."""
    changed = msgspec.structs.replace(connection, token=Secret(secret))
    echo = f"token {secret} is bad"
    scripted.say(
        answer(401, json={"detail": echo}),
        answer(400, json={"version": [echo]}),
        answer(302, text="", headers={"Location": f"https://x.example/?t={secret}"}),
        answer(200, text=f"<title>{echo}</title>", headers={"Content-Type": secret}),
    )
    seen = []
    with Transport(changed) as transport:
        for _ in range(4):
            with pytest.raises(BuildtoolsError) as caught:
                transport.send(Request("GET", f"organizations/{secret}/")).read(list[int])
            seen.append(told(caught.value))

    assert all(secret not in text for text in seen)
    assert all("***" in text for text in seen)


# Where uploads go


@pytest.mark.parametrize(
    ("root", "said", "target"),
    [
        ("https://s.example", "/organizations/a/chunk-upload/", "https://s.example/api/0/"),
        ("https://s.example", "organizations/a/chunk-upload/", "https://s.example/api/0/"),
        ("https://s.example", "/api/0/organizations/a/chunk-upload/", "https://s.example/api/0/"),
        (
            "https://s.example/x",
            "api/0/organizations/a/chunk-upload/",
            "https://s.example/x/api/0/",
        ),
        ("https://sentry.io", "https://us.sentry.io/api/0/", "https://us.sentry.io/api/0/"),
        ("https://de.sentry.io", "https://sentry.io/api/0/", "https://sentry.io/api/0/"),
        ("https://acme.sentry.io", "https://us.sentry.io/api/0/", "https://us.sentry.io/api/0/"),
        ("https://s.example", "http://s.example/api/0/", "https://s.example/api/0/"),
        ("https://s.example", "http://s.example:80/api/0/", "https://s.example/api/0/"),
        ("http://s.example:9000", "http://s.example:8000/a/", "http://s.example:8000/a/"),
        ("http://127.0.0.1:9000", "http://localhost:8000/a/", "http://localhost:8000/a/"),
    ],
)
def test_uploads_go_to_the_same_site_in_all_spellings(root: str, said: str, target: str) -> None:
    """The URL is relative or absolute, regional or behind a proxy; the token goes along."""
    assert upload_url(root, said).startswith(target)


@pytest.mark.parametrize(
    ("root", "said"),
    [
        ("https://sentry.io", "https://evil.example/api/0/"),
        ("https://sentry.io", "https://evilsentry.io/api/0/"),
        ("https://sentry.io", "https://sentry.io.evil.example/"),
        ("https://a.github.io", "https://b.github.io/"),
        ("http://10.0.0.1", "http://1.10.0.0.1/"),
        ("https://sentry.io", "http://127.0.0.1/"),
        ("http://127.0.0.1", "https://sentry.io/"),
        ("https://sentry.io", "https://sentry.io@evil.example/"),
        ("https://sentry.io", "https://evil.example\\@sentry.io/"),
        ("https://sentry.io", "https://evil.example\t@sentry.io/"),
    ],
)
def test_the_token_is_not_sent_to_another_site(root: str, said: str) -> None:
    """One wrong or hostile line in an answer must not cost the organization its token."""
    with pytest.raises(ServerRefused, match="another site"):
        upload_url(root, said)


def test_a_closed_transport_opens_again(
    transport: Transport, scripted: "ScriptedServer", answer: "Answer"
) -> None:
    """Steps close what they used; the next one may share it."""
    scripted.say(answer(json=1), answer(json=2))
    transport.close()

    assert 1 == transport.send(Request("GET")).read(int)
    transport.close()
    assert 2 == transport.send(Request("GET")).read(int)

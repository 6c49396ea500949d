"""Who may ask: programs that mean this machine, and no page of the web that was led here."""

import json
import socket

import pytest

from buildtools.sandbox.hosts import is_of_this_machine
from buildtools.sandbox.serving import Running
from tests.sandbox.conftest import Api

OURS = (
    *(
        "127.0.0.1",
        "127.0.0.1:{port}",
        "127.0.0.1:1",
        "127.0.0.1:",
        "localhost",
        "LocalHost:{port}",
    ),
    *("localhost.", "127.9.9.9", "[::1]", "[::1]:{port}", "[0:0:0:0:0:0:0:1]"),
)
FOREIGN = (
    *(
        "rebound.example.com",
        "rebound.example.com:{port}",
        "127.0.0.1.example.com",
        "localhost.com",
    ),
    *("a.localhost", "127.0.0.1:x", "127.0.0.1:123456", "127.0.0.1@example.com", "[::2]", "::1"),
    *("example.com@127.0.0.1", "127.0.0.1, example.com", "127.1", "2130706433", "0x7f.0.0.1", ""),
    *(
        "0.0.0.0",
        "[::]",
        "192.0.2.1",
        "localhost\texample.com",
        "[::1",
        "127.0.0.1..",
        "[localhost]",
    ),
)
PATHS = ("/", "/releases/web@1/", "/api/0/", "/api/0/organizations/sandbox/chunk-upload/")


@pytest.mark.parametrize("host", OURS)
def test_a_name_of_this_machine_is_let_in(api: Api, host: str) -> None:
    """On any port, for a port may be forwarded; in any case, with or without the final dot."""
    told = host.format(port=_port(api.running))

    assert is_of_this_machine(told)
    assert 200 == _status(_ask(api.running, f"GET / HTTP/1.1\r\nHost: {told}\r\n"))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_name_gets_nothing(api: Api, host: str, path: str) -> None:
    """Whatever was asked for; and the name does not come back, nor what is stored."""
    told = host.format(port=_port(api.running))
    head = f"GET {path} HTTP/1.1\r\nHost: {told}\r\nAuthorization: Bearer {api.token}\r\n"
    answer = _ask(api.running, head)

    assert not is_of_this_machine(told)
    assert 421 == _status(answer)
    assert "example.com" not in answer
    assert "127.0.0.1" in answer
    if path.startswith("/api/"):
        assert "detail" in json.loads(answer.partition("\r\n\r\n")[2])


@pytest.mark.parametrize(
    "head",
    [
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.0\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: example.com\r\n",
        "GET / HTTP/1.1\r\nHost: example.com\r\nHost: localhost\r\n",
        "GET http://example.com/ HTTP/1.1\r\nHost: localhost\r\n",
        "GET http://localhost/ HTTP/1.1\r\nHost: example.com\r\n",
        "GET http://localhost@example.com/ HTTP/1.1\r\nHost: localhost\r\n",
    ],
    ids=["none", "none, of old", "two", "two, turned", "in the line", "in the field", "user"],
)
def test_no_host_or_two_of_them_is_none_of_ours(sandbox: Running, head: str) -> None:
    """The request line counts before the field, so both must be ours."""
    assert 421 == _status(_ask(sandbox, head))


@pytest.mark.parametrize("line", ["http://[", "http://localhost:99999999/", "http://localhost:x/"])
def test_a_request_line_that_is_no_address_is_refused(
    sandbox: Running, capfd: pytest.CaptureFixture[str], line: str
) -> None:
    """By an answer, and not by a connection that ends with a traceback."""
    assert 400 == _status(_ask(sandbox, f"GET {line} HTTP/1.1\r\nHost: localhost\r\n"))
    assert "" == capfd.readouterr().err


def test_a_request_line_with_our_own_address_is_fine(sandbox: Running) -> None:
    """Proxies ask so."""
    head = f"GET {sandbox.url}/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"

    assert 200 == _status(_ask(sandbox, head))


FORWARDED = (
    "X-Forwarded-Host: example.com\r\nX-Forwarded-Proto: https\r\nForwarded: host=example.com\r\n"
    "X-Forwarded-For: 192.0.2.1\r\nX-Host: example.com\r\nX-Original-Host: example.com\r\n"
)
REVEALING = (
    *("organizations/sandbox/chunk-upload/", "organizations/sandbox/", "users/me/regions/"),
    *("projects/sandbox/web/keys/", "organizations/sandbox/project-keys/"),
    *("organizations/sandbox/releases/", "projects/sandbox/web/artifact-lookup/?url=a"),
    "organizations/sandbox/releases",
)


@pytest.mark.parametrize("path", REVEALING)
@pytest.mark.parametrize("host", ["LOCALHOST:9", "[::1]:9", "127.9.9.9"])
def test_addresses_in_answers_are_the_one_it_was_started_with(
    api: Api, path: str, host: str
) -> None:
    """What a client calls the server, and what a proxy says of it, comes back nowhere."""
    head = f"GET /api/0/{path} HTTP/1.1\r\nHost: {host}\r\n{FORWARDED}"
    answer = _ask(api.running, f"{head}Authorization: Bearer {api.token}\r\n")

    assert _status(answer) in (200, 308)
    assert not [
        odd for odd in ("example.com", "LOCALHOST", "::1", "127.9", "https") if odd in answer
    ]
    assert path.endswith("url=a") or api.running.url.removeprefix("http://") in answer


def test_events_come_from_pages_of_any_origin(api: Api) -> None:
    """Origin says where a page came from: an SDK in it sends to us all the same."""
    origin = {"Origin": "https://www.example.com"}
    asked = api.session.options(f"{api.running.url}/api/1/envelope/", headers=origin, timeout=10)
    sent = api.send(b'{}\n{"type":"event"}\n{"message":"m"}', headers=origin)

    assert (200, 200) == (asked.status_code, sent.status_code)
    assert {"*"} == {one.headers["Access-Control-Allow-Origin"] for one in (asked, sent)}


def test_pages_are_for_no_other_origin(api: Api) -> None:
    """What the sandbox holds is read by whoever opens it, and by no script of another page."""
    origin = {"Origin": "https://www.example.com"}
    for path in PATHS:
        answer = api.session.get(f"{api.running.url}{path}", headers=origin, timeout=10)
        assert "Access-Control-Allow-Origin" not in answer.headers


def _port(running: Running) -> int:
    return int(running.url.rsplit(":", 1)[1])


def _ask(running: Running, head: str) -> str:
    """Ask by hand, for no library would send such; give the whole answer."""
    with socket.create_connection(("127.0.0.1", _port(running)), timeout=10) as connection:
        connection.sendall(f"{head}Connection: close\r\n\r\n".encode("latin-1"))
        with connection.makefile("rb") as answer:
            return answer.read().decode()


def _status(answer: str) -> int:
    return int(answer.split()[1])

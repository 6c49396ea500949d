"""What an answer may cost: bytes on the wire and unpacked, depth, and seconds as a whole."""

import gzip
import itertools
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec
import pytest

from buildtools.api.http.request import Request
from buildtools.api.http.response import Refused
from buildtools.api.http.response_limits import Limits, UnreadableBody, read
from buildtools.api.http.transport import Transport
from buildtools.connection import Connection
from buildtools.errors import ServerRefused, ServerUnreachable
from tests.api.lying import HEAD, Liar, whole

SMALL = Limits(seconds=0.3, body_bytes=100_000, refusal_bytes=1_000)
TLS = Path(__file__).parent.parent / "fixtures" / "tls"


def asked(liar: Liar, connection: Connection, limits: Limits = SMALL) -> Transport:
    """Make a transport to a liar, which tries each request once."""
    changed = msgspec.structs.replace(
        connection, url=liar.url, retries=0, ca_bundle=str(TLS / "ca.pem")
    )
    return Transport(changed, limits=limits)


def drops(data: bytes) -> Callable[[], Iterator[bytes]]:
    """Send bytes one by one, each well before a limit on pauses, and never come to an end."""
    pause = threading.Event()

    def given() -> Iterator[bytes]:
        for byte in itertools.chain(data, itertools.repeat(ord(" "))):
            yield bytes([byte])
            pause.wait(0.02)

    return given


SLOW = {
    "head": b"HTTP/1.1 200 OK\r\nX-Slow: ",
    "many heads": b"HTTP/1.1 100 Continue\r\n\r\n" * 200,
    "body": HEAD + b"Content-Length: 9999\r\n\r\n",
    "body without a length": HEAD + b"\r\n",
    "chunk's length": HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
    "refusal": b"HTTP/1.1 503 No\r\nContent-Length: 9999\r\n\r\n",
}


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("data", SLOW.values(), ids=SLOW)
def test_an_answer_in_drops_ends(connection: Connection, data: bytes, secure: bool) -> None:
    """A limit on pauses is kept for ever by a server that sends a byte a second."""
    files = (str(TLS / "here.pem"), str(TLS / "here.key")) if secure else ()
    with (
        Liar(drops(data), *files) as liar,
        asked(liar, connection) as transport,
        pytest.raises(ServerUnreachable, match="not whole within 0 s") as caught,
    ):
        transport.send(Request("GET"))

    assert 1 == len(liar.requests)
    assert caught.value.remedy


def test_a_silent_server_is_told_as_silent(connection: Connection) -> None:
    """Nothing at all came: that is another thing, and worth another try."""
    over = threading.Event()

    def nothing() -> Iterator[bytes]:
        over.wait(5)
        yield b""

    with Liar(nothing) as liar, asked(liar, connection) as transport:
        with pytest.raises(ServerUnreachable, match="no answer within 0 s"):
            transport.send(Request("GET"))
        over.set()


BOMB = gzip.compress(b" " * 3_000_000)
ENDLESS = {
    "body": ([HEAD + b"\r\n"], b"x" * 65536),
    "chunks": ([HEAD + b"Transfer-Encoding: chunked\r\n\r\n"], b"400\r\n" + b"x" * 1024 + b"\r\n"),
    "trailers": (
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"],
        b"X-A: " + b"x" * 4000 + b"\r\n",
    ),
}


@pytest.mark.parametrize(("begin", "more"), ENDLESS.values(), ids=ENDLESS)
def test_an_endless_answer_ends(connection: Connection, begin: list[bytes], more: bytes) -> None:
    """It is not read into memory until there is none left."""
    with (
        Liar(lambda: itertools.chain(begin, itertools.repeat(more))) as liar,
        asked(liar, connection, Limits(body_bytes=100_000)) as transport,
        pytest.raises(Refused, match="larger than 100000 bytes") as caught,
    ):
        transport.send(Request("GET"))

    assert 30 == caught.value.exit_code
    assert liar.url in caught.value.evidence[0]


@pytest.mark.parametrize(
    ("begin", "more"),
    [
        (HEAD, b"X-A: b\r\n"),
        (HEAD, b"x" * 65536),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 65536),
        (b"", b"x" * 65536),
    ],
    ids=["headers", "header", "length of a chunk", "no HTTP at all"],
)
def test_an_endless_line_ends(connection: Connection, begin: bytes, more: bytes) -> None:
    """The library has limits of its own for most of them; whichever comes first."""
    with (
        Liar(lambda: itertools.chain([begin], itertools.repeat(more))) as liar,
        asked(liar, connection, Limits(body_bytes=100_000)) as transport,
        pytest.raises((ServerUnreachable, Refused)) as caught,
    ):
        transport.send(Request("GET"))

    assert caught.value.remedy


@pytest.mark.parametrize(
    "body", [BOMB, gzip.compress(b"") * 3 + BOMB], ids=["one member", "several"]
)
def test_a_bomb_of_gzip_is_not_unpacked(connection: Connection, body: bytes) -> None:
    """A thousandth of the memory goes over the wire."""
    with (
        Liar(lambda: [whole(body, "Content-Encoding: gzip")]) as liar,
        asked(liar, connection) as transport,
        pytest.raises(Refused, match="larger than"),
    ):
        transport.send(Request("GET"))


def test_of_a_refusal_the_beginning_is_read(connection: Connection) -> None:
    """A text of 200 MB is read by nobody, and says no more than its beginning."""
    page = whole(b"<title>no such page</title>" + b"x" * 5_000_000, status="404 Not Found")
    with (
        Liar(lambda: [page]) as liar,
        asked(liar, connection) as transport,
        pytest.raises(ServerRefused, match="no such page"),
    ):
        transport.send(Request("GET"))


@pytest.mark.parametrize("status", ["200 OK", "400 Bad Request"])
def test_deeply_nested_json_is_refused(connection: Connection, status: str) -> None:
    """It is no traceback, and the address that gave it is named."""
    deep = whole(b'{"detail":' * 9_000 + b"1" + b"}" * 9_000, status=status)
    with (
        Liar(lambda: [deep]) as liar,
        asked(liar, connection, Limits()) as transport,
        pytest.raises(ServerRefused) as caught,
    ):
        transport.send(Request("GET")).read(dict[str, object])

    assert liar.url in caught.value.evidence[0]
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("encoding", "pieces", "expected"),
    [
        ("", [b"a", b"b"], b"ab"),
        ("identity", [b"a"], b"a"),
        ("gzip", [gzip.compress(b"abc")], b"abc"),
        ("GZIP", [gzip.compress(b"a") + gzip.compress(b"b")], b"ab"),
        ("x-gzip", [bytes([each]) for each in gzip.compress(b"abc")], b"abc"),
        ("gzip", [gzip.compress(b"abc") + b"rubbish"], b"abc"),
        ("gzip", [], b""),
    ],
)
def test_a_body_is_unpacked(encoding: str, pieces: Iterable[bytes], expected: bytes) -> None:
    """In pieces of any size, and of several members, as gzip may have them."""
    assert (expected, True) == read(pieces, encoding, 100)


@pytest.mark.parametrize(
    ("encoding", "pieces", "why"),
    [
        ("br", [b"a"], "encoded by br"),
        ("gzip, gzip", [b"a"], "encoded by gzip, gzip"),
        ("gzip", [b"no gzip"], "no gzip"),
        ("gzip", [gzip.compress(b"abc" * 9)[:16]], "ends in the middle"),
    ],
)
def test_a_body_in_another_form_is_none(encoding: str, pieces: Iterable[bytes], why: str) -> None:
    """What was not asked for is not guessed at, and half an answer is none."""
    with pytest.raises(UnreadableBody, match=why):
        read(pieces, encoding, 100)


def test_what_is_no_http_is_shown_without_its_controls(connection: Connection) -> None:
    """The first line of whatever listens there stands in the message."""
    with (
        Liar(lambda: [b"\x1b[2JSSH-2.0 \x07" + b"x" * 900 + b"\r\n"]) as liar,
        asked(liar, connection) as transport,
        pytest.raises(ServerUnreachable, match=r"\\x1b\[2JSSH-2\.0 \\x07x+ …") as caught,
    ):
        transport.send(Request("GET"))

    assert "\x1b" not in str(caught.value.lines())


def test_a_broken_body_is_tried_again_and_told(connection: Connection) -> None:
    """Somebody answered, and what came cannot be read: that is told, and is no lost connection."""
    answers = iter([whole(b"no gzip", "Content-Encoding: gzip"), whole(b"[1]")])
    with Liar(lambda: [next(answers)]) as liar, asked(liar, connection) as transport:
        with pytest.raises(ServerRefused, match=r"127\.0\.0\.1: its answer .* no gzip") as caught:
            transport.send(Request("GET"))

        assert "front of the server" in caught.value.remedy

        assert [1] == transport.send(Request("GET")).read(list[int])

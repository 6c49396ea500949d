"""The way to the server: refused for certain is an error, what may pass is not checked."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from buildtools.sandbox.serving import Running
from tests.api.impostors import IMPOSTORS, Impostor
from tests.api.lying import Liar, whole
from tests.inspections.doctor.conftest import Doctor

TLS = Path(__file__).parents[2] / "fixtures" / "tls"
ROOT = b'{"version":"0","auth":{"scopes":["org:ci"]},"user":null}'
RESTING = ("token", "token-scopes", "server", "organization", "project")


def served(name: str, answer: bytes = whole(ROOT)) -> Liar:
    """Listen by https, with this certificate."""
    return Liar(lambda: [answer], str(TLS / name), str(TLS / "here.key"))


def trusting(doctor: Doctor, name: str) -> Doctor:
    """Let it trust the CA of this file."""
    doctor.more = f', ca_bundle: "{TLS / name}"'
    return doctor


def test_a_good_way_says_how_it_went(doctor: Doctor) -> None:
    """How long it took, and that no proxy was asked."""
    told = doctor.says("network")

    assert ["ok"] * 3 == [each.state for (each,) in told.values()]
    assert "without a proxy" in told["connection"][0].said


@pytest.mark.parametrize(
    ("shown", "trusted", "words", "remedy"),
    [
        ("here.pem", "foreign.pem", "an authority that is not trusted here", "add the CA"),
        ("other.pem", "ca.pem", "is for another", "correct server.url"),
        ("old.pem", "ca.pem", "has expired", "renewed"),
    ],
)
def test_a_certificate_that_is_refused_is_told_by_what_is_wrong_in_it(
    doctor: Doctor, shown: str, trusted: str, words: str, remedy: str
) -> None:
    """And by which file it was judged; all that would have been asked is not checked."""
    with served(shown) as liar:
        doctor.url = liar.url
        told = trusting(doctor, trusted).says()
    (answer,) = told["certificate"]

    assert ("error", "certificate-refused", 31) == (answer.state, answer.code, answer.exit_code)
    assert words in answer.said
    assert trusted in answer.said
    assert remedy in answer.remedy
    assert told["connection"][0].state == "ok"
    for name in RESTING:
        assert ["not-checked"] == [each.state for each in told[name]], name


def test_a_certificate_of_the_future_is_the_clocks_fault(doctor: Doctor) -> None:
    """The control of the clock: the machine's own time is what is shown."""
    from buildtools.checks.doctor.network import Failure, Reached, certificate

    early = Reached("h", "", Failure("certificate", "not yet", "renew", 9))
    answer = certificate(early, "checked by x", datetime(2001, 2, 3, tzinfo=UTC))

    assert "2001-02-03" in answer.said
    assert answer.remedy == "set this machine's clock"


def test_a_good_certificate_is_told_with_who_is_trusted(doctor: Doctor) -> None:
    """The control: each refusal above is of what is wrong in it."""
    with served("here.pem") as liar:
        doctor.url = liar.url
        answer = trusting(doctor, "ca.pem").only("certificate")

    assert answer.state == "ok"
    assert "ca.pem, which sentry.yml:4 names" in answer.said


def test_https_where_http_is_spoken_is_refused(doctor: Doctor) -> None:
    """A handshake that nobody answers is no certificate, and ends a step all the same."""
    doctor.url = doctor.url.replace("http:", "https:")
    answer = doctor.only("certificate")

    assert ("error", "certificate-refused", 31) == (answer.state, answer.code, answer.exit_code)
    assert "should begin with http" in answer.remedy


def test_http_over_a_network_is_told() -> None:
    """On this machine nobody is on the way."""
    from buildtools.checks.doctor.network import plain

    assert plain("sentry.example", here=False).code == "address-not-encrypted"
    assert plain("127.0.0.1:9", here=True).state == "ok"


def test_a_file_of_certificates_that_is_not_there_is_a_setting(doctor: Doctor) -> None:
    """It ends a step with 20, and one line says so."""
    told = trusting(doctor, "none.pem").says()

    answer = told["server-settings"][0]
    assert ("error", 20) == (answer.state, answer.exit_code)
    assert told["connection"][0].state == "not-checked"
    assert [] == [
        name for name in RESTING if [each.state for each in told[name]] != ["not-checked"]
    ]


def test_nobody_listens(doctor: Doctor) -> None:
    """Refused for certain: a port at which there is nothing."""
    doctor.url = "http://127.0.0.1:1"
    answer = doctor.only("connection")

    assert ("error", "connection-refused", 31) == (answer.state, answer.code, answer.exit_code)


def test_a_name_that_nobody_has() -> None:
    """What a resolver says for certain; that it is not there just now is another thing."""
    import socket

    from buildtools.api.http.connection_errors import connection_failure

    def kind(errno: int) -> str:
        import requests
        from urllib3.exceptions import MaxRetryError, NameResolutionError

        cause = socket.gaierror(errno, "no")
        named = NameResolutionError("h", None, cause)  # type: ignore[arg-type]
        named.__cause__ = cause
        error = requests.exceptions.ConnectionError(MaxRetryError(None, "/", named))  # type: ignore[arg-type]
        return connection_failure(error, ()).kind

    assert kind(socket.EAI_NONAME) == "name"
    assert kind(socket.EAI_AGAIN) == ""


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_server_that_is_ill_is_no_fault_of_a_setting(
    doctor: Doctor, sandbox: Running, status: int
) -> None:
    """All that rests on it is not checked, and nothing is an error."""
    sandbox.faults.add(status=status, times=None)
    told = doctor.says()

    assert [] == [name for name, all_ in told.items() if "error" in {each.state for each in all_}]
    assert f"answered {status}" in told["server"][0].said


def test_an_answer_that_is_cut_off_is_no_fault_of_a_setting(
    doctor: Doctor, sandbox: Running
) -> None:
    """A reset may be gone in a minute."""
    sandbox.faults.add(close=True, times=None)
    told = doctor.says()

    assert {"not-checked"} == {told[name][0].state for name in ("connection", *RESTING)}


def test_a_server_that_hangs_is_asked_once(doctor: Doctor, sandbox: Running) -> None:
    """Each further check would wait as long; after the first nobody is asked again."""
    from buildtools.api.client import Client
    from buildtools.api.http.asked_once import AskedOnce
    from buildtools.api.http.response_limits import Limits
    from buildtools.inspections.doctor.asking import ask, chosen

    sandbox.faults.add(delay_seconds=1.0, close=True, times=None)
    around = doctor.around()
    from buildtools import config

    connection = config.incomplete(around.loaded)
    quick = Client(connection, AskedOnce(connection, Limits(seconds=0.2, connect_seconds=0.2)))
    around.once("client", lambda: quick)
    before = len(sandbox.requests)
    told = list(ask(around, chosen(())))

    assert {"not-checked"} == {
        each.answer.state for each in told if each.probe.name in ("connection", *RESTING)
    }
    assert len(sandbox.requests) - before <= 1


@pytest.mark.parametrize("hours", [-30, 3])
def test_a_clock_that_is_off_is_told_by_how_much(doctor: Doctor, hours: int) -> None:
    """It ends no step, but dates and certificates go by it."""
    doctor.now = datetime.now(UTC) + timedelta(hours=hours)
    answer = doctor.only("clock")

    assert ("warning", "clock-off") == (answer.state, answer.code)
    assert ("30 hours behind" if hours < 0 else "3 hours ahead of") in answer.said


@pytest.mark.parametrize(
    ("headers", "state"),
    [
        ({}, "not-checked"),
        ({"date": "nonsense"}, "not-checked"),
        ({"date": "Fri, 27 Nov 2026 08:00:00 GMT"}, "ok"),
        ({"date": "Fri, 27 Nov 2026 07:00:00 GMT", "age": "3600"}, "ok"),
        ({"date": "Fri, 27 Nov 2026 07:00:00 GMT"}, "warning"),
        ({"date": "Tue, 20 Nov 2018 07:00:00 -0000"}, "warning"),
    ],
)
def test_the_time_of_a_server_is_read_as_it_says_it(headers: dict[str, str], state: str) -> None:
    """An answer out of a cache is as old as it says."""
    from buildtools.checks.doctor.network import clock

    now = datetime(2026, 11, 27, 8, 0, 30, tzinfo=UTC)

    assert clock(headers, now, 0.1, "h").state == state


def proxied(doctor: Doctor, answer: bytes, scheme: str) -> Iterable[tuple[str, str, int, str]]:
    """Ask a far server through a proxy that answers so; give what is no tick."""
    with Liar(lambda: [answer]) as proxy:
        address = proxy.url.replace("//", "//user:hidden@")
        os.environ[f"{scheme}_proxy"] = address
        doctor.url = f"{scheme}://sentry.example"
        told = doctor.says()
    assert "hidden" not in str(told)
    assert {"not-checked"} == {told[name][0].state for name in RESTING}
    return [
        (name, each.code, each.exit_code, each.said)
        for name, answers in told.items()
        for each in answers
        if each.state == "error"
    ]


@pytest.mark.parametrize(("scheme", "code"), [("https", 31), ("http", 30)])
def test_a_proxy_that_wants_a_name_is_told_by_its_variable(
    doctor: Doctor, scheme: str, code: int
) -> None:
    """Over https no answer came, over http that of somebody else: two codes, as for a step."""
    answer = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    ((name, finding, exit_code, said),) = proxied(doctor, answer, scheme)

    assert ("connection", "proxy-refused", code) == (name, finding, exit_code)
    assert f"{scheme}_proxy" in said


def test_a_proxy_that_is_ill_is_no_fault_of_a_setting(doctor: Doctor) -> None:
    """It may reach the server in a minute."""
    answer = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"

    assert [] == proxied(doctor, answer, "https")


def test_a_variable_that_holds_no_proxy_is_a_setting(doctor: Doctor) -> None:
    """It ends a step with 20, and is named."""
    os.environ["https_proxy"] = "ftp://proxy:1"
    doctor.url = "https://sentry.example"
    answer = doctor.only("connection")

    assert ("error", 20) == (answer.state, answer.exit_code)
    assert "https_proxy" in answer.remedy


@pytest.mark.parametrize("impostor", IMPOSTORS, ids=lambda each: each.name)
def test_who_answers_in_the_servers_place_is_named(doctor: Doctor, impostor: Impostor) -> None:
    """One line, with the setting that helps; an outage is not checked."""
    head = "".join(f"{name}: {value}\r\n" for name, value in impostor.headers.items() if value)
    kind = "" if "Content-Type" in impostor.headers else "Content-Type: text/html\r\n"
    body = impostor.body.encode()
    answer = (
        f"HTTP/1.1 {impostor.status} x\r\n{head}{kind}Connection: close\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + (b"" if impostor.status == 204 else body)
    with Liar(lambda: [answer]) as liar:
        doctor.url = liar.url
        told = doctor.says()
    errors = [each for answers in told.values() for each in answers if each.state == "error"]
    if impostor.status >= 500:
        assert [] == errors
        return

    (error,) = errors
    assert impostor.code == error.exit_code
    assert error.code in ("answered-by-gateway", "proxy-refused")
    assert impostor.named in error.said
    assert impostor.tries in error.remedy


def test_an_address_that_redirects_is_told_with_where_to(doctor: Doctor) -> None:
    """A token is not sent wherever an answer leads; to be the final address is a setting."""
    with Liar(
        lambda: [b"HTTP/1.1 301 x\r\nLocation: /new/api/0/\r\nContent-Length: 0\r\n\r\n"]
    ) as it:
        doctor.url = it.url
        answer = doctor.only("server")

    assert ("error", "address-redirects", 30) == (answer.state, answer.code, answer.exit_code)
    assert "/new/api/0/" in answer.said

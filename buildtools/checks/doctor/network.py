"""The way to a server: its name, who listens, the proxy, certificates, and the clock.

What is refused for certain is an error; what may be otherwise in a minute is not checked.
Source: OpenSSL's verify codes; RFC 9110 (Date, Age).
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from buildtools.findings import finding
from buildtools.findings.subjects import Setting
from buildtools.found.answer import Answer, not_checked, of_finding, ok

UNREACHABLE = 31
"""What a step ends with where nobody can be asked."""
ANOTHER_ANSWERED = 30
_URL = Setting("server.url")

_CODES = {"name": "host-unknown", "refused": "connection-refused", "proxy": "proxy-refused"}
_CERTIFICATES = {
    9: "is not valid yet: {clock}",
    10: "has expired",
    18: "is signed by nobody but itself",
    19: "is signed by an authority that is not trusted here",
    20: "is signed by an authority that is not trusted here",
    21: "is signed by an authority that is not trusted here",
    62: "is for another host",
    64: "is for another address",
}
_NOT_YET = 9
_AGAIN = "ask again; if it stays so, look at the server, or at the network on the way to it"
_TOLERANCE = timedelta(seconds=60)
"""A header has whole seconds, and clocks that are kept are never that far apart."""


class Failure(NamedTuple):
    """Why no answer came."""

    kind: str
    """name, refused, proxy, certificate, handshake; empty where it may pass."""
    what: str
    remedy: str
    verify_code: int = 0


class Reached(NamedTuple):
    """How a server was asked."""

    host: str
    way: str
    """`by the proxy http://proxy:3128 (HTTPS_PROXY)`, `without a proxy`."""
    failure: Failure | None = None
    seconds: float = 0.0
    """Until the answer, with what it took to connect."""


def connection(reached: Reached) -> Answer:
    """Return whether somebody answers at the address of the settings."""
    failure = reached.failure
    if failure is None:
        spent = f"{reached.seconds * 1000:.0f} ms"
        return ok(f"{reached.host} answered within {spent}, asked {reached.way}")
    if failure.kind in _CODES:
        code = _CODES[failure.kind]
        sentence = f"{failure.what} ({reached.way})"
        remedy = failure.remedy if failure.kind == "proxy" else ""
        return of_finding(finding(code, _URL, sentence, remedy), UNREACHABLE)
    if failure.kind in ("certificate", "handshake"):
        return ok(f"{reached.host} lets itself be connected to {reached.way}")
    return not_checked(f"{failure.what} ({reached.way})", _AGAIN)


def by_proxy(sentence: str, remedy: str) -> Answer:
    """Return that a proxy answered, and not the server."""
    return of_finding(finding("proxy-refused", _URL, sentence, remedy), ANOTHER_ANSWERED)


def certificate(reached: Reached, trust: str, now: datetime) -> Answer:
    """Return whether the server's certificate is trusted; `trust` says by what, and who said so."""
    failure = reached.failure
    if failure is None:
        return ok(f"that of {reached.host} is good, {trust}")
    if failure.kind == "handshake":
        return of_finding(
            finding("certificate-refused", _URL, failure.what, failure.remedy), UNREACHABLE
        )
    if failure.kind != "certificate":
        return not_checked(f"{reached.host} was not reached")
    clock = f"this machine's clock says {now:%Y-%m-%d %H:%M} UTC"
    why = _CERTIFICATES.get(failure.verify_code, "is not accepted").format(clock=clock)
    sentence = f"the certificate of {reached.host} {why}; {trust}"
    remedy = "set this machine's clock" if failure.verify_code == _NOT_YET else failure.remedy
    return of_finding(finding("certificate-refused", _URL, sentence, remedy), UNREACHABLE)


def plain(host: str, *, here: bool) -> Answer:
    """Say that nothing is encrypted; on this machine nobody listens."""
    if here:
        return ok(f"none is needed: {host} is on this machine, and asked by http")
    sentence = f"{host} is asked by http, so anybody on the way can read the token"
    return of_finding(finding("address-not-encrypted", _URL, sentence))


def clock(headers: Mapping[str, str], now: datetime, seconds: float, host: str) -> Answer:
    """Compare this machine's clock with the server's; `now` is when its answer came."""
    told = _time(headers)
    if told is None:
        return not_checked(f"{host} does not say what time it is")
    apart = now - told
    if abs(apart) <= _TOLERANCE + timedelta(seconds=seconds):
        return ok(f"within {_TOLERANCE.seconds} s of that of {host}")
    side = "ahead of" if apart > timedelta(0) else "behind"
    sentence = f"this machine's clock is {_span(abs(apart))} {side} that of {host}"
    return of_finding(finding("clock-off", Setting("clock"), sentence))


def _time(headers: Mapping[str, str]) -> datetime | None:
    """Read when an answer was given; one from a cache tells how old it is."""
    try:
        told = parsedate_to_datetime(headers.get("date", ""))
        age = timedelta(seconds=int(headers.get("age", "0")))
    except (ValueError, OverflowError):
        return None
    return (told if told.tzinfo else told.replace(tzinfo=UTC)) + age


def _span(apart: timedelta) -> str:
    minutes = round(apart.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} min"
    hours = round(minutes / 60)
    return f"{hours} hours" if hours < 72 else f"{round(hours / 24)} days"

"""Why no answer came: the failures of a connection, named for a person.

What matters to a retry is whether the request can have arrived, and whether waiting can help; what
matters to a person is which of server, proxy and certificates has to be corrected.
"""

import socket
import ssl
from collections.abc import Iterator, Sequence
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from buildtools.api.http import proxies
from buildtools.api.http.certificates import Trust
from buildtools.api.http.proxies import Proxy
from buildtools.api.http.response import one_line
from buildtools.api.http.response_limits import TooSlow, UnreadableBody
from buildtools.errors import ConfigurationError, ServerRefused, ServerUnreachable
from buildtools.values import Secret

CONNECT_SECONDS = 10.0
URL_SETTING = "server.url (SENTRY_URL)"


Kind = Literal["", "name", "refused", "certificate", "handshake", "proxy"]
"""What is refused for certain; empty for all that may be otherwise in a minute."""


class ConnectionFailure(msgspec.Struct, frozen=True):
    """No answer came, and why; `arrived` when the request may have reached the server."""

    reason: str
    kind: Kind = ""
    arrived: bool = False
    lasting: bool = False
    """Trying again cannot help: a certificate is wrong, a proxy wants a password."""
    slow: bool = False
    unreadable: bool = False
    """Something came, so somebody is there, but nobody can read it."""
    remedy: str = ""
    evidence: tuple[str, ...] = ()
    verify_code: int = 0
    """Of OpenSSL, for a certificate that is not accepted."""


class Unreachable(ServerUnreachable):
    """Nobody answered, and what is known of why."""

    def __init__(
        self, what: str, failure: ConnectionFailure, *, evidence: Sequence[str], remedy: str
    ) -> None:
        super().__init__(what, evidence=evidence, remedy=remedy)
        self.failure = failure


_RECODED = "run the step again; if it stays so, see what packs answers in front of the server"


class Way(msgspec.Struct, frozen=True):
    """How a request goes: to which host, by which proxy, checked by which certificates."""

    host: str = "the server"
    proxy: Proxy | None = None
    trust: Trust = Trust(None, "")
    seconds: float = 60.0
    """How long an answer may take."""
    setting: str = URL_SETTING
    """What names the host."""
    connect_seconds: float = CONNECT_SECONDS


def connection_failure(
    error: Exception, secrets: Sequence[Secret], way: Way | None = None
) -> ConnectionFailure:
    """Name the reason of a request that got no answer.

    Raises ConfigurationError when the address was none, or a header cannot be sent.
    """
    import requests.exceptions as known
    import urllib3.exceptions as inner

    way = way or Way()
    reason = one_line(_innermost(error), secrets)
    match error:
        case known.InvalidHeader() | UnicodeError():
            raise ConfigurationError(
                "a header of the request cannot be sent: it has a character that none may have",
                remedy="look at the token and at server.headers (CUSTOM_HEADER)",
            ) from error
        case TooSlow():
            return ConnectionFailure(
                f"its answer was not whole within {way.seconds:.0f} s",
                arrived=True,
                lasting=True,
                remedy="run the step again; if it stays so, look at the server or at what is in "
                "front of it: it sends its answer in drops",
            )
        case UnreadableBody():
            return ConnectionFailure(
                f"its answer cannot be read: {error}",
                arrived=True,
                unreadable=True,
                remedy=_RECODED,
            )
        case known.ProxyError():
            return _of_proxy(error, reason, way)
        case known.SSLError() | inner.SSLError():
            return _insecure(error, reason, way)
        case known.ConnectTimeout():
            return ConnectionFailure(f"no connection within {way.connect_seconds:.0f} s")
        case known.ReadTimeout() | inner.ReadTimeoutError():
            return _late(error, way)
        case known.InvalidURL() | known.MissingSchema() | known.InvalidSchema():
            raise _no_address(error, reason, way) from error
        case known.ConnectionError():
            arrived = not _never_connected(error)
            return ConnectionFailure(reason, "" if arrived else _kind(error), arrived=arrived)
        case _:
            return ConnectionFailure(reason, arrived=True)


def _late(error: Exception, way: Way) -> ConnectionFailure:
    """Tell a wait for the answer from one before it: for a handshake, or to be rid of a request."""
    if f"timeout={way.connect_seconds}" in str(error):
        return ConnectionFailure(
            f"no progress within {way.connect_seconds:.0f} s", arrived=True, slow=True
        )
    return ConnectionFailure(f"no answer within {way.seconds:.0f} s", arrived=True, slow=True)


def _kind(error: Exception) -> Kind:
    """Name what is refused for certain: a name that nobody has, a port where nobody listens."""
    for cause in _causes(error):
        match cause:
            case socket.gaierror(errno=socket.EAI_NONAME | socket.EAI_NODATA):
                return "name"
            case ConnectionRefusedError():
                return "refused"
    return ""


def _of_proxy(error: Exception, reason: str, way: Way) -> ConnectionFailure:
    if way.proxy is None:
        return ConnectionFailure(reason)
    remedy, helps = proxies.remedy(way.proxy, reason, way.host)
    kind: Kind = "proxy" if _kind(error) or not helps else ""
    return ConnectionFailure(f"the proxy: {reason}", kind, lasting=not helps, remedy=remedy)


def _insecure(error: Exception, reason: str, way: Way) -> ConnectionFailure:
    cause = next((one for one in _causes(error) if isinstance(one, ssl.SSLError)), None)
    code = getattr(cause, "verify_code", 0)
    cut = cause is None or isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError)
    return ConnectionFailure(
        f"no secure connection: {reason}",
        "certificate" if code else "" if cut else "handshake",
        lasting=True,
        remedy=way.trust.remedy(cause or ssl.SSLError(reason)),
        evidence=way.trust.evidence(),
        verify_code=code,
    )


def _no_address(error: Exception, reason: str, way: Way) -> ConfigurationError:
    if way.proxy is not None:
        return ConfigurationError(
            f"the proxy in {way.proxy.variable} cannot be used: {reason}",
            remedy=f"correct {way.proxy.variable}: {proxies.FORM}",
        )
    return ConfigurationError(
        f"the server's address cannot be used: {reason}",
        remedy="set server.url (SENTRY_URL) to something like https://sentry.io",
    )


def unreachable(
    outcome: ConnectionFailure, request: str, url: str, tried: int, way: Way | None = None
) -> ServerUnreachable | ServerRefused:
    """Make the failure for a request that never got an answer, or none that can be read."""
    way = way or Way()
    times = "once" if tried == 1 else f"{tried} times"
    remedy = outcome.remedy or "check server.url (SENTRY_URL), the network and the proxy"
    if way.proxy and not outcome.remedy:
        remedy = f"check the proxy of {way.proxy.variable}, then server.url (SENTRY_URL)"
    elif outcome.arrived and not outcome.remedy:
        remedy = "run the step again: it looks first at what the server has"
    used = f"by the proxy {way.proxy.shown}" if way.proxy else "no proxy was used"
    evidence = (f"{request}, tried {times}", used, *outcome.evidence)
    remedy = remedy.replace(URL_SETTING, way.setting)
    host = urlsplit(url).hostname
    if outcome.unreadable:
        return ServerRefused(f"{host}: {outcome.reason}", evidence=evidence, remedy=remedy)
    what = f"{host} did not answer: {outcome.reason}"
    return Unreachable(what, outcome, evidence=evidence, remedy=remedy)


def _never_connected(error: BaseException) -> bool:
    """True when not a byte of the request can have arrived."""
    from urllib3.exceptions import NewConnectionError, ProxyError

    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, NewConnectionError | ProxyError)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Go through what an error was wrapped around, from the outside in."""
    one: BaseException | None = error
    seen: set[int] = set()
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        wrapped = [*one.args[:1], *one.args[-1:]]
        inside = [getattr(arg, "reason", arg) for arg in wrapped]
        one = (
            one.__cause__
            or one.__context__
            or next((each for each in inside if isinstance(each, BaseException)), None)
        )


def _innermost(error: BaseException) -> str:
    """The sentence of the cause, without the classes and addresses that urllib3 wraps it in."""
    cause = getattr(error.args[0] if error.args else None, "reason", None) or error
    while cause.__cause__ or cause.__context__:
        cause = cause.__cause__ or cause.__context__
    return " ".join(str(cause).split()) or type(cause).__name__

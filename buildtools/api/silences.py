"""Why no answer came: the failures of a connection, named for a person.

What matters to a retry is whether the request can have arrived, and whether waiting can help.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from buildtools.api.addresses import is_loopback
from buildtools.api.reply import redact
from buildtools.errors import ConfigurationError, ServerUnreachable
from buildtools.values import Secret

if TYPE_CHECKING:
    from requests.exceptions import RequestException

CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0


class Silence(msgspec.Struct, frozen=True):
    """No answer came, and why; `arrived` when the request may have reached the server."""

    reason: str
    arrived: bool = False
    lasting: bool = False
    """Trying again cannot help: a certificate is wrong."""
    slow: bool = False


def silence(error: "RequestException", secrets: Sequence[Secret]) -> Silence:
    """Name the reason of a request that got no answer.

    Raises ConfigurationError when the address was none.
    """
    import requests.exceptions as known

    reason = redact(_innermost(error), secrets)
    match error:
        case known.SSLError():
            return Silence(f"no secure connection: {reason}", lasting=True)
        case known.ConnectTimeout():
            return Silence(f"no connection within {CONNECT_SECONDS:.0f} s")
        case known.ReadTimeout():
            return Silence(f"no answer within {READ_SECONDS:.0f} s", arrived=True, slow=True)
        case known.InvalidURL() | known.MissingSchema() | known.InvalidSchema():
            raise ConfigurationError(
                f"the server's address cannot be used: {reason}",
                remedy="set server.url (SENTRY_URL) to something like https://sentry.io",
            ) from error
        case known.ConnectionError():
            return Silence(reason, arrived=not _never_connected(error))
        case _:
            return Silence(reason, arrived=True)


def unreachable(outcome: Silence, request: str, url: str, tried: int) -> ServerUnreachable:
    """Make the failure for a request that never got an answer."""
    times = "once" if tried == 1 else f"{tried} times"
    remedy = "check server.url (SENTRY_URL), the network and the proxy"
    if outcome.lasting:
        remedy = _tls_remedy(outcome.reason)
    elif outcome.arrived:
        remedy = "run the step again: it looks first at what the server has"
    return ServerUnreachable(
        f"{urlsplit(url).hostname} did not answer: {outcome.reason}",
        evidence=(f"{request}, tried {times}", _proxy_line(url)),
        remedy=remedy,
    )


def _tls_remedy(reason: str) -> str:
    if "certificate" in reason.lower():
        return "set server.ca_bundle (REQUESTS_CA_BUNDLE) to the CA certificates of your network"
    return "check whether server.url (SENTRY_URL) should begin with http instead of https"


def _never_connected(error: BaseException) -> bool:
    """True when not a byte of the request can have arrived."""
    from urllib3.exceptions import NewConnectionError, ProxyError

    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, NewConnectionError | ProxyError)


def _innermost(error: BaseException) -> str:
    """The sentence of the cause, without the classes and addresses that urllib3 wraps it in."""
    cause = getattr(error.args[0] if error.args else None, "reason", None) or error
    while cause.__cause__ or cause.__context__:
        cause = cause.__cause__ or cause.__context__
    return " ".join(str(cause).split()) or type(cause).__name__


def _proxy_line(url: str) -> str:
    from requests.utils import get_environ_proxies, select_proxy

    proxy = None if is_loopback(url) else select_proxy(url, get_environ_proxies(url))
    if not proxy:
        return "no proxy was used"
    parts = urlsplit(proxy)
    return f"by the proxy {parts.scheme}://{parts.hostname}:{parts.port or 'default port'}"

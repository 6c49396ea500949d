"""A live site, asked by hand: redirects, content codings, and secrets for one origin alone.

Proxies, certificates and limits are those of requests to a server. Redirects within the origin are
followed, one to another origin is told; no cookie is kept, so the site sees a new visitor each
time. Source: RFC 9110 (GET, redirects), RFC 6454 (origins).
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from buildtools import __version__
from buildtools.api.http.certificates import Trust
from buildtools.api.http.closing import Closing
from buildtools.api.http.connection_errors import (
    CONNECT_SECONDS,
    ConnectionFailure,
    Way,
    connection_failure,
    unreachable,
)
from buildtools.api.http.proxies import proxy_for
from buildtools.api.http.response_limits import Limits, TooLarge, TooSlow
from buildtools.errors import ConfigurationError
from buildtools.texts.redaction import redact
from buildtools.values import Secret
from buildtools.web.content_coding import decoded
from buildtools.web.reply import Reply, origin_of

if TYPE_CHECKING:
    import requests

log = logging.getLogger("buildtools")

USER_AGENT = f"sentry-buildtools/{__version__}"
ROBOT = "sentry-buildtools"
"""The name that a robots.txt can give rules to."""

SECONDS = 30.0
"""How long an answer may take, from the end of the request on."""

_MOST_HOPS = 10
_TRIES = 2
_PAUSE_SECONDS = 0.5
_PIECE_BYTES = 64 * 1024


class Site(Closing):
    """GET requests to one site. Safe to share between threads."""

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, Secret] | None = None,
        trust: Trust | None = None,
        limits: Limits | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Headers go to the origin of the URL and to no other.

        Raises ConfigurationError when the URL is none of http or https, or holds a password.
        """
        self.url = _checked(url)
        self.origin = origin_of(self.url)
        self._headers = dict(headers or {})
        self._secrets = tuple(self._headers.values())
        self._trust = trust or Trust(None, "")
        self._limits = limits or Limits(seconds=SECONDS)
        self._pause = pause
        self._sessions: dict[bool, requests.Session] = {}
        self._lock = threading.Lock()

    def get(self, url: str, encoding: str = "identity") -> Reply:
        """Get a URL, absolute or relative to the site's, in one content coding.

        What a host sends of another coding is decoded as well; `Reply.encoding` says which it was.
        Raises ServerUnreachable when nobody answers, ConfigurationError at a URL that is none.
        """
        asked = urldefrag(urljoin(self.url, url))[0]
        first, hops = origin_of(asked), [asked]
        if not first:
            raise _no_address(redact(asked, self._secrets))
        while True:
            reply = self._answer(asked, hops, encoding)
            target = _redirects_to(reply)
            if not target or target in hops or len(hops) > _MOST_HOPS:
                return reply
            if origin_of(target) != first:
                return _leading(reply, target)
            hops.append(target)

    def close(self) -> None:
        """Close the pooled connections. A later request opens new ones."""
        with self._lock:
            for session in self._sessions.values():
                session.close()
            self._sessions.clear()

    def _answer(self, asked: str, hops: list[str], encoding: str) -> Reply:
        url = hops[-1]
        host = urlsplit(url).hostname or "the site"
        way = Way(host, proxy_for(url), self._trust, self._limits.seconds, "site")
        tried = 1
        outcome = self._try(asked, hops, encoding, way)
        while not isinstance(outcome, Reply):
            if outcome.lasting or tried == _TRIES:
                request = f"GET {redact(url, self._secrets)}"
                raise unreachable(outcome, request, url, tried, way)
            self._pause(_PAUSE_SECONDS)
            outcome = self._try(asked, hops, encoding, way)
            tried += 1
        return outcome

    def _try(
        self, asked: str, hops: list[str], encoding: str, way: Way
    ) -> Reply | ConnectionFailure:
        import requests
        from urllib3.exceptions import HTTPError

        url = hops[-1]
        try:
            response = self._session(url, way).get(
                url,
                headers=self._sent(url, encoding),
                auth=_as_it_is,
                timeout=(CONNECT_SECONDS, self._limits.seconds),
                allow_redirects=False,
                proxies={"http": way.proxy.url, "https": way.proxy.url} if way.proxy else None,
                stream=True,
            )
            with response:
                wire, cut = self._read(response)
        except TooLarge:
            return ConnectionFailure("the head of its answer has no end", lasting=True)
        except (requests.exceptions.RequestException, HTTPError, TooSlow, UnicodeError) as error:
            return connection_failure(error, self._secrets, way)
        received = {name.lower(): value for name, value in response.headers.items()}
        coding = received.get("content-encoding", "").strip().lower() or "identity"
        read = decoded(wire, coding, self._limits.body_bytes)
        return Reply(
            asked,
            url,
            response.status_code,
            received,
            read.body,
            coding,
            len(wire),
            cut or read.fault,
            hops=tuple(hops[:-1]),
            through=way.proxy.variable if way.proxy else "",
            secrets=self._secrets,
        )

    def _read(self, response: "requests.Response") -> tuple[bytes, str]:
        """Read a body as it was sent; with why it is not whole, where it is not."""
        from urllib3.exceptions import ProtocolError

        body = bytearray()
        pieces = response.raw.stream(_PIECE_BYTES, decode_content=False)
        try:
            while len(body) <= self._limits.body_bytes and (piece := next(pieces, b"")):
                body += piece
        except ProtocolError:
            if not body:
                raise
            return bytes(body), f"ends after {len(body)} bytes, before its length is reached"
        most = self._limits.body_bytes
        return bytes(body[:most]), f"is larger than {most} bytes" if len(body) > most else ""

    def _sent(self, url: str, encoding: str) -> dict[str, str]:
        usual = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": encoding}
        if origin_of(url) != self.origin:
            return usual
        return usual | {name: value.reveal() for name, value in self._headers.items()}

    def _session(self, url: str, way: Way) -> "requests.Session":
        secure = any(one.startswith("https:") for one in (url, way.proxy.url if way.proxy else ""))
        with self._lock:
            if secure not in self._sessions:
                from buildtools.api.http.session import session

                context = self._trust.context() if secure else None
                self._sessions[secure] = session(self._limits, context)
            return self._sessions[secure]


def _redirects_to(reply: Reply) -> str:
    location = reply.headers.get("location", "").strip()
    if reply.status not in (301, 302, 303, 307, 308) or not location:
        return ""
    return urldefrag(reply.join(location))[0]


def _leading(reply: Reply, target: str) -> Reply:
    import msgspec

    return msgspec.structs.replace(reply, leads_to=target)


def _checked(url: str) -> str:
    """Return a site's URL with a slash at its end, without query and fragment."""
    url = url.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _no_address(url) from None
    if not origin_of(url):
        raise _no_address(url)
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError(
            f"the address of the site holds a user: {redact(url)}",
            remedy="give them in site.headers: Authorization",
        )
    path = parts.path if parts.path.endswith("/") else f"{parts.path}/"
    return parts._replace(path=path, query="", fragment="").geturl()


def _no_address(url: str) -> ConfigurationError:
    return ConfigurationError(
        f"{url!r} is no address of a site", remedy="give one like https://example.com"
    )


def _as_it_is(request: "requests.PreparedRequest") -> "requests.PreparedRequest":
    """Leave the headers alone: without this, requests lets ~/.netrc add a password."""
    return request

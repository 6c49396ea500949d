"""The one place that speaks HTTP to a Sentry server: session, token, retries, errors mapped once.

Every answer comes back as a `Reply`; every failure as one of ours. Redirects are not followed,
proxies come from the usual variables, certificates from the settings. An answer has limits.
Source: docs/wire.md#requests-and-tokens, docs/wire.md#retries-and-rate-limits.
"""

import logging
import math
import random
import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from buildtools import __version__
from buildtools.api.http.certificates import trust_of
from buildtools.api.http.closing import Closing
from buildtools.api.http.connection_errors import (
    ConnectionFailure,
    Way,
    connection_failure,
    unreachable,
)
from buildtools.api.http.foreign_answers import foreign_answer, is_foreign
from buildtools.api.http.gateways import gateway
from buildtools.api.http.proxies import proxy_for
from buildtools.api.http.request import ANY_STATUS, USUAL, Request, Rules
from buildtools.api.http.response import Refused, Response
from buildtools.api.http.response_limits import Limits, TooLarge, TooSlow, UnreadableBody, read
from buildtools.api.http.retries import Plan
from buildtools.api.http.status_errors import refusal
from buildtools.api.http.urls import api_url
from buildtools.connection import Connection
from buildtools.errors import NotAuthenticated
from buildtools.texts.redaction import redact

if TYPE_CHECKING:
    import requests

log = logging.getLogger("buildtools")

USER_AGENT = f"sentry-buildtools/{__version__}"

_USUAL = {
    "User-Agent": USER_AGENT,
    "Accept": "application/json, */*",
    # What else could be asked for cannot be unpacked within limits by all versions of urllib3.
    "Accept-Encoding": "gzip",
}
_PIECE_BYTES = 64 * 1024
_MEGA = 1024 * 1024


class Transport(Closing):
    """Requests to one server. Safe to share between threads once a first request was made."""

    def __init__(
        self,
        connection: Connection,
        *,
        pause: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
        limits: Limits | None = None,
    ) -> None:
        self.connection = connection
        self._pause = pause
        self._now = now
        self._chance = chance
        self._limits = limits or Limits()
        self._trust = trust_of(connection)
        self.quickest_seconds = math.inf
        """How long the quickest answer took so far."""
        self._secrets = (connection.token, *connection.headers.values())
        self._ways: dict[tuple[str, str, str], Way] = {}

    def send(self, request: Request, rules: Rules = USUAL) -> Response:
        """Ask the server, with retries, and give its answer when the rules take its status.

        Raises NotAuthenticated, NotPermitted, Missing, Refused or ServerUnreachable.
        """
        response = self.answer(request, rules)
        other = gateway(response)
        judged_here = not rules.leave_to_caller(response.status)
        if (other is not None and other.kind == "proxy") or (judged_here and is_foreign(response)):
            raise foreign_answer(response)
        if not rules.take(response.status):
            raise refusal(response)
        return response

    def answer(self, request: Request, rules: Rules = ANY_STATUS) -> Response:
        """Ask the server, with retries, and give whatever was answered by whomever.

        Raises NotAuthenticated without a token, ServerUnreachable where nobody answers, and
        ConfigurationError where nobody can be asked so.
        """
        target = request.url or api_url(self.connection.url, request.path)
        if rules.authorize and not self.connection.token:
            raise NotAuthenticated("the token is empty", remedy="set SENTRY_AUTH_TOKEN")
        sent = {**request.headers, **_USUAL, **(self._own_headers() if rules.authorize else {})}
        asked = request._replace(url=target, headers=sent)
        return self._ask(asked, rules, self._way(target, rules.setting))

    def close(self) -> None:
        """Close the pooled connections. A later request opens new ones."""
        for name in ("_plain", "_secure"):
            if name in self.__dict__:
                self.__dict__[name].close()

    def _own_headers(self) -> dict[str, str]:
        extra = {name: value.reveal() for name, value in self.connection.headers.items()}
        return extra | {"Authorization": f"Bearer {self.connection.token.reveal()}"}

    def _ask(self, request: Request, rules: Rules, way: Way) -> Response:
        plan = Plan(self.connection.retries, idempotent=rules.idempotent, conflicts=rules.conflicts)
        url, tried, waited = request.url, 0, 0.0
        while True:
            outcome = self._try(request, way)
            tried += 1
            now, chance = self._now(), self._chance()
            wait = plan.wait(outcome, tried, now=now, chance=chance, waited=waited)
            if isinstance(outcome, Response):
                if wait is None:
                    return outcome
                said = f"status {outcome.status}"
            else:
                if wait is None:
                    asked = f"{request.method} {redact(url, self._secrets)}"
                    raise unreachable(outcome, asked, url, tried, way)
                said = outcome.reason
            log.info("%s: %s, trying again in %.1f s", urlsplit(url).hostname, said, wait)
            self._pause(wait)
            waited += wait

    def _try(self, request: Request, way: Way) -> Response | ConnectionFailure:
        import requests
        from urllib3.exceptions import HTTPError

        method, url = request.method, request.url
        body: Any = (
            request.body
        )  # requests takes more than its types say: an iterable with a length
        try:
            response = self._session(way, url).request(
                method,
                url,
                params=request.params,
                data=body,
                headers=request.headers,
                auth=_as_it_is,
                timeout=(self._limits.connect_seconds, self._limits.seconds),
                allow_redirects=False,
                proxies={"http": way.proxy.url, "https": way.proxy.url} if way.proxy else None,
                stream=True,
            )
            with response:
                body = self._read(response)
        except TooLarge:
            raise self._too_large(method, url) from None
        except (requests.exceptions.RequestException, HTTPError) as error:
            return connection_failure(error, self._secrets, way)
        except (TooSlow, UnreadableBody, UnicodeError) as error:
            return connection_failure(error, self._secrets, way)
        self.quickest_seconds = min(self.quickest_seconds, response.elapsed.total_seconds())
        received = {name.lower(): value for name, value in response.headers.items()}
        return Response(
            method,
            response.url,
            response.status_code,
            received,
            body,
            self._secrets,
            way.proxy.variable if way.proxy else "",
            self._now(),
        )

    def _read(self, response: "requests.Response") -> bytes:
        """Read a body; of a refusal its beginning is enough to know the reason."""
        good = 200 <= response.status_code < 300
        most = self._limits.body_bytes if good else self._limits.refusal_bytes
        pieces = response.raw.stream(_PIECE_BYTES, decode_content=False)
        body, whole = read(pieces, response.headers.get("Content-Encoding", ""), most)
        if good and not whole:
            raise TooLarge
        return body

    def _too_large(self, method: str, url: str) -> Refused:
        most = self._limits.body_bytes
        size = f"{most // _MEGA} MiB" if most >= _MEGA else f"{most} bytes"
        return Refused(
            f"the server's answer is larger than {size}",
            status=200,
            evidence=(f"{method} {redact(url, self._secrets)}: the rest was not read",),
            remedy="set server.url (SENTRY_URL) to the address of the Sentry server itself; where "
            "it is that, look at what it answers there",
        )

    def _session(self, way: Way, url: str) -> "requests.Session":
        secure = url.startswith("https:") or (way.proxy and way.proxy.url.startswith("https:"))
        return self._secure if secure else self._plain

    @cached_property
    def _plain(self) -> "requests.Session":
        from buildtools.api.http.session import session

        return session(self._limits, None)

    @cached_property
    def _secure(self) -> "requests.Session":
        from buildtools.api.http.session import session

        return session(self._limits, self._trust.context())

    def _way(self, url: str, setting: str) -> Way:
        """Find the way to a host once: to read all variables for each request takes its time."""
        parts = urlsplit(url)
        asked = parts.scheme, parts.netloc, setting
        if asked not in self._ways:
            host, limits = parts.hostname or "the server", self._limits
            self._ways[asked] = Way(
                host, proxy_for(url), self._trust, limits.seconds, setting, limits.connect_seconds
            )
        return self._ways[asked]


def _as_it_is(request: "requests.PreparedRequest") -> "requests.PreparedRequest":
    """Leave the headers alone: without this, requests lets ~/.netrc replace our token."""
    return request

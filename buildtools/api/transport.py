"""The one place that speaks HTTP to a Sentry server: session, token, retries, errors mapped once.

Every answer comes back as a `Reply`; every failure as one of ours. Redirects are not followed,
proxies and certificates come from the usual variables.
Source: Sentry's API, authentication and rate limits.
"""

import logging
import math
import os
import random
import time
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from http.cookiejar import DefaultCookiePolicy
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import msgspec

from buildtools import __version__
from buildtools.api.addresses import api_url, is_loopback
from buildtools.api.forms import Form
from buildtools.api.refusals import refusal
from buildtools.api.reply import Reply, redact
from buildtools.api.retries import Plan
from buildtools.api.silences import CONNECT_SECONDS, READ_SECONDS, Silence, silence, unreachable
from buildtools.api.strangers import is_foreign, stranger
from buildtools.errors import ConfigurationError, NotAuthenticated
from buildtools.settings import Connection

if TYPE_CHECKING:
    import requests

log = logging.getLogger("buildtools")

POOLED_CONNECTIONS = 16
"""Kept open for reuse; Sentry asks for at most 8 uploads at once."""

USER_AGENT = f"sentry-buildtools/{__version__}"

OK = (200, 201, 204, 208)
"""208 says that a release existed already, which is success."""


class Transport:
    """Requests to one server. Safe to share between threads once a first request was made."""

    def __init__(
        self,
        connection: Connection,
        *,
        pause: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.connection = connection
        self._pause = pause
        self._now = now
        self._chance = chance
        self.quickest_seconds = math.inf
        """How long the quickest answer took so far."""
        self._secrets = (connection.token, *connection.headers.values())

    def request(
        self,
        method: str,
        path: str = "",
        *,
        json: object = None,
        params: Mapping[str, str | int | None] | None = None,
        data: bytes | Form | None = None,
        headers: Mapping[str, str] | None = None,
        idempotent: bool = True,
        conflicts: bool = False,
        url: str | None = None,
        ok: Collection[int] | None = OK,
        missing_ok: bool = False,
        authorize: bool = True,
    ) -> Reply:
        """Ask the server, with retries, and give its answer when its status is in `ok`.

        `path` lies below `/api/0/` and is already encoded; `url` replaces it. `ok=None` lets every
        status through, for probes and for callers that read refusals themselves. `authorize=False`
        sends neither the token nor the extra headers.

        Raises NotAuthenticated, NotPermitted, Missing, Refused or ServerUnreachable.
        """
        target = url or api_url(self.connection.url, path)
        if authorize and not self.connection.token:
            raise NotAuthenticated("the token is empty", remedy="set SENTRY_AUTH_TOKEN")
        sent = dict(headers or {}) | {"User-Agent": USER_AGENT, "Accept": "application/json, */*"}
        if json is not None:
            data = msgspec.json.encode(json)
            sent["Content-Type"] = "application/json"
        if authorize:
            extra = {name: value.reveal() for name, value in self.connection.headers.items()}
            sent |= extra | {"Authorization": f"Bearer {self.connection.token.reveal()}"}
        plan = Plan(self.connection.retries, idempotent=idempotent, conflicts=conflicts)
        reply = self._ask(plan, method, target, params=params, data=data, headers=sent)
        judged = ok is None or (reply.status in ok and reply.status >= 400)  # by the caller
        if (not judged or (authorize and reply.status == 401)) and is_foreign(reply):
            raise stranger(reply)
        expected = ok is None or reply.status in ok or (missing_ok and reply.status == 404)
        if not expected or (authorize and reply.status == 401):
            raise refusal(reply)
        return reply

    def close(self) -> None:
        """Close the pooled connections. A later request opens new ones."""
        if "_session" in self.__dict__:
            self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self, plan: Plan, method: str, url: str, **sent: Any) -> Reply:
        tried = 0
        while True:
            outcome = self._send(method, url, **sent)
            tried += 1
            wait = plan.wait(outcome, tried, now=self._now(), chance=self._chance())
            if isinstance(outcome, Reply):
                if wait is None:
                    return outcome
                said = f"status {outcome.status}"
            else:
                if wait is None:
                    raise unreachable(outcome, f"{method} {redact(url, self._secrets)}", url, tried)
                said = outcome.reason
            log.info("%s: %s, trying again in %.1f s", urlsplit(url).hostname, said, wait)
            self._pause(wait)

    def _send(self, method: str, url: str, **sent: Any) -> Reply | Silence:
        import requests

        try:
            response = self._session.request(
                method,
                url,
                **sent,
                auth=_as_it_is,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                verify=self._trusted(),
                proxies=_NO_PROXIES if is_loopback(url) else None,
            )
        except requests.exceptions.RequestException as error:
            return silence(error, self._secrets)
        except OSError as error:
            raise ConfigurationError(
                f"the CA certificates cannot be read: {error}",
                remedy="check server.ca_bundle, REQUESTS_CA_BUNDLE and SSL_CERT_FILE",
            ) from error
        self.quickest_seconds = min(self.quickest_seconds, response.elapsed.total_seconds())
        received = {name.lower(): value for name, value in response.headers.items()}
        return Reply(
            method, response.url, response.status_code, received, response.content, self._secrets
        )

    @cached_property
    def _session(self) -> "requests.Session":
        import requests
        from requests.adapters import HTTPAdapter

        session = requests.Session()
        # A cookie of a proxy would be shared by threads and sent on; tokens need none.
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = HTTPAdapter(pool_maxsize=POOLED_CONNECTIONS)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        return session

    def _trusted(self) -> str | None:
        """The CA file to use; None leaves the choice to requests and its own variables."""
        if self.connection.ca_bundle:
            return self.connection.ca_bundle
        if os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE"):
            return None
        return os.environ.get("SSL_CERT_FILE") or None


_NO_PROXIES: Any = {"http": None, "https": None, "all": None}
"""Overrides the variables: what stays on this machine never goes through a proxy."""


def _as_it_is(request: "requests.PreparedRequest") -> "requests.PreparedRequest":
    """Leave the headers alone: without this, requests lets ~/.netrc replace our token."""
    return request

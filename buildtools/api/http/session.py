"""The session of `requests` that a transport talks through: limits, certificates, no cookies."""

import ssl
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from buildtools.api.http.response_limits import Limits, limited

POOLED_CONNECTIONS = 16
"""Kept open for reuse; Sentry asks for at most 8 uploads at once."""


class _Adapter(HTTPAdapter):
    """Connections whose answers keep limits, checked by our own certificates."""

    def __init__(self, limits: Limits, context: ssl.SSLContext | None) -> None:
        self._limits = limits
        self._context = context
        super().__init__(pool_maxsize=POOLED_CONNECTIONS)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, **options)
        self._limit(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        known = proxy in self.proxy_manager
        if proxy.lower().startswith("https:"):
            options["proxy_ssl_context"] = self._context
        manager = super().proxy_manager_for(proxy, ssl_context=self._context, **options)
        if not known:
            self._limit(manager)
        return manager

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave it to the context, which holds the certificates already."""
        conn.cert_reqs = "CERT_REQUIRED"

    def _limit(self, manager: Any) -> None:
        manager.pool_classes_by_scheme = {
            scheme: limited(pool_class, self._limits)
            for scheme, pool_class in manager.pool_classes_by_scheme.items()
        }


def session(limits: Limits, context: ssl.SSLContext | None) -> requests.Session:
    """Make a session; without a context it is good for http alone."""
    made = requests.Session()
    # A cookie of a proxy would be shared by threads and sent on; tokens need none.
    made.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    # What the variables say of proxies and certificates is looked up by us, to be able to tell it.
    made.trust_env = False
    adapter = _Adapter(limits, context)
    made.mount("https://", adapter)
    made.mount("http://", adapter)
    return made

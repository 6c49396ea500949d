"""Which proxy a request goes through, and the variable that says so.

`requests` reads the variables; what it makes of them does not say which one it was, and that is
what a person has to correct. Source: the variables of curl, as Python's urllib reads them.
"""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec

from buildtools.api.http.urls import is_loopback
from buildtools.errors import ConfigurationError

_SCHEMES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")
FORM = "http://HOST:PORT"


class Proxy(msgspec.Struct, frozen=True):
    """A proxy, and the variable that it was read from."""

    url: str
    variable: str

    @property
    def shown(self) -> str:
        """Its address without user and password, and where it is set."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.hostname}:{parts.port or 'default port'} ({self.variable})"


def proxy_for(url: str, environ: Mapping[str, str] = os.environ) -> Proxy | None:
    """Find the proxy for a URL; None where it is asked directly, as this machine always is.

    Raises ConfigurationError when the variable holds what is no proxy.
    """
    from requests.utils import get_environ_proxies, select_proxy

    if is_loopback(url):
        return None
    try:
        chosen = select_proxy(url, get_environ_proxies(url))
    except ValueError:
        chosen = None
    if not chosen:
        return None
    proxy = Proxy(
        chosen if "://" in chosen else f"http://{chosen}", _variable(urlsplit(url).scheme, environ)
    )
    _check(proxy)
    return proxy


def _variable(scheme: str, environ: Mapping[str, str]) -> str:
    """Name the variable: that of the scheme before the general one, small letters before great."""
    for name in (f"{scheme}_proxy", "all_proxy"):
        for spelled in (name, name.upper(), *environ):
            if spelled.lower() == name and environ.get(spelled):
                return spelled
    return "the system's proxy settings"


def _check(proxy: Proxy) -> None:
    try:
        parts = urlsplit(proxy.url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise _unusable(proxy, "its address or port cannot be read") from None
    if parts.scheme.lower() not in _SCHEMES:
        raise _unusable(proxy, f"{parts.scheme} is no kind of proxy")
    if not host or any(sign.isspace() or not sign.isprintable() for sign in proxy.url):
        raise _unusable(proxy, "it names no host")
    if parts.scheme.lower().startswith("socks") and not _knows_socks():
        raise _unusable(
            proxy,
            "a SOCKS proxy needs the package PySocks, which is not installed",
            f"; or install PySocks beside sentry-buildtools to use {parts.scheme}",
        )


def _unusable(proxy: Proxy, why: str, more: str = "") -> ConfigurationError:
    return ConfigurationError(
        f"the proxy in {proxy.variable} cannot be used: {why}",
        remedy=f"correct {proxy.variable}: {FORM}{more}",
    )


def _knows_socks() -> bool:
    from importlib.util import find_spec

    return find_spec("socks") is not None


def remedy(proxy: Proxy, reason: str, host: str) -> tuple[str, bool]:
    """Return what helps when a proxy did not do its part, and whether trying again can."""
    if "407" in reason:
        return (
            f"give {proxy.variable} a user and password: http://USER:PASSWORD@HOST:PORT",
            False,
        )
    if "failed: 403" in reason or "failed: 405" in reason:
        return (
            f"have the proxy of {proxy.variable} let {host} through, or name {host} in NO_PROXY",
            False,
        )
    if "failed: 5" in reason:
        return f"the proxy of {proxy.variable} cannot reach {host}: check server.url", True
    if "HTTPS" in reason or "SSL" in reason.upper():
        return f"correct {proxy.variable}: its scheme may have to be http", False
    return f"correct {proxy.variable} ({FORM}), or name {host} in NO_PROXY", True

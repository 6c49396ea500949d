"""How a browser reaches a site: through the proxy that requests take, and by whose certificates.

A browser takes no file of CA certificates. So the site's certificate is checked here by that file,
and the browser is told the one key that it has: it takes that key, and no other certificate that
its own list does not know. Source: Chromium's switches `--proxy-server`, `--proxy-bypass-list` and
`--ignore-certificate-errors-spki-list`; RFC 5280, 4.1.
"""

import base64
import contextlib
import hashlib
import http.client
import os
import ssl
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from buildtools.api.http.certificates import Trust
from buildtools.api.http.proxies import Proxy, proxy_for
from buildtools.errors import BrowserFailed
from buildtools.values import Secret

_SECONDS = 15.0
_LONG_FORM = 0x80
_VERSION = 0xA0
_BEFORE_KEY = 5
"""Fields of a certificate between its version and its key."""


class Way(NamedTuple):
    """Switches of a browser, and who it is to a proxy."""

    flags: tuple[str, ...] = ()
    proxy_user: str = ""
    proxy_password: Secret = Secret("")


def way_to(url: str, trust: Trust, environ: Mapping[str, str] = os.environ) -> Way:
    """Return how a browser reaches a site.

    Raises ConfigurationError at a proxy or certificates that cannot be used, and BrowserFailed
    where the site has no certificate of theirs.
    """
    proxies = {scheme: _proxy(scheme, url, environ) for scheme in ("http", "https")}
    flags = [*_through(proxies, environ)]
    if trust.path and urlsplit(url).scheme == "https":
        pin = key_of(_certificate(url, trust, proxy_for(url, environ)))
        flags.append(f"--ignore-certificate-errors-spki-list={pin}")
    known = proxies.get(urlsplit(url).scheme) or next(filter(None, proxies.values()), None)
    user = urlsplit(known.url) if known else None
    if user is None or not user.username:
        return Way(tuple(flags))
    return Way(tuple(flags), unquote(user.username), Secret(unquote(user.password or "")))


def _proxy(scheme: str, url: str, environ: Mapping[str, str]) -> Proxy | None:
    """Find the proxy for a scheme: that of the site's own host where it is the site's scheme."""
    own = urlsplit(url).scheme == scheme
    return proxy_for(url if own else f"{scheme}://proxied.invalid/", environ)


def _through(proxies: Mapping[str, Proxy | None], environ: Mapping[str, str]) -> Iterator[str]:
    """Return the switches for these proxies; without any, a browser has its own settings."""
    named = [f"{scheme}={_address(each)}" for scheme, each in proxies.items() if each]
    if not named:
        return
    yield f"--proxy-server={';'.join(named)}"
    direct = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    hosts = [host.strip().lstrip("*.") for host in direct.split(",") if host.strip()]
    if hosts:
        yield f"--proxy-bypass-list={';'.join(f'{one};*.{one}' for one in hosts)}"


def _address(proxy: Proxy) -> str:
    """Return a proxy as a browser takes it: without a user, which it would not send."""
    parts = urlsplit(proxy.url)
    scheme = {"socks5h": "socks5", "socks4a": "socks4"}.get(parts.scheme, parts.scheme)
    return f"{scheme}://{_host(parts)}" + (f":{parts.port}" if parts.port else "")


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return f"[{host}]" if ":" in host else host


def _certificate(url: str, trust: Trust, proxy: Proxy | None) -> bytes:
    """Return the site's own certificate, in DER, once it was checked.

    Raises BrowserFailed where it is none of those that are trusted.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    context = trust.context()
    through = urlsplit(proxy.url) if proxy else None
    to = (through.hostname or "", through.port) if through else (host, port)
    asking = http.client.HTTPSConnection(*to, timeout=_SECONDS, context=context)
    if through:
        asking.set_tunnel(host, port, _login(through))
    with contextlib.closing(asking):
        try:
            asking.connect()
            secured = asking.sock
            found = secured.getpeercert(True) if isinstance(secured, ssl.SSLSocket) else None
        except (OSError, http.client.HTTPException) as error:
            raise BrowserFailed(
                f"the certificate of {host} cannot be checked for the browser: {error}",
                evidence=(trust.line,),
                remedy="look at the site without --browser: what is wrong is told there",
            ) from error
    return found or b""


def _login(proxy: SplitResult) -> dict[str, str]:
    if not proxy.username:
        return {}
    said = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}".encode()
    return {"Proxy-Authorization": f"Basic {base64.b64encode(said).decode()}"}


def key_of(certificate: bytes) -> str:
    """Return the SHA-256 of a certificate's key, in base64; `certificate` is in DER."""
    fields = list(_fields(_content(_content(certificate))))
    has_version = fields[0][0] == _VERSION
    key = fields[_BEFORE_KEY + has_version]
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


def _fields(content: bytes) -> Iterator[bytes]:
    """Return the fields of a sequence, each whole."""
    while content:
        start, length = _length(content)
        yield content[: start + length]
        content = content[start + length :]


def _content(field: bytes) -> bytes:
    start, length = _length(field)
    return field[start : start + length]


def _length(field: bytes) -> tuple[int, int]:
    """Return where the content of a field begins, and how long it is."""
    first = field[1]
    if first < _LONG_FORM:
        return 2, first
    size = first - _LONG_FORM
    return 2 + size, int.from_bytes(field[2 : 2 + size], "big")

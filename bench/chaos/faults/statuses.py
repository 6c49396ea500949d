"""Refusals by status, and pages of what stands in front of a server."""

from collections.abc import Iterator
from typing import Final

from bench.chaos import lies
from bench.chaos.faults.rows import ENDPOINTS, MAIN, PROOF, REFUSED_COMMITS, SOFT, Fault, fault

_EACH: Final = (400, 401, 403, 404, 405, 408, 409, 410, 413, 422, 429, 451, 500, 502, 503, 504)
_FEW: Final = (400, 401, 403, 404, 408, 429, 451, 500, 503)
_SAID_IN_WORDS: Final = frozenset({401, 403, 404, 405, 413, 429})
"""The first line says what they mean; of all others it has to name the number."""
_ALL: Final = (
    *(*range(400, 419), *range(421, 427), 428, 429, 431, 444, 451, 460, 494, 499),
    *(*range(500, 512), *range(520, 528), 529, 530, 561, 598, 599),
)
_NGINX: Final = (
    "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center>"
    "<hr><center>nginx/1.25.3</center></body></html>"
)
_EMPTY: Final = "<!doctype html><title>{}</title><div id=app></div>"
_PAGES: Final = {
    "nginx's page": (404, _NGINX.format("404 Not Found"), "nginx|404 Not Found"),
    "a static site": (
        200,
        _EMPTY.format("Acme Docs"),
        "Acme Docs",
    ),
    "a login page": (
        200,
        _EMPTY.format("Sign in - Acme SSO"),
        "Acme SSO",
    ),
    "basic authentication": (401, _NGINX.format("401 Authorization Required"), "nginx|Required"),
    "a firewall": (403, "<html><title>Attention! | Cloudflare</title>Ray</html>", "Cloudflare"),
    "a proxy": (407, "<html><title>Access Denied by Squid</title></html>", "Squid|proxy"),
    "a gateway": (502, _NGINX.format("502 Bad Gateway"), "nginx|502"),
    "maintenance": (503, "<html><title>Down for maintenance</title></html>", "maintenance|503"),
    "out of storage": (507, "<html><title>Insufficient Storage</title></html>", "Storage|507"),
}
"""Status, page, and what the first line of a failure has to name of it."""
_PAGES_AT: Final = ("a login page", "nginx's page", "a firewall", "a proxy")
"""Pages that are tried at every endpoint."""


def codes_of(status: int, endpoint: str) -> tuple[int, ...]:
    """Return which exit codes are right where an endpoint is refused with a status."""
    codes = {401: (10,), 403: (11,), 408: (30, 31)}.get(status, (30,))
    if endpoint in SOFT and status != 401:
        codes = (*codes, 0)
    if endpoint == "envelope" and status == 401:
        codes = (*codes, 0)  # the key is no good, which the last line tells; the token is
    if endpoint in PROOF:
        codes = (*codes, 50, *((0,) if status in (403, 404, 405, 410) else ()))
    return codes


def _statuses() -> Iterator[Fault]:
    for endpoint in ENDPOINTS:
        if endpoint == "any":
            continue
        usual = _FEW if endpoint in PROOF | SOFT else _EACH
        for status in _ALL if endpoint in ("create", "date") else usual:
            lie, codes = lies.status(status), codes_of(status, endpoint)
            without = REFUSED_COMMITS if endpoint == "commits" else ()
            more = (0,) if endpoint == "commits" and status in (400, 409, 413, 422) else ()
            names = "" if endpoint in PROOF or status in _SAID_IN_WORDS else str(status)
            yield fault(
                f"status {status}", lie, (*codes, *more), endpoint, names=names, without=without
            )


def _pages() -> Iterator[Fault]:
    for what, (status, text, title) in _PAGES.items():
        for endpoint in ENDPOINTS if what in _PAGES_AT else sorted(MAIN):
            codes = (30, *codes_of(status, endpoint))
            if endpoint == "any":
                codes = tuple(code for code in codes if code)
            names = "" if endpoint in PROOF else title
            yield fault(f"{status}, {what}", lies.page(status, text), codes, endpoint, names=names)


def _once() -> Iterator[Fault]:
    for endpoint in ("root", "options", "create", "commits", "assemble", "chunks", "event", "date"):
        for status in (429, 500, 502, 503, 504):
            codes = (0, *codes_of(status, endpoint))
            yield fault(f"status {status}", lies.status(status), codes, endpoint, when="first")


def _waits() -> Iterator[Fault]:
    for told in ("0", "1", "86400", "-5", "never", "nan", "1e9", "Wed, 21 Oct 2099 07:28:00 GMT"):
        lie = lies.status(429, Retry_After=told)
        yield fault(f"status 429, Retry-After: {told}", lie, (30, 31), "create")


FAULTS: Final = (*_statuses(), *_pages(), *_once(), *_waits())

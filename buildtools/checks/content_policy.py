"""Whether a content security policy lets a page send its events. Pure.

Each policy of a page has to allow it. `connect-src` says where scripts may send to, `default-src`
where that is missing. Source: Content Security Policy Level 3 (W3C), 6.7.2.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from buildtools.findings import Finding, finding, subjects
from buildtools.findings.subjects import Subject

_HOST = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<host>\*|(?:\*\.)?[a-z0-9_.-]+|\[[0-9a-f:]+\])"
    r"(?::(?P<port>\*|\d+))?(?P<path>/[^?#]*)?",
    re.I,
)
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_UPGRADES = {"http": ("http", "https"), "ws": ("ws", "wss", "http", "https")}

FORBIDDEN = frozenset({"csp-blocks-events", "csp-blocks-worker"})
"""Codes of what is found here."""


class Blocked(NamedTuple):
    """A page whose policy does not let events through."""

    page: str
    """As a subject shows it."""
    directive: str
    """`connect-src …` or `default-src …`, as the policy has it."""


def policies(header: str) -> list[str]:
    """Return the policies of a header, which may have come several times."""
    return [each.strip() for each in header.split(",") if each.strip()]


def blocking(policy: str, page: str, target: str) -> str:
    """Return the directive that keeps a page from sending to a URL; empty where none does."""
    directive = governing(policy, ("connect-src", "default-src"))
    sources = directive.split()[1:]
    allowed = not directive or any(_allows(source, page, target) for source in sources)
    return "" if allowed else directive


def governing(policy: str, names: Sequence[str]) -> str:
    """Return the first of these directives that a policy has, as it has it; empty for none."""
    directives: dict[str, str] = {}
    for each in policy.split(";"):
        name, _, value = each.strip().partition(" ")
        directives.setdefault(name.lower(), value.strip())
    found = next((name for name in names if name in directives), None)
    return f"{found} {directives[found]}".strip() if found else ""


def worker_blocked(page: str, directive: str) -> Finding:
    """Return the finding about a page that may not start the worker of replays."""
    sentence = f"its content security policy lets no worker start from a blob: {directive}"
    return finding("csp-blocks-worker", subjects.Url(page), sentence)


def _allows(source: str, page: str, target: str) -> bool:
    to, own = urlsplit(target), urlsplit(page)
    word = source.lower()
    if word == "'self'":
        ports = {each.port or _PORTS.get(each.scheme) for each in (to, own)}
        same_port = len(ports) == 1 or ports == {80, 443}
        return same_port and to.hostname == own.hostname and to.scheme in _schemes(own.scheme)
    if word.endswith(":") and word[:-1].isalnum():
        return to.scheme in _schemes(word[:-1])
    found = _HOST.fullmatch(source)
    if found is None:
        return False
    if word == "*":
        return to.scheme in ("http", "https", own.scheme)
    scheme = (found["scheme"] or own.scheme).lower()
    return (
        to.scheme in _schemes(scheme)
        and _host_matches(found["host"].lower(), (to.hostname or "").lower())
        and _port_matches(found["port"], to.port, to.scheme)
        and _path_matches(found["path"] or "", to.path)
    )


def _schemes(scheme: str) -> tuple[str, ...]:
    """Return the schemes that one stands for: what is more secure is always meant as well."""
    return _UPGRADES.get(scheme, (scheme,))


def _host_matches(pattern: str, host: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern[1:])
    return pattern in ("*", host, f"[{host}]")


def _port_matches(pattern: str | None, port: int | None, scheme: str) -> bool:
    actual = port or _PORTS.get(scheme)
    if pattern is None:
        return actual == _PORTS.get(scheme)
    return pattern == "*" or int(pattern) == actual or (pattern == "80" and actual == 443)


def _path_matches(pattern: str, path: str) -> bool:
    if not pattern or pattern == "/":
        return True
    return path.startswith(pattern) if pattern.endswith("/") else path == pattern


def blocked(found: Sequence[Blocked], targets: Iterable[str]) -> list[Finding]:
    """Return the finding about pages whose policy keeps events from being sent."""
    if not found:
        return []
    first = found[0]
    hosts = dict.fromkeys(f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" for url in targets)
    where = " and ".join(hosts)
    also: list[Subject] = [subjects.Url(each.page) for each in found[1:]]
    sentence = f"its content security policy lets no event through to {where}: {first.directive}"
    remedy = f"add {' '.join(hosts)} to connect-src of the policy"
    return [finding("csp-blocks-events", subjects.Url(first.page), sentence, remedy, also=also)]

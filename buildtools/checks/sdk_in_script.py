"""What the text of a script or page says of a Sentry SDK in it. Pure.

Only literals can be found: what is put together when it runs is not told, and "not found" is never
"wrong". Source: docs/wire.md#run-time-snippet; the literals of @sentry/browser 7 to 11.
"""

import re
from collections.abc import Iterable

import msgspec

DSN = re.compile(
    r"(https?)://([0-9a-zA-Z]{8,64})(?::[0-9a-zA-Z]+)?@([\w.-]+(?::\d+)?)(/[\w./-]*?)?/(\d{1,20})"
    r"(?!\d)"
)
_TEXT = r"\s*\\?[\"'`]([^\"'`\\\n]{1,200})\\?[\"'`](?=\s*[,})\];])"
"""A literal that is the whole value: no comparison, and no beginning of a longer text."""
_RELEASE = re.compile(
    rf"(?:SENTRY_RELEASE\s*=\s*\{{\s*id\s*:|_sentryRelease\s*=|\brelease\s*:){_TEXT}"
)
ENVIRONMENT = re.compile(rf"\benvironment\s*:{_TEXT}")
_TUNNEL = re.compile(rf"(?:\btunnel\s*:|_sentryRewritesTunnelPath\s*[=:]){_TEXT}")
_VERSION = re.compile(r"[\"'`](\d{1,2}\.\d{1,3}\.\d{1,3}(?:-(?:alpha|beta|rc)\.\d+)?)[\"'`]")
_CARRIER = "__SENTRY__"
_AROUND = 1500
"""Characters before and behind the SDK's own object in which its version stands."""
_NAME = re.compile(r"[\"'`](sentry\.javascript\.[a-z][\w-]*)[\"'`]")
_MARKS = ("__SENTRY__", "sentry.javascript.", "sentry_key", "_sentryDebugIds", "SENTRY_RELEASE")


class Sdk(msgspec.Struct, frozen=True):
    """Literals that were found; each once, in their order."""

    dsns: tuple[str, ...] = ()
    """Without the key."""
    targets: tuple[str, ...] = ()
    """The URLs that events are sent to, by those DSNs."""
    releases: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    tunnels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    is_there: bool = False
    """Whether anything of an SDK was seen."""

    def joined(self, other: "Sdk") -> "Sdk":
        """Return what both have found."""
        lists = {
            name: tuple(dict.fromkeys((*getattr(self, name), *getattr(other, name))))
            for name in self.__struct_fields__
            if name != "is_there"
        }
        return Sdk(**lists, is_there=self.is_there or other.is_there)


def read(text: str) -> Sdk:
    """Find what a text says of an SDK; a release counts only beside one."""
    if not is_there(text):
        return Sdk()
    dsns = list(DSN.finditer(text))
    return Sdk(
        _each(f"{found[1]}://…@{found[3]}{found[4] or ''}/{found[5]}" for found in dsns),
        _each(
            f"{found[1]}://{found[3]}{found[4] or ''}/api/{found[5]}/envelope/" for found in dsns
        ),
        _each(_RELEASE.findall(text)),
        _each(ENVIRONMENT.findall(text)),
        _each(_TUNNEL.findall(text)),
        _each(_NAME.findall(text)),
        _each(_versions(text)),
        is_there=True,
    )


def is_there(text: str) -> bool:
    """Return whether anything of an SDK is in a text."""
    return any(mark in text for mark in _MARKS) or DSN.search(text) is not None


def _versions(text: str) -> list[str]:
    at = text.find(_CARRIER)
    return _VERSION.findall(text[max(at - _AROUND, 0) : at + _AROUND])[:1] if at >= 0 else []


def _each(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))

"""Flags that take code of the SDK out of a build, where they are set so that they do.

Bundlers are given them as constants; Sentry's plugins have options that set those.
Source: docs.sentry.io, tree shaking; the plugins of SDK 11.5.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from buildtools.review.evidence.sources import Code, Value
from buildtools.sources.declarations import key
from buildtools.sources.grammar import all_of

if TYPE_CHECKING:
    from buildtools.sources.modules import Module

DEBUG, TRACING = "__SENTRY_DEBUG__", "__SENTRY_TRACING__"
SHADOW, FRAMES = "__RRWEB_EXCLUDE_SHADOW_DOM__", "__RRWEB_EXCLUDE_IFRAME__"
CANVAS, WORKER = "__RRWEB_EXCLUDE_CANVAS__", "__SENTRY_EXCLUDE_REPLAY_WORKER__"

_TAKEN_OUT_BY: dict[str, bool] = {
    DEBUG: False,
    TRACING: False,
    SHADOW: True,
    FRAMES: True,
    CANVAS: True,
    WORKER: True,
}
"""The value with which each has an effect; with the other it has none."""
_OPTIONS = {
    "excludeDebugStatements": DEBUG,
    "removeDebugLogging": DEBUG,
    "disableLogger": DEBUG,
    "excludeTracing": TRACING,
    "removeTracing": TRACING,
    "excludeReplayShadowDom": SHADOW,
    "excludeReplayShadowDOM": SHADOW,
    "excludeReplayIframe": FRAMES,
    "excludeReplayCanvas": CANVAS,
    "excludeReplayWorker": WORKER,
    "excludeReplayCompressionWorker": WORKER,
}
"""Options of plugins and of `withSentryConfig`, which set one when they are true."""

SIGNS = (b"__SENTRY_", b"__RRWEB_", b"@sentry")
"""What stands in a file that can set one."""


def of_module(module: "Module", shown: str) -> Iterator[tuple[str, str]]:
    """Name each flag that a file sets, with its file:line."""
    for pair in all_of(module.root, module.file, "pair"):
        name, node = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        flag = key(name) if name else ""
        if node is None or flag not in _TAKEN_OUT_BY | _OPTIONS:
            continue
        value = _meant(module.reader.read(node))
        effective = value is True if flag in _OPTIONS else value is _TAKEN_OUT_BY[flag]
        if effective:
            yield _OPTIONS.get(flag, flag), f"{shown}:{pair.start_point[0] + 1}"


def _meant(value: Value) -> Value:
    """Read a constant that is given as the text of code: "false", JSON.stringify(false)."""
    if isinstance(value, Code):
        value = value.text.removeprefix("JSON.stringify(").removesuffix(")")
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value

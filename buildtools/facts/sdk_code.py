"""The SDK's code in a build: whose sources are it, which are a feature's, what flags take out.

Told by names of sources, as maps have them, and by words that no minifier changes: names of
methods, and sentences. Source: @sentry/browser 8 to 11, its packages and their own maps.
"""

import re
from typing import NamedTuple

_SENTRYS = re.compile(r"@sentry(?:-internal)?/")
_INLINED = re.compile(r"node_modules/node_modules/(?:preact|fflate|web-vitals)/")
"""What its packages were built with, and name in maps of their own; nobody installs it there."""


def is_sentrys(package: str, source: str = "", also: frozenset[str] = frozenset()) -> bool:
    """Return whether a source of a package is Sentry's; `also` are packages that only it needs."""
    named = _SENTRYS.match(package) is not None
    return named or package in also or _INLINED.search(source) is not None


class Feature(NamedTuple):
    """A part of the SDK that an app may leave out, or load later."""

    name: str
    sources: re.Pattern[str]
    """Sources that are there for it; some of them may be there without it."""
    signs: re.Pattern[str]
    """Those that are there with it alone."""
    calls: tuple[str, ...]
    """Functions by which an app uses it."""
    package: str = ""
    """Its own, where it has one."""
    least: int = 150
    """Bytes of its signs; fewer are what a bundler leaves of a module that it took out."""


_S = r"@sentry(?:-internal)?/"
_VITALS = r"(?:^|node_modules/)web-vitals/"

FEATURES = (
    Feature(
        "tracing",
        re.compile(
            rf"{_S}(?:browser|core)/.*\btracing/|{_S}browser-utils/.*\b(?:performance|web-vitals|"
            rf"metrics)/|{_S}\w+/.*/(?:routing|browserTracingIntegration)\b|{_VITALS}"
            rf"|@sentry-internal/tracing/"
        ),
        re.compile(rf"{_S}browser/.*\btracing/browserTracingIntegration\."),
        ("browserTracingIntegration", "startSpan", "startInactiveSpan", "startSpanManual"),
    ),
    Feature(
        "replay",
        re.compile(rf"{_S}(?:replay|replay-worker|rrweb[\w-]*)/"),
        re.compile(rf"{_S}replay/"),
        ("replayIntegration", "getReplay"),
        "@sentry/replay",
        2000,
    ),
    Feature(
        "replay canvas",
        re.compile(rf"{_S}replay-canvas/"),
        re.compile(rf"{_S}replay-canvas/"),
        ("replayCanvasIntegration",),
        "@sentry/replay-canvas",
    ),
    Feature(
        "feedback",
        re.compile(rf"{_S}feedback/|/node_modules/preact/|{_S}browser/.*/feedback\w*\."),
        re.compile(rf"{_S}feedback/"),
        ("feedbackIntegration", "feedbackSyncIntegration", "feedbackAsyncIntegration"),
        "@sentry/feedback",
        2000,
    ),
    Feature(
        "logs",
        re.compile(rf"{_S}core/.*\blogs/"),
        re.compile(rf"{_S}core/.*\blogs/(?:public-api|console-integration)\."),
        ("logger", "consoleLoggingIntegration"),
    ),
    Feature(
        "metrics",
        re.compile(rf"{_S}core/.*\bmetrics/"),
        re.compile(rf"{_S}core/.*\bmetrics/public-api\."),
        ("metrics",),
    ),
    Feature(
        "profiling",
        re.compile(rf"{_S}browser/.*\bprofiling/"),
        re.compile(rf"{_S}browser/.*\bprofiling/(?:UIProfiler|integration|utils)\."),
        ("browserProfilingIntegration", "uiProfiler"),
    ),
)
"""In the order in which they are shown."""

FLAG_VENDORS = re.compile(
    rf"{_S}browser/.*/featureFlags/(growthbook|launchdarkly|openfeature|statsig|unleash)/"
)
"""Of these services an app uses one; all are there where the namespace is."""


class Flag(NamedTuple):
    """A constant that takes code out of a build."""

    name: str
    texts: tuple[re.Pattern[bytes], ...]
    """What it takes out, by words that are nowhere else."""


def _words(*texts: str) -> tuple[re.Pattern[bytes], ...]:
    return tuple(re.compile(re.escape(each.encode())) for each in texts)


FLAGS = (
    Flag(
        "__SENTRY_DEBUG__",
        _words("Integration installed", "Event dropped due to", "No DSN provided"),
    ),
    Flag(
        "__SENTRY_TRACING__",
        # hasSpansEnabled, which is asked before each span; nothing else compares so
        (
            re.compile(
                rb"tracesSampleRate\s{0,3}!==?\s{0,3}null|null\s{0,3}!==?.{1,20}\.tracesSampleRate"
            ),
        ),
    ),
    Flag("__RRWEB_EXCLUDE_IFRAME__", _words("transformCrossOriginEvent")),
    Flag("__RRWEB_EXCLUDE_SHADOW_DOM__", _words("patchAttachShadow")),
    Flag("__SENTRY_EXCLUDE_REPLAY_WORKER__", _words("_deflatedData")),
)

_CLIENT = re.compile(
    rb"\brecordDroppedEvent\s{0,3}(?:=\s{0,3}function\s{0,3})?\([\w$,=\s]{0,40}\)\s{0,3}\{"
)
"""A method of the client, as its class is written; no SDK reports without one."""
_EXTERNAL = re.compile(rb"[\"'`]@sentry/[\w-]{2,40}[\"'`]")
"""A server's script that takes the SDK from node_modules when it runs."""
_INIT = re.compile(rb"\binit\)?\(\{[^{}]{0,400}?\bdsn\b")


def has_client(script: bytes) -> bool:
    """Return whether the SDK's client is in a script: what `init` makes, and nothing without it."""
    return _CLIENT.search(script) is not None


def calls_init(script: bytes) -> bool:
    """Return whether a script takes the SDK from elsewhere, and initialises it."""
    return _EXTERNAL.search(script) is not None and _INIT.search(script) is not None

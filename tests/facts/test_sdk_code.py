"""The SDK's code is known by what no minifier changes."""

import pytest

from buildtools.facts.sdk_code import FEATURES, FLAGS, calls_init, has_client, is_sentrys

MODULES = "../node_modules"


@pytest.mark.parametrize(
    ("package", "source", "expected"),
    [
        ("@sentry/core", f"{MODULES}/@sentry/core/src/client.ts", True),
        ("@sentry-internal/rrweb", "", True),
        ("web-vitals", f"{MODULES}/web-vitals/dist/web-vitals.js", True),
        ("preact", f"{MODULES}/node_modules/preact/dist/preact.mjs", True),
        ("preact", f"{MODULES}/preact/dist/preact.mjs", False),
        ("@sentryish/core", "", False),
        ("react", f"{MODULES}/react/index.js", False),
    ],
)
def test_what_is_sentrys(package: str, source: str, *, expected: bool) -> None:
    """Its packages, what only they need, and what they were built with."""
    assert expected is is_sentrys(package, source, frozenset({"web-vitals"}))


@pytest.mark.parametrize(
    ("source", "features"),
    [
        ("@sentry/browser/src/tracing/browserTracingIntegration.ts", ["tracing"]),
        ("@sentry/browser/build/npm/esm/prod/tracing/browserTracingIntegration.js", ["tracing"]),
        ("@sentry/replay/src/integration.ts", ["replay"]),
        ("@sentry-internal/replay/build/npm/esm/index.js", ["replay"]),
        ("@sentry/replay-canvas/src/canvas.ts", ["replay canvas"]),
        ("@sentry-internal/feedback/src/core/integration.ts", ["feedback"]),
        ("@sentry/core/src/logs/public-api.ts", ["logs"]),
        ("@sentry/core/src/logs/internal.ts", []),
        ("@sentry/core/src/metrics/public-api.ts", ["metrics"]),
        ("@sentry/browser/src/profiling/UIProfiler.ts", ["profiling"]),
        ("@sentry/core/src/tracing/dynamicSamplingContext.ts", []),
    ],
)
def test_a_feature_is_known_by_its_own_sources(source: str, features: list[str]) -> None:
    """What is there without it, too, is no sign of it."""
    named = f"{MODULES}/{source}"
    signs = [each.name for each in FEATURES if each.signs.search(named)]

    assert features == signs
    assert all(each.sources.search(named) for each in FEATURES if each.name in features)


def test_a_client_is_known_by_a_method_of_its_class() -> None:
    """To call that method is to have been given one."""
    assert has_client(b"recordDroppedEvent(e,t,r=1){if(this._options")
    assert has_client(b"t.prototype.recordDroppedEvent=function(e,t){")
    assert not has_client(b'e.recordDroppedEvent("before_send","error");{}')


def test_a_server_may_take_the_sdk_from_elsewhere() -> None:
    """Bundlers of servers leave packages where they are."""
    assert calls_init(b'require("@sentry/node");(0,r.init)({dsn:x,release:y})')
    assert calls_init(b'import*as e from"@sentry/node";e.init({release:r,dsn:x})')
    assert not calls_init(b'require("@sentry/node");r.captureException(e)')
    assert not calls_init(b"a.init({dsn:1})")


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        ("__SENTRY_DEBUG__", b"log(`Integration installed: ${e.name}`)"),
        ("__SENTRY_TRACING__", b"(t.tracesSampleRate!=null||!!t.tracesSampler)"),
        ("__SENTRY_TRACING__", b"null!=t.tracesSampleRate||!!t.tracesSampler"),
        ("__RRWEB_EXCLUDE_IFRAME__", b"transformCrossOriginEvent(e){}"),
        ("__RRWEB_EXCLUDE_SHADOW_DOM__", b"patchAttachShadow(e){}"),
        ("__SENTRY_EXCLUDE_REPLAY_WORKER__", b"this._deflatedData=[]"),
    ],
)
def test_what_a_flag_takes_out_is_known_by_its_words(flag: str, text: bytes) -> None:
    """And a script without the SDK has none of them."""
    found = [each.name for each in FLAGS if any(sign.search(text) for sign in each.texts)]

    assert [flag] == found

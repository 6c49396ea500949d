"""Replays, what they record, and which features are on."""

from typing import Any

import msgspec
import pytest

from buildtools.review.evidence.sources import Call, Code, Value
from buildtools.review.reviewed import Plain
from tests.checks.review.seen import call, codes, init, look, page, sources

LAZY = "lazyLoadIntegration"
TOLD = "sessions 0.1, errors 1"
COMPUTED = Code("a()", "call")
RATES: dict[str, Value] = {"replaysSessionSampleRate": 0.1, "replaysOnErrorSampleRate": 1}


def _page(options: dict[str, Value] | None, **given: Value) -> Any:
    return msgspec.structs.replace(page(**given), replay=options)


@pytest.mark.parametrize(
    ("parts", "state", "value", "found"),
    [
        (
            {"sources": sources(init(**RATES), call("replayIntegration"))},
            "seen",
            TOLD,
            [],
        ),
        ({"sources": sources(init(**RATES))}, "absent", None, []),
        (
            {"sources": sources(init(), call("replayIntegration", {}))},
            "seen",
            "sessions 0, errors 0",
            ["replay-never-records"],
        ),
        (
            {"sources": sources(init(**RATES), call(LAZY, "replayIntegration"))},
            "seen",
            TOLD,
            [],
        ),
        (
            {"sources": sources(init(**RATES), call(LAZY, "other"))},
            "absent",
            None,
            [],
        ),
        (
            {"sources": sources(init(), call("Replay", {"replaysSessionSampleRate": 0.5}))},
            "seen",
            "sessions 0.5, errors 0",
            [],
        ),
        (
            {
                "sources": sources(
                    init(replaysSessionSampleRate=Code("a()", "call")), call("Replay")
                )
            },
            "unknown",
            None,
            [],
        ),
        ({"page": _page({}, **RATES)}, "seen", TOLD, []),
        ({"page": _page(None, **RATES)}, "absent", None, []),
        ({"sources": sources()}, "absent", None, []),
        ({"sources": sources(call("replayIntegration"))}, "unknown", None, []),
        ({}, "not-asked", None, []),
    ],
)
def test_replays(parts: dict[str, Any], state: str, value: Plain, found: list[str]) -> None:
    """An integration without a rate weighs for nothing; a rate without one does nothing."""
    seen = look("replay", **parts)

    assert (state, value, found) == (seen.state, seen.value, codes(seen))


@pytest.mark.parametrize(
    ("options", "state", "value", "found"),
    [
        ({}, "seen", True, 0),
        ({"maskAllText": True}, "seen", True, 0),
        ({"maskAllText": False}, "seen", ["maskAllText off"], 1),
        (
            {"maskAllInputs": False, "blockAllMedia": False},
            "seen",
            ["maskAllInputs off", "blockAllMedia off"],
            2,
        ),
        ({"maskAllText": Code("mask")}, "unknown", None, 0),
        ({"...x": Code("...x", "spread")}, "unknown", None, 0),
    ],
)
@pytest.mark.parametrize("by", ["page", "sources"])
def test_masks_of_replays(
    options: dict[str, Value], state: str, value: Plain, found: int, by: str
) -> None:
    """They are on where nothing is said."""
    if by == "page" and "...x" in options:
        return
    called = sources(init(), call("replayIntegration", options))
    part = called if by == "sources" else _page(options)

    seen = look("replay-masks", **{by: part})

    assert (state, value) == (seen.state, seen.value)
    assert ["replay-unmasked"] * found == codes(seen)


def test_masks_without_replays_and_of_hidden_ones() -> None:
    """None is recorded, or nobody knows how."""
    lazy = sources(init(), call(LAZY, "replayIntegration"))
    urls: dict[str, Value] = {"networkDetailAllowUrls": ["https://api.example.com"]}

    assert "absent" == look("replay-masks", sources=sources(init())).state
    assert "unknown" == look("replay-masks", sources=lazy).state
    assert "not-asked" == look("replay-masks").state
    told = look("replay-masks", sources=sources(init(), call("replayIntegration", urls)))
    assert "bodies of requests are recorded for https://api.example.com" in told.text


@pytest.mark.parametrize(
    ("calls", "sdk", "expected"),
    [
        ([init(tracesSampleRate=0.1)], "11.8.0", ["tracing"]),
        ([init(tracesSampleRate=0)], "11.8.0", None),
        ([init(), call("replayIntegration")], "11.8.0", ["replay"]),
        ([init(), call("feedbackIntegration")], "11.8.0", ["feedback"]),
        ([init(), call("logger.info", "a")], "11.8.0", ["logs"]),
        ([init(), call("logger.info", "a")], "10.2.0", None),
        ([init(enableLogs=True)], "10.2.0", ["logs"]),
        ([init(enableLogs=False), call("logger.info", "a")], "10.2.0", None),
        ([init(), call("metrics.count", "a")], "11.8.0", ["metrics"]),
        ([init(enableMetrics=False), call("metrics.count", "a")], "10.2.0", None),
        ([init(enableMetrics=False), call("metrics.count", "a")], "11.8.0", ["metrics"]),
        ([init(enableLogs=True)], "11.8.0", None),
        ([init(profileSessionSampleRate=1)], "11.8.0", ["profiling"]),
        ([init(), call("captureException")], "11.8.0", None),
    ],
)
def test_features_that_are_on(calls: list[Call], sdk: str, expected: list[str] | None) -> None:
    """By option, by integration, or by being called."""
    seen = look("features", sources=sources(*calls, sdk=sdk))

    assert (expected, "seen" if expected else "absent") == (seen.value, seen.state)


def test_features_of_the_page() -> None:
    """What runs there is on, wherever it was added."""
    running = msgspec.structs.replace(page(tracesSampleRate=1), integrations=("Replay", "Feedback"))

    assert ["tracing", "replay", "feedback"] == look("features", page=running).value
    assert "absent" == look("features", page=page()).state


def test_features_that_nobody_knows() -> None:
    """A spread may turn any of them on."""
    assert "unknown" == look("features", sources=sources(init(more=Code("...a", "spread")))).state
    assert "not-asked" == look("features").state

"""Options of tracing, collecting and leaving out: planted faults, and clean ones beside them."""

from typing import Any

import msgspec
import pytest

from buildtools.checks.review.verdicts import decide
from buildtools.review.evidence.kept import Kept
from buildtools.review.evidence.sources import Code, SourcesSeen, Value
from buildtools.review.plan import Item, Plan
from buildtools.review.reviewed import Plain
from buildtools.review.unseen import Unseen
from tests.checks.review.seen import call, codes, evidence, init, look, page, sources

HOOK = Code("scrub", "function")
COMPUTED = Code("production ? 0.1 : 1")
DARK: dict[str, Value] = {"tracesSampleRate": COMPUTED}


@pytest.mark.parametrize(
    ("parts", "state", "value", "found"),
    [
        ({"sources": sources(init(tracesSampleRate=0.1))}, "seen", 0.1, []),
        ({"sources": sources(init())}, "absent", None, []),
        ({"sources": sources(init(tracesSampleRate=0))}, "seen", 0, ["traces-rate-zero"]),
        ({"sources": sources(init(tracesSampleRate=0.0))}, "seen", 0.0, ["traces-rate-zero"]),
        ({"sources": sources(init(tracesSampleRate=1))}, "seen", 1, ["traces-rate-one"]),
        ({"sources": sources(init(tracesSampleRate=COMPUTED))}, "unknown", None, []),
        ({"sources": sources(init(more=Code("...shared", "spread")))}, "unknown", None, []),
        (
            {"sources": sources(init(tracesSampleRate=0.1, more=Code("...x", "spread")))},
            "seen",
            0.1,
            [],
        ),
        ({"page": page(tracesSampleRate=0.1)}, "seen", 0.1, []),
        ({"page": page(tracesSampleRate=0)}, "seen", 0, ["traces-rate-zero"]),
        ({"page": page()}, "absent", None, []),
        (
            {
                "page": page(tracesSampleRate=0.1),
                "sources": sources(init(tracesSampleRate=COMPUTED)),
            },
            "seen",
            0.1,
            [],
        ),
        (
            {
                "page": page(tracesSampleRate=0.1),
                "sources": sources(init(), init("server", tracesSampleRate=0)),
            },
            "seen",
            {"browser": "0.1", "server": "0"},
            ["traces-rate-zero"],
        ),
        (
            {"page": page(tracesSampleRate=0.1), "sources": sources(init("server"))},
            "seen",
            {"browser": "0.1", "server": "none"},
            [],
        ),
        (
            {
                "page": page(tracesSampleRate=0.1),
                "sources": sources(init("server", tracesSampleRate=COMPUTED)),
            },
            "seen",
            0.1,
            [],
        ),
        (
            {
                "sources": sources(
                    init(tracesSampleRate=COMPUTED), init("server", tracesSampleRate=0)
                )
            },
            "seen",
            None,
            ["traces-rate-zero"],
        ),
        ({"sources": sources(init(tracesSampler=HOOK))}, "seen", "tracesSampler", []),
        ({"sources": sources()}, "unknown", None, []),
        ({"sources": sources(sdk="")}, "absent", None, []),
        ({"sources": SourcesSeen((), ())}, "unknown", None, []),
        ({"sources": sources(calls_unseen=Unseen("no parser"))}, "unknown", None, []),
        ({}, "not-asked", None, []),
    ],
)
def test_the_rate_of_traces(
    parts: dict[str, Any], state: str, value: Plain, found: list[str]
) -> None:
    """What runs tells of the browser; what the sources say of servers stands beside it."""
    seen = look("traces-sample-rate", **parts)

    assert (state, value, found) == (seen.state, seen.value, codes(seen))


def test_who_can_settle_it_is_told() -> None:
    """A page tells of browsers; what a server is given nobody but its operator knows."""
    browser = look("traces-sample-rate", sources=sources(init(**DARK)))
    server = look("traces-sample-rate", sources=sources(init("server", **DARK)))

    assert browser.text.endswith(": --browser asks the page")
    assert server.text.endswith("which only running tells")


def test_every_trace_is_right_where_it_is_no_production() -> None:
    """A developer wants each of them."""
    local = Kept("shop", "local", "shop@1")

    seen = look("traces-sample-rate", sources=sources(init(tracesSampleRate=1)), kept=local)

    assert [] == codes(seen)


@pytest.mark.parametrize(
    ("want", "options", "outcome"),
    [
        (0.1, {"tracesSampleRate": 0.1}, "met"),
        ("<= 0.2", {"tracesSampleRate": 0.1}, "met"),
        (0.1, {"tracesSampleRate": 0.2}, "differs"),
        ("off", {}, "met"),
        (0.1, {}, "differs"),
        (0.1, {"tracesSampleRate": COMPUTED}, "unknown"),
    ],
)
def test_a_plan_is_held_against_it(want: Plain, options: dict[str, Value], outcome: str) -> None:
    """Unknown is never met."""
    plan = Plan(1, (Item("traces-sample-rate", want),))
    decided = decide(evidence(sources=sources(init(**options))), plan, ())

    (verdict,) = [each for each in decided.verdicts if each.check == "traces-sample-rate"]
    assert outcome == verdict.outcome


@pytest.mark.parametrize(
    ("targets", "found"),
    [
        (["/^\\/api/", "https://api.example.com"], 0),
        (["/.*/"], 1),
        (["/^.*$/i"], 1),
        (["https://"], 1),
        ([""], 1),
        (["http"], 1),
        ([], 0),
    ],
)
def test_who_is_sent_the_headers(targets: list[Value], found: int) -> None:
    """A pattern that is in every address sends them to everybody."""
    seen = look("trace-propagation", sources=sources(init(tracePropagationTargets=targets)))

    assert ["traces-sent-everywhere"] * found == codes(seen)
    assert targets == seen.value


def test_headers_by_default() -> None:
    """No list is what most apps want in browsers."""
    assert "absent" == look("trace-propagation", sources=sources(init())).state


@pytest.mark.parametrize(
    ("sdk", "options", "found"),
    [
        ("11.8.0", {"tracesSampleRate": 1, "beforeSend": HOOK}, ["spans-not-scrubbed"]),
        ("11.8.0", {"tracesSampleRate": COMPUTED, "beforeSend": HOOK}, ["spans-not-scrubbed"]),
        ("11.8.0", {"tracesSampleRate": 1, "beforeSend": HOOK, "beforeSendSpan": HOOK}, []),
        ("11.8.0", {"beforeSend": HOOK}, []),
        ("11.8.0", {"tracesSampleRate": 1}, []),
        ("11.8.0", {"tracesSampleRate": 1, "beforeSend": HOOK, "traceLifecycle": "static"}, []),
        ("10.2.0", {"tracesSampleRate": 1, "beforeSend": HOOK}, []),
        (
            "10.2.0",
            {"tracesSampleRate": 1, "beforeSend": HOOK, "traceLifecycle": "stream"},
            ["spans-not-scrubbed"],
        ),
        ("11.8.0", {"beforeSendTransaction": HOOK}, ["hook-never-called"]),
        ("11.8.0", {"beforeSendTransaction": HOOK, "traceLifecycle": "static"}, []),
        ("10.2.0", {"beforeSendTransaction": HOOK}, []),
        (
            "11.8.0",
            {"beforeSendSpan": Code("Sentry.withStaticSpan((span) => span)", "call")},
            ["hook-never-called"],
        ),
        (
            "11.8.0",
            {"beforeSendSpan": Code("withStaticSpan(scrub)", "call"), "traceLifecycle": "static"},
            [],
        ),
    ],
)
@pytest.mark.parametrize("by", ["sources", "page"])
def test_hooks_that_spans_pass_by(
    sdk: str, options: dict[str, Value], found: list[str], by: str
) -> None:
    """Since 11 spans are streamed past what scrubs events, unless the lifecycle says otherwise."""
    part = sources(init(**options), sdk=sdk) if by == "sources" else page(sdk, **options)

    seen = look("span-hook", **{by: part})

    assert found == codes(seen)


def test_hooks_are_not_judged_without_a_version() -> None:
    """Before 11 the same options are right."""
    hooked = init(beforeSend=HOOK, tracesSampleRate=1)

    assert "unknown" == look("span-hook", sources=sources(hooked, sdk="9.1.0 11.8.0")).state
    doubtful = init(tracesSampleRate=1, beforeSend=HOOK, more=Code("...shared", "spread"))
    assert "unknown" == look("span-hook", sources=sources(doubtful)).state


@pytest.mark.parametrize(
    ("sdk", "options", "state", "found"),
    [
        ("11.8.0", {"sendDefaultPii": False}, "seen", ["send-default-pii-ignored"]),
        ("11.8.0", {"sendDefaultPii": True}, "seen", ["send-default-pii-ignored"]),
        ("11.8.0", {"sendDefaultPii": COMPUTED}, "seen", ["send-default-pii-ignored"]),
        ("11.8.0", {}, "absent", []),
        ("10.2.0", {"sendDefaultPii": False}, "seen", []),
        ("8.55.2", {"sendDefaultPii": True}, "seen", []),
    ],
)
def test_send_default_pii(
    sdk: str, options: dict[str, Value], state: str, found: list[str]
) -> None:
    """Since 11 it does nothing, and nothing says so."""
    seen = look("send-default-pii", sources=sources(init(**options), sdk=sdk))

    assert (state, found) == (seen.state, codes(seen))


def test_what_the_page_does_not_tell_of_it_the_sources_do() -> None:
    """An SDK drops an option that it does not know."""
    written = sources(init(sendDefaultPii=False))
    seen = look("send-default-pii", page=page("11.8.0"), sources=written)
    clean = look("send-default-pii", page=page("11.8.0"), sources=sources(init()))

    assert ["send-default-pii-ignored"] == codes(seen)
    assert "absent" == clean.state


def test_what_may_be_collected() -> None:
    """Each key of it is a value of the plan; before 11 there is none."""
    given: dict[str, Value] = {"userInfo": False, "cookies": {"deny": ["a"]}}

    seen = look("data-collection", sources=sources(init(dataCollection=given)))

    assert {"userInfo": "off", "cookies": "deny: a"} == seen.value
    assert "absent" == look("data-collection", sources=sources(init())).state
    assert "absent" == look("data-collection", sources=sources(init(), sdk="10.0.0")).state


def test_hooks_that_scrub() -> None:
    """Their names are told, not what they do."""
    some = look("scrub-hooks", sources=sources(init(beforeSend=HOOK, beforeBreadcrumb=HOOK)))
    none = look("scrub-hooks", sources=sources(init()))
    doubtful = look("scrub-hooks", sources=sources(init(more=Code("...shared", "spread"))))

    assert ["beforeSend", "beforeBreadcrumb"] == some.value
    assert "absent" == none.state
    assert "unknown" == doubtful.state
    assert "not-asked" == look("scrub-hooks").state


@pytest.mark.parametrize(
    ("given", "state", "value", "found"),
    [
        ([{"id": 1}], "seen", ["id"], []),
        ([{"id": 1, "email": Code("email")}], "seen", ["id", "email"], ["user-identified"]),
        ([{"id": 1}, {"email": "a"}], "seen", ["id", "email"], ["user-identified"]),
        ([None], "absent", None, []),
        ([], "absent", None, []),
        ([Code("user")], "unknown", None, []),
        ([{"...u": Code("...u", "spread")}], "unknown", None, []),
        ([Code("user"), {"email": "a"}], "seen", ["email"], ["user-identified"]),
    ],
)
def test_what_is_told_of_a_user(
    given: list[Value], state: str, value: Plain, found: list[str]
) -> None:
    """An ID is enough to look the rest up."""
    seen = look("user-context", sources=sources(*(call("setUser", each) for each in given)))

    assert (state, found) == (seen.state, codes(seen))
    assert seen.state != "seen" or value == seen.value


def test_the_page_tells_of_its_user() -> None:
    """What a scope has is what is sent."""
    seen = look("user-context", page=msgspec.structs.replace(page(), user=("id", "email")))

    assert ["user-identified"] == codes(seen)
    assert "not-asked" == look("user-context").state


def test_what_is_left_out() -> None:
    """Lists are told pattern by pattern, so that a plan can ask for one."""
    some = look("ignore-lists", sources=sources(init(ignoreErrors=["a", "/b/"], denyUrls=["c"])))

    assert ["ignoreErrors a", "ignoreErrors /b/", "denyUrls c"] == some.value
    assert [] == codes(some)
    assert "absent" == look("ignore-lists", sources=sources(init())).state
    assert "unknown" == look("ignore-lists", sources=sources(init(denyUrls=Code("urls")))).state
    assert "not-asked" == look("ignore-lists").state


@pytest.mark.parametrize("pattern", ["", "/.*/", "/.+/i", "/./"])
def test_a_pattern_that_leaves_everything_out(pattern: str) -> None:
    """It is the end of all reports, and looks like a quiet day."""
    seen = look("ignore-lists", sources=sources(init(ignoreErrors=[pattern])))

    assert ["everything-ignored"] == codes(seen)

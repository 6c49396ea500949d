"""Whatever stands in an init, no check of options falls over it, and code is never a value met."""

from hypothesis import given
from hypothesis import strategies as st

from buildtools.checks.review import of_features, of_identity, of_options, of_sdk
from buildtools.checks.review.majors import GONE
from buildtools.review.comparing import wanted
from buildtools.review.evidence.sources import Code, Value
from tests.checks.review.seen import call, evidence, init, page, sources

CHECKS = (*of_sdk.CHECKS, *of_identity.CHECKS, *of_options.CHECKS, *of_features.CHECKS)
_NAMES = (
    *("release", "dist", "environment", "tracesSampleRate", "tracesSampler", "traceLifecycle"),
    *("tracePropagationTargets", "sendDefaultPii", "dataCollection", "beforeSend", "denyUrls"),
    *("beforeSendSpan", "beforeSendTransaction", "ignoreErrors", "replaysSessionSampleRate"),
    *("...shared", *GONE),
)
_CODES = st.builds(
    Code,
    st.sampled_from(["NAME", "f()", "...x", "(event) => event"]),
    st.sampled_from(["variable", "function", "call", "spread", "other"]),
)
_VALUES: st.SearchStrategy[Value] = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 2) | st.floats(0, 1) | st.text(max_size=5) | _CODES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
_OPTIONS = st.dictionaries(st.sampled_from(_NAMES), _VALUES, max_size=8)


@given(_OPTIONS, _OPTIONS, st.sampled_from(["11.8.0", "10.2.0", "8.0.0", "9.0.0 11.0.0", "x"]))
def test_no_option_brings_a_check_down(
    browser: dict[str, Value], server: dict[str, Value], sdk: str
) -> None:
    """Options are written by others."""
    calls = (
        init(**browser),
        init("server", **server),
        call("replayIntegration", browser),
        call("setUser", server),
    )
    for each in (
        evidence(sources=sources(*calls, sdk=sdk)),
        evidence(sources=sources(*calls, sdk=sdk), page=page(sdk, **browser)),
    ):
        for check in CHECKS:
            look = check.decide(each)
            assert look.text, check.name
            assert look.state == "seen" or look.value is None


@given(_CODES)
def test_code_is_never_a_rate_that_is_met(code: Code) -> None:
    """A plan's bound holds for numbers alone."""
    (rate,) = [each for each in CHECKS if each.name == "traces-sample-rate"]

    look = rate.decide(evidence(sources=sources(init(tracesSampleRate=code))))

    assert not wanted("<= 1").holds(look.value)

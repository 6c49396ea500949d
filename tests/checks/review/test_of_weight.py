"""What a review tells of weights."""

import pytest

from buildtools.checks.review.check import Look
from buildtools.checks.review.of_weight import CHECKS
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.build import BuildSeen, FlagSeen
from buildtools.review.evidence.kept import Kept
from buildtools.review.evidence.sources import SourcesSeen
from buildtools.review.reviewed import Figure
from buildtools.review.unseen import Unseen
from buildtools.sourcemaps.sizes import LEVELS

NOTHING = Unseen("--only=server leaves it out", asked=False)
NO_PARSER = Unseen("tree-sitter is not installed")
FIGURES = (
    Figure("weight-all-gz", 114_300, LEVELS),
    Figure("weight-first-page-gz", 57_250, LEVELS),
    Figure("weight-first-page-share", 0.286, LEVELS),
)


def look(check: str, build: BuildSeen | Unseen, sources: SourcesSeen | Unseen = NOTHING) -> Look:
    (row,) = (each for each in CHECKS if each.name == check)
    unseen = dict.fromkeys(Evidence.__struct_fields__, NOTHING)
    known = {"kept": Kept("web", "production", "web@1"), "sources": sources, "build": build}
    return row.decide(Evidence(**(unseen | known)))  # type: ignore[arg-type] # by their names


def build(**more: object) -> BuildSeen:
    usual: dict[str, object] = {"first_page": ("dist/a.js",), "figures": FIGURES}
    here = {"browser": ("dist/a.js",)}
    return BuildSeen(1, here, ("browser",), **(usual | more))  # type: ignore[arg-type] # by their names


@pytest.mark.parametrize("check", [each.name for each in CHECKS])
def test_where_nothing_was_built_nothing_is_told(check: str) -> None:
    """Not asked is not unknown, and neither is met."""
    assert "not-asked" == look(check, NOTHING).state
    assert "unknown" == look(check, Unseen("there are no built scripts: invoke build")).state


def test_a_weight_is_that_of_the_first_page() -> None:
    """With what there is in all beside it."""
    told = look("weight", build())

    assert (57_250, "build") == (told.value, told.source)
    assert (
        "57.2 kB before the first page works (28.6 % of its scripts), "
        "114.3 kB in all scripts for browsers, gzip 6"
    ) == told.text


def test_a_weight_without_a_first_page_is_that_of_all_scripts() -> None:
    """And it says why there is no other."""
    told = look(
        "weight", build(figures=FIGURES[:1], first_page_unknown="no page lies in the build")
    )

    assert 114_300 == told.value
    assert told.text.endswith("of the first page it is not known: no page lies in the build")


def test_a_weight_of_a_build_without_init_is_unknown() -> None:
    """It would be a third of the truth."""
    assert "unknown" == look("weight", build(weightless="the SDK's init is not there")).state
    assert "absent" == look("weight", build(figures=())).state


def test_lazy_features_are_those_that_come_later() -> None:
    """A plan names them; what is meant to be later and is not is a fault."""
    both = ("tracing", "replay", "feedback")
    right = look("lazy-features", build(features_all=both, features_first=("tracing", "feedback")))
    assert (["replay"], "feedback in the first page; replay later") == (right.value, right.text)
    assert (True, ()) == (right.ruled, right.faults)

    meant = (("replay", "src/client.ts"),)
    early = build(features_all=both, features_first=both, loaded_later=meant)
    wrong = look("lazy-features", early)
    assert [] == wrong.value
    (fault,) = wrong.faults
    assert ("lazy-in-first-page", "src/client.ts") == (fault.code, str(fault.subject))
    assert "@sentry/replay" in fault.remedy


def test_lazy_features_need_a_first_page_that_is_known() -> None:
    """Without heavy features there is nothing to ask."""
    unknown = build(
        features_all=("replay",), first_page=(), first_page_unknown="no page lies there"
    )

    assert ("unknown", "no page lies there") == (
        look("lazy-features", unknown).state,
        look("lazy-features", unknown).text,
    )
    assert "absent" == look("lazy-features", build(features_all=("tracing",))).state


def test_a_flag_is_right_where_its_code_is_gone() -> None:
    """One that is not set is no fault, whatever is there."""
    gone = FlagSeen("__SENTRY_DEBUG__", (), "next.config.ts:9")
    still = FlagSeen("__SENTRY_TRACING__", ("dist/a.js",), "next.config.ts:10")
    unset = FlagSeen("__RRWEB_EXCLUDE_IFRAME__", ("dist/a.js",))
    told = look("flags", build(flags=(gone, still, unset)))

    assert ["__SENTRY_DEBUG__", "__SENTRY_TRACING__"] == told.value
    (fault,) = told.faults
    assert ("flag-without-effect", "next.config.ts:10") == (fault.code, str(fault.subject))
    assert "still in 1 script: dist/a.js" in fault.sentence
    assert () == look("flags", build(flags=(gone, unset))).faults
    assert "absent" == look("flags", build(flags=(unset,))).state


def test_flags_are_unknown_where_the_sources_are() -> None:
    """The lock file may be read all the same."""
    unknown = build(flags_unknown="tree-sitter is not installed")

    assert "not-asked" == look("flags", unknown, NOTHING).state
    assert "unknown" == look("flags", unknown, SourcesSeen((), (), calls_unseen=NO_PARSER)).state


def test_a_namespace_that_escaped_is_a_fault_in_its_script() -> None:
    """And one that did not is right."""
    escaped = ("@sentry/replay", "@sentry/feedback")
    told = look("namespace", build(escaped=escaped, escaped_in=("dist/b.js",)))

    (fault,) = told.faults
    assert ("namespace-escaped", "dist/b.js") == (fault.code, str(fault.subject))
    assert list(escaped) == told.value
    right = look("namespace", build())
    assert ("seen", True, ()) == (right.state, right.ruled, right.faults)
    assert "absent" == look("namespace", BuildSeen(1, {"browser": ()}, ("browser",), ())).state

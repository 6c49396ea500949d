"""Verdicts: what was seen against a plan, else against the check's own rule."""

from functools import partial

import pytest

from buildtools.checks.review import BY_NAME
from buildtools.checks.review.check import Check, Look, absent, missing, seen, unknown
from buildtools.checks.review.verdicts import decide
from buildtools.findings import finding
from buildtools.findings.subjects import File
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.kept import Kept
from buildtools.review.figures import FIGURES
from buildtools.review.plan import NO_PLAN, Deviation, Item, Plan
from buildtools.review.reviewed import Figure, Plain, Verdict
from buildtools.review.unseen import Unseen
from buildtools.settings import Acceptance

NOTHING = Unseen("nobody asked", asked=False)
EVIDENCE = Evidence(
    Kept("web", "production", "web@1"),
    *(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING),
)
FAULT = finding("traces-rate-zero", File("src/init.ts", 3), "it is 0")
ACCEPTED = Deviation("rate", 0, "a trial", "web team", "2026-11-20")


def verdict(look: Look, plan: Plan = NO_PLAN, pipeline: str = "") -> Verdict:
    check = Check("rate", "the rate", "options", ("sources",), lambda _: look, pipeline)
    (told,) = decide(EVIDENCE, plan, (), [check]).verdicts
    return told


def wanting(want: Plain, *deviations: Deviation) -> Plan:
    return Plan(1, (Item("rate", want, "because"),), deviations)


SEEN = seen(0.1, "0.1, in src/init.ts:3", "sources")
RULED = seen(0.1, "0.1", "sources", ruled=True)
BROKEN = seen(0, "0", "sources", (FAULT,))


@pytest.mark.parametrize(
    ("look", "plan", "outcome"),
    [
        (SEEN, Plan(1), "unplanned"),
        (RULED, Plan(1), "met"),
        (BROKEN, Plan(1), "differs"),
        (absent("there is none", "sources"), Plan(1), "absent"),
        (absent("there is none", "sources", (FAULT,)), Plan(1), "differs"),
        (unknown("no token"), Plan(1), "unknown"),
        (unknown("no token"), wanting(0.1), "unknown"),
        (unknown("no token"), wanting("off"), "unknown"),
        (missing(NOTHING), wanting("off"), "not-asked"),
        (missing(NOTHING, Unseen("it failed")), wanting(0.1), "unknown"),
        (SEEN, wanting(0.1), "met"),
        (SEEN, wanting(0.2), "differs"),
        (SEEN, wanting("off"), "differs"),
        (absent("there is none", "sources"), wanting("off"), "met"),
        (absent("there is none", "sources"), wanting(0.1), "differs"),
        (absent("there is none", "sources"), wanting("set"), "differs"),
        (absent("none in the sources", "sources"), wanting("= pipeline"), "absent"),
        (BROKEN, Plan(1, (), (ACCEPTED,)), "accepted"),
        (BROKEN, wanting(0.1, ACCEPTED), "accepted"),
        (SEEN, wanting(0.2, ACCEPTED), "differs"),
        (unknown("no token"), Plan(1, (), (ACCEPTED,)), "unknown"),
    ],
)
def test_an_outcome_follows_from_look_plan_and_decision(
    look: Look, plan: Plan, outcome: str
) -> None:
    """Unknown is never met, and a decision holds while the value is the one that was decided on."""
    assert outcome == verdict(look, plan).outcome


def test_a_verdict_says_what_is_wanted_and_why() -> None:
    """A reader of the plan's deviation finds who decided it."""
    differs = verdict(SEEN, wanting(0.2))
    assert ("0.2", "because", "sources", 0.1) == (
        *(differs.wanted, differs.because, differs.source),
        differs.value,
    )
    accepted = verdict(BROKEN, Plan(1, (), (ACCEPTED,)))
    assert "a trial (web team, 2026-11-20)" == accepted.because
    assert "no token" == verdict(unknown("no token")).why


def test_the_pipelines_own_value_is_compared_with() -> None:
    """`= pipeline` of a check that has none holds never."""
    look = seen("web@1", "web@1", "page")
    assert "met" == verdict(look, wanting("= pipeline"), "release").outcome
    assert "differs" == verdict(look, wanting("= pipeline"), "environment").outcome
    assert "differs" == verdict(look, wanting("= pipeline")).outcome


def test_what_the_pipeline_has_not_made_yet_is_held_against_nothing() -> None:
    """A fresh clone with a build and no release breaks no plan; what a rule finds still differs."""
    look = seen("web@1", "web@1, in the built scripts", "build")
    broken = seen("web@1", "web@1", "build", (FAULT,))
    told = verdict(look, wanting("= pipeline"), "dist")

    assert ("unknown", "web@1, in the built scripts") == (told.outcome, told.why)
    assert (None, "") == (told.value, told.seen)
    assert "differs" == verdict(broken, wanting("= pipeline"), "dist").outcome
    assert "differs" == verdict(look, wanting("web@2"), "dist").outcome


def test_what_the_pipeline_made_is_told_once() -> None:
    """A check that found that the SDK has another one needs no second finding of the plan."""
    fault = finding("sdk-release-differs", File("src/init.ts", 3), "it has web@0")
    for faults, codes in (((fault,), ["sdk-release-differs"]), ((), ["plan-differs"])):
        look = seen("web@0", "web@0", "page", faults)
        check = Check("rate", "the rate", "options", ("sources",), lambda _, it=look: it, "release")  # type: ignore[misc] # of this turn
        decided = decide(EVIDENCE, wanting("= pipeline"), (), [check])
        assert codes == [each.code for each in decided.findings]


def test_what_was_accepted_refuses_nothing() -> None:
    """The finding stays, with the reason; one without a decision stays open."""
    check = Check("rate", "the rate", "options", ("sources",), lambda _: BROKEN)
    (found,) = decide(EVIDENCE, Plan(1, (), (ACCEPTED,)), (), [check]).findings
    assert "a trial (web team, 2026-11-20)" == found.accepted
    (found,) = decide(EVIDENCE, Plan(1), (), [check]).findings
    assert found.accepted is None


def test_what_sentry_yml_accepts_is_accepted_with_its_reason() -> None:
    """`accept` holds for findings of a review as for any other; an error breaks a plan, too."""
    check = Check("rate", "the rate", "options", ("sources",), lambda _: BROKEN)
    taken = [Acceptance("traces-rate-zero", "src/*", "a demo")]
    decided = decide(EVIDENCE, Plan(1), (), [check], taken)
    (told,) = decided.verdicts
    assert ("accepted", "a demo") == (told.outcome, told.because)
    assert "a demo" == decided.findings[0].accepted

    error = finding("secret-in-build", File("src/init.ts", 3), "a token")
    broken = seen(0, "0", "sources", (error,))
    assert "differs" == verdict(broken, wanting(0)).outcome
    assert "met" == verdict(BROKEN, wanting(0)).outcome


def _given(look: Look, _: Evidence) -> Look:
    return look


BOTH = sorted(FIGURES.keys() & BY_NAME.keys())


def test_some_names_are_of_a_check_and_of_a_figure() -> None:
    """What they count is one thing."""
    assert ["home-paths", "maps-public", "pii-recall", "secrets"] == BOTH


@pytest.mark.parametrize("name", BOTH)
def test_a_name_of_a_check_and_a_figure_has_one_verdict(name: str) -> None:
    """The check's, whether it was looked at or not: the figure alone does not know what is so."""
    plan, figures = Plan(1, (Item(name, "<= 3"),)), [Figure(name, 2, "counted")]

    for look, told in ((seen(2, "2 are there", "build"), "met"), (missing(NOTHING), "not-asked")):
        one = Check(name, "how many", "security", ("build",), partial(_given, look))
        assert [(name, told)] == [
            (each.check, each.outcome) for each in decide(EVIDENCE, plan, figures, [one]).verdicts
        ]
    everything = decide(EVIDENCE, plan, figures).verdicts
    assert 1 == sum(each.check == name for each in everything)
    assert not decide(EVIDENCE, plan, figures, []).verdicts


def test_a_bound_of_a_figure_is_a_verdict_of_its_own() -> None:
    """A figure that was not measured is asked for in vain, and never met."""
    plan = Plan(1, (Item("weight-first-page-gz", "<= 45 kB"), Item("page-cpu", "< 30 ms")))
    figures = [Figure("weight-first-page-gz", 46000, "gzip 6")]

    decided = decide(EVIDENCE, plan, figures, [])

    weight, cpu = decided.verdicts
    assert ("differs", "46.0 kB", "<= 45 kB") == (weight.outcome, weight.seen, weight.wanted)
    assert ("not-asked", "") == (cpu.outcome, cpu.seen)
    (found,) = decided.findings
    assert "weight-over-budget" == found.code

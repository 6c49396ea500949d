"""What a review tells of personal data."""

import pytest

from buildtools.checks.review.check import Look
from buildtools.checks.review.of_privacy import CHECKS
from buildtools.findings import finding
from buildtools.findings.subjects import Setting
from buildtools.review.comparing import wanted
from buildtools.review.evidence import Evidence
from buildtools.review.evidence.kept import Kept
from buildtools.review.evidence.privacy import PrivacySeen
from buildtools.review.evidence.server import NotShown, Project, ServerSeen
from buildtools.review.reviewed import Figure
from buildtools.review.unseen import Unseen

ABSENT = Unseen('sentry-relay is not installed: pip install "sentry-buildtools[review]"')
OFFLINE = Unseen("--offline was given", asked=False)
SHAPES = (Figure("pii-recall", 0.35, ""), Figure("pii-recall-shapes", 0.388, ""))
REFUSED = NotShown(403, "the token may not read it: that needs project:read")
SHOWN = ServerSeen(("web",), project=Project("1", "web"))
FAILS = finding("scrub-hook-fails", Setting("review.hooks", "scrubSpan"), "it threw")
IDLE = finding("scrubbing-without-effect", Setting("relayPiiConfig", "@nosuch"), "it does nothing")
DEFAULTS = PrivacySeen(889, 309, "the defaults of a new project", figures=SHAPES)
THEIRS = PrivacySeen(889, 309, "the settings of the project", figures=SHAPES, of_server=True)


def look(check: str, privacy: PrivacySeen | Unseen, server: ServerSeen | Unseen = OFFLINE) -> Look:
    (row,) = (each for each in CHECKS if each.name == check)
    nothing = (OFFLINE,) * 3
    return row.decide(
        Evidence(Kept("web", "production", "web@1"), *nothing, server, OFFLINE, privacy, OFFLINE)
    )


def test_recall_is_a_share_that_a_plan_can_bound() -> None:
    """Whose settings they are stands beside the figure."""
    seen = look("pii-recall", DEFAULTS)

    assert (0.35, "sources", False) == (seen.value, seen.source, seen.ruled)
    said = "309 of 889 planted, 38.8 % of those with a shape, with the defaults of a new project"
    assert said == seen.text
    assert wanted(">= 30 %").holds(seen.value)
    assert not wanted(">= 95 %").holds(seen.value)
    assert "server" == look("pii-recall", THEIRS).source


def test_recall_names_the_hooks_that_were_run() -> None:
    """Two lines of defence, and both are told."""
    hooked = PrivacySeen(889, 766, "theirs", ("beforeSend: a of b.ts",), figures=SHAPES)

    assert "with beforeSend: a of b.ts; then theirs" in look("pii-recall", hooked).text


def test_a_hook_that_fails_breaks_the_rule_of_the_check() -> None:
    """However much it strikes of what it does not fail at."""
    failing = PrivacySeen(889, 766, "theirs", figures=SHAPES, hook_findings=(FAILS,))

    assert (FAILS,) == look("pii-recall", failing).faults


def test_recall_is_unknown_where_hooks_could_not_be_run() -> None:
    """The server's share alone would be held against the plan of both."""
    seen = look("pii-recall", PrivacySeen(889, 309, "theirs", unrun="there is no program node"))

    assert "unknown" == seen.state
    assert "there is no program node" in seen.text


@pytest.mark.parametrize("check", ["pii-recall", "scrubbing-rules"])
def test_without_the_engine_both_are_unknown(check: str) -> None:
    """The command that installs it is what helps."""
    seen = look(check, ABSENT, SHOWN)

    assert ("unknown", ABSENT.why) == (seen.state, seen.text)


def test_rules_that_do_nothing_differ_from_what_is_right() -> None:
    """A rule of the check's own holds where no plan says anything."""
    right = look("scrubbing-rules", THEIRS, SHOWN)
    assert (0, True, ()) == (right.value, right.ruled, right.faults)

    idle = PrivacySeen(889, 309, "theirs", findings=(IDLE,), figures=SHAPES, of_server=True)
    wrong = look("scrubbing-rules", idle, SHOWN)
    assert (1, (IDLE,)) == (wrong.value, wrong.faults)
    assert "1 setting without effect, of theirs" == wrong.text


def test_rules_of_nobody_are_not_judged() -> None:
    """The defaults of a new project are not theirs: what they have was not asked, or not shown."""
    assert "not-asked" == look("scrubbing-rules", DEFAULTS).state
    refused = look("scrubbing-rules", DEFAULTS, ServerSeen(("web",), project=REFUSED))
    assert ("unknown", REFUSED.why) == (refused.state, refused.text)

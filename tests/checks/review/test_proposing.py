"""A plan proposed from what is there now."""

from pathlib import Path

from buildtools.checks.review import BY_NAME
from buildtools.checks.review.proposing import proposed
from buildtools.checks.review.verdicts import decide
from buildtools.config.plan_file import read_plan
from buildtools.review.plan import NO_PLAN, Item, Plan
from buildtools.review.reviewed import Figure, Plain, Reviewed, Verdict
from tests.checks.review.test_verdicts import EVIDENCE

FIGURES = (
    Figure("weight-first-page-gz", 34685, "gzip 6"),
    Figure("pii-recall-shapes", 0.388, "889 planted items"),
    Figure("page-cpu", 22.6, "Chromium"),
    Figure("weight-pipeline", 0, "counted"),
)


def reviewed(*verdicts: Verdict) -> Reviewed:
    return Reviewed(
        *("web", "production", "web@1", None, "2026-11-27", {}, ("build",)),
        *(verdicts, FIGURES, (), ()),
    )


def seen(check: str, value: Plain, outcome: str = "unplanned") -> Verdict:
    return Verdict(check, outcome, f"{value} # of all", value=value)  # type: ignore[arg-type]


SEEN = reviewed(
    seen("traces-sample-rate", 0.1),
    seen("release", "web@1", "met"),
    seen("proof", 0, "met"),
    Verdict("replay", "absent", "no replay: none"),
    Verdict("ownership", "absent", "no rules"),
    Verdict("data-collection", "absent", "not set: the SDK collects all that it can"),
    Verdict("commits-deploys", "unknown", why="the token may not:\nreally"),
)


def test_what_is_proposed_is_a_plan_and_is_met(tmp_path: Path) -> None:
    """A proposal that its own file refuses, or that differs at once, would help nobody."""
    file = tmp_path / "sentry-plan.yml"
    file.write_text(proposed(SEEN, NO_PLAN), encoding="utf-8")

    plan = read_plan(file, BY_NAME)

    assert {
        "traces-sample-rate": 0.1,
        "release": "= pipeline",
        "replay": "off",
        "weight-first-page-gz": "<= 35.5 kB",
        "pii-recall-shapes": ">= 35 %",
        "weight-pipeline": "<= 0 kB",
    } == {each.check: each.want for each in plan.plan}
    text = file.read_text()
    assert "# commits-deploys: unknown: the token may not: really\n" in text
    assert "# ownership: absent: no rules\n" in text
    assert "# data-collection: absent: not set: the SDK collects all that it can\n" in text
    assert "proof" not in text
    assert {"met"} == {each.outcome for each in decide(EVIDENCE, plan, FIGURES, []).verdicts}


def test_what_is_planned_already_is_not_proposed_again() -> None:
    """A second proposal shows what came in since."""
    plan = Plan(1, (Item("replay", "off"), Item("weight-pipeline", "<= 0")))
    text = proposed(SEEN, plan)

    assert "check: replay" not in text
    assert "check: weight-pipeline" not in text
    assert "check: weight-first-page-gz" in text
